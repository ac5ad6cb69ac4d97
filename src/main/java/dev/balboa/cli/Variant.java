package dev.balboa.cli;

import dev.balboa.ssl.MethodDefinition;
import dev.balboa.ssl.MethodOption;
import dev.balboa.ssl.Methods;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A method with some of its settings, as `balboa compare` takes it:
/// `dystress:temperature-profile=constant:lr=0.03`. Beside the options of the method, what says how
/// it is trained may be set; what is learned on may not, since it is the same for all.
///
/// @param text     as typed; the name in tables
/// @param method   the method
/// @param settings by their keys
record Variant(String text, String method, Map<String, Object> settings) {

    private static final Map<String, String> TRAINING =
            Map.of(
                    "optimizer", "optimizer.name",
                    "lr", "optimizer.lr",
                    "momentum", "optimizer.momentum",
                    "weight-decay", "optimizer.weight_decay",
                    "warmup-epochs", "schedule.warmup_epochs",
                    "batch-size", "schedule.batch_size");

    /// Between the numbers of a list, whose comma separates variants.
    private static final char IN_LISTS = '/';

    /// Reads the variants of `--methods`.
    ///
    /// @throws UsageException when one cannot be read, or stands there twice
    static List<Variant> parseAll(List<String> texts) {
        Set<String> folders = new HashSet<>();
        List<Variant> variants = texts.stream().map(Variant::parse).toList();
        for (Variant variant : variants) {
            UsageException.require(
                    folders.add(variant.folder()),
                    "--methods",
                    variant.text(),
                    "each variant once");
        }
        return variants;
    }

    /// Reads a variant.
    ///
    /// @throws UsageException when it cannot be read; whether the values are right shows when they
    ///     are put into a configuration
    static Variant parse(String text) {
        String[] parts = text.strip().split(":");
        UsageException.requireKnown("--methods", parts[0], Methods.names());
        MethodDefinition method = Methods.get(parts[0]);
        List<String> known = new ArrayList<>(method.options().stream().map(o -> o.name()).toList());
        TRAINING.keySet().stream().sorted().forEach(known::add);
        Map<String, Object> settings = new LinkedHashMap<>();
        for (int i = 1; i < parts.length; i++) {
            String[] pair = parts[i].split("=", 2);
            UsageException.require(
                    pair.length == 2 && !pair[0].isEmpty() && !pair[1].isEmpty(),
                    "--methods",
                    text,
                    "METHOD:OPTION=VALUE:…");
            UsageException.requireKnown("--methods: " + parts[0] + " option", pair[0], known);
            Optional<MethodOption> option = method.option(pair[0]);
            if (option.isPresent()) {
                settings.put(MethodFlags.key(pair[0]), listed(option.get(), pair[1]));
            } else {
                settings.put(TRAINING.get(pair[0]), number(pair[0], pair[1]));
            }
        }
        return new Variant(text.strip(), parts[0], settings);
    }

    private static Object number(String name, String value) {
        if (name.equals("optimizer")) {
            return value;
        }
        try {
            BigDecimal number = new BigDecimal(value);
            return number.scale() <= 0 ? (Object) number.longValueExact() : number.doubleValue();
        } catch (ArithmeticException | NumberFormatException e) {
            throw new UsageException("--%s: %s (expected: a number)".formatted(name, value), e);
        }
    }

    private static String listed(MethodOption option, String value) {
        String list = value.replace(IN_LISTS, ',');
        return option.range().accept(list) == null ? value : list;
    }

    /// Puts the method and its settings over others.
    void apply(Settings target) {
        target.set("method", method);
        settings.forEach(target::set);
    }

    /// A name for a folder.
    String folder() {
        return text.replaceAll("[^A-Za-z0-9.=-]+", "_");
    }
}
