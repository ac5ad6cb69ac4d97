package dev.balboa.nn;

import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// The text of [Module#summary()].
final class Summary {

    private static final String[] TITLES = {"key", "layer", "shapes", "parameters", "trained"};
    private static final int NUMBER = 3;
    private static final String GAP = "  ";

    private final List<String[]> rows = new ArrayList<>();

    private Summary() {}

    static String of(Module root) {
        Summary summary = new Summary();
        summary.add("", root);
        return summary.table() + sums(root);
    }

    private void add(String key, Module module) {
        if (module.children().isEmpty() || !module.slots().isEmpty()) {
            rows.add(row(key, module));
        }
        module.children()
                .forEach((name, child) -> add(key.isEmpty() ? name : key + "." + name, child));
    }

    private static String[] row(String key, Module module) {
        List<Parameter> own = module.slots().stream().filter(slot -> !slot.isBuffer()).toList();
        long trained = own.stream().filter(Parameter::trainable).count();
        String state =
                own.isEmpty() ? "" : trained == own.size() ? "yes" : trained == 0 ? "no" : "partly";
        return new String[] {
            key.isEmpty() ? "." : key,
            typeName(module),
            own.stream()
                    .map(slot -> slot.tensor().shape())
                    .map(Shape::toString)
                    .collect(Collectors.joining(" ")),
            own.isEmpty() ? "" : grouped(elements(own)),
            state
        };
    }

    private static long elements(List<Parameter> slots) {
        return slots.stream().mapToLong(slot -> slot.tensor().numel()).sum();
    }

    /// A layer may be a lambda, whose class has no name worth printing.
    private static String typeName(Module module) {
        Class<?> type = module.getClass();
        return type.isHidden() || type.getSimpleName().isEmpty() ? "Layer" : type.getSimpleName();
    }

    private String table() {
        int[] widths = new int[TITLES.length];
        rows.addFirst(TITLES);
        for (String[] row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        return rows.stream().map(row -> line(row, widths)).collect(Collectors.joining());
    }

    private static String line(String[] row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String padding = " ".repeat(widths[i] - row[i].length());
            line.append(i == NUMBER ? padding + row[i] : row[i] + padding).append(GAP);
        }
        return line.toString().stripTrailing() + "\n";
    }

    private static String sums(Module root) {
        long all = root.parameterCount();
        long trained = root.trainableParameterCount();
        long bytes =
                root.stateDict().values().stream().mapToLong(t -> t.numel() * bytesOf(t)).sum();
        return "parameters: %s (trained: %s, frozen: %s)%nbuffers: %s%nbytes: %s%n"
                .replace("%n", "\n")
                .formatted(
                        grouped(all),
                        grouped(trained),
                        grouped(all - trained),
                        grouped(ModuleTree.elements(root.buffers())),
                        grouped(bytes));
    }

    private static long bytesOf(Tensor tensor) {
        return tensor.dtype().bytes();
    }

    private static String grouped(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }
}
