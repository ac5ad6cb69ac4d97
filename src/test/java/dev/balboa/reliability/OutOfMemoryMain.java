package dev.balboa.reliability;

import dev.balboa.tensor.DType;
import dev.balboa.tensor.Memory;
import dev.balboa.tensor.OutOfMemoryException;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;

/// What happens at the memory limit, in a process of its own. Arguments: the name of one of the
/// cases below. Prints `result` and what came of it.
final class OutOfMemoryMain {
    private static final long MIB = 1 << 20;
    private static final long LIMIT = 64 * MIB;

    private OutOfMemoryMain() {}

    public static void main(String[] arguments) {
        Memory.setLimit(LIMIT);
        String result =
                switch (arguments[0]) {
                    case "exabyte" -> refusal(() -> bytes(1L << 60));
                    case "above" -> refusal(() -> bytes(LIMIT + 1));
                    case "held" -> refusal(OutOfMemoryMain::hold);
                    case "after" -> afterwards();
                    case "unchanged" -> unchanged();
                    case "dropped" -> dropped();
                    case "cached" -> cached();
                    case "uncounted" -> uncounted();
                    default -> throw new IllegalArgumentException(arguments[0]);
                };
        System.out.println("result " + result);
    }

    private static Tensor bytes(long count) {
        return Tensor.empty(Shape.of(count), DType.UINT8);
    }

    private static String refusal(Runnable body) {
        try {
            body.run();
            return "no exception";
        } catch (OutOfMemoryException e) {
            return e.getMessage();
        }
    }

    // 16 MiB at a time, all kept.
    private static void hold() {
        try (Scope _ = Scope.open()) {
            for (int i = 0; i < 100; i++) bytes(16 * MIB);
        }
    }

    private static String afterwards() {
        refusal(OutOfMemoryMain::hold);
        try (Tensor tensor = bytes(32 * MIB)) {
            return tensor.fill_(7).select(0, 32 * MIB - 1).itemLong() + " of " + tensor.numel();
        }
    }

    private static String unchanged() {
        try (Scope _ = Scope.open()) {
            Tensor large = bytes(40 * MIB).fill_(3);
            String refused = refusal(() -> large.add(1));
            return refused + " | " + large.max().itemLong() + " " + large.min().itemLong();
        }
    }

    // 50 times what fits, none closed: each allocation that finds no room must free what the
    // collector can find.
    private static String dropped() {
        long sum = 0;
        for (int i = 0; i < 200; i++) sum += bytes(16 * MIB).fill_(1).select(0, 0).itemLong();
        return Long.toString(sum);
    }

    private static String uncounted() {
        try (Tensor tensor = bytes(MIB).fill_(7)) {
            return tensor.select(0, MIB - 1).itemLong()
                    + " with "
                    + Memory.liveBytes()
                    + " bytes counted";
        }
    }

    // Blocks of one size in the cache must make room for another size.
    private static String cached() {
        for (int i = 1; i <= 60; i++) bytes(i * MIB).close();
        return "peak " + Memory.peakBytes() / MIB;
    }
}
