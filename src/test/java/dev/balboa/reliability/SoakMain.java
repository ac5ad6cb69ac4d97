package dev.balboa.reliability;

import dev.balboa.tensor.Memory;
import dev.balboa.tensor.Threads;

/// Runs [Soak] and prints what lives along the way and at the end; [SoakTest] judges.
///
/// `--steps N`: 100,000 is the long form. Run it with a small fixed heap that is touched at the
/// start (`-Xms64m -Xmx64m -XX:+AlwaysPreTouch`), so that the resident set shows native memory.
final class SoakMain {
    private static final int REPORTS = 10;

    private SoakMain() {}

    public static void main(String[] arguments) {
        if (arguments.length != 2 || !arguments[0].equals("--steps")) {
            System.err.println("usage: SoakMain --steps N");
            System.exit(2);
        }
        long steps = Long.parseLong(arguments[1]);
        Threads.set(1);
        long before = Memory.liveTensors();
        try (Soak soak = new Soak()) {
            double loss = Double.NaN;
            for (long step = 1; step <= steps; step++) {
                loss = soak.step();
                if (step % (steps / REPORTS) == 0) print(soak.census(step));
            }
            System.out.println("loss " + loss);
        }
        System.out.println("leaked " + (Memory.liveTensors() - before));
        System.out.println("caught " + Memory.caught());
    }

    private static void print(Soak.Census census) {
        System.out.printf(
                "census %d %d %d %d %d%n",
                census.steps(),
                census.tensors(),
                census.bytes(),
                census.systemAllocations(),
                census.residentBytes());
    }
}
