package dev.balboa.bench.compare;

import dev.balboa.bench.Suite;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The command behind `bench/compare`.
@Command(
        name = "bench/compare",
        description = "Measures Balboa side by side with C++, Python and JavaCPP.",
        mixinStandardHelpOptions = true,
        subcommands = {Compare.Ops.class, Compare.Loss.class, Compare.Augment.class})
final class Compare {
    private Compare() {}

    /// @param args a suite and its options
    public static void main(String[] args) {
        CommandLine command = new CommandLine(new Compare());
        command.setExecutionExceptionHandler(
                (failure, line, result) -> {
                    if (!(failure instanceof IllegalArgumentException
                            || failure instanceof IllegalStateException)) throw failure;
                    line.getErr().println(failure.getMessage());
                    return failure instanceof IllegalArgumentException ? 2 : 1;
                });
        System.exit(command.execute(args));
    }

    /// `bench/compare ops`.
    @Command(
            name = "ops",
            mixinStandardHelpOptions = true,
            description =
                    "Single operations, the first tensor of a process, two threads, large temporaries. Takes about 8 minutes; leave the machine alone meanwhile.")
    static final class Ops extends SuiteCommand {
        private Ops() {
            super(Suite.OPS);
        }
    }

    /// `bench/compare loss`.
    @Command(
            name = "loss",
            mixinStandardHelpOptions = true,
            description =
                    "Contrastive losses, forward and backward, on two threads. Takes about 15 minutes; leave the machine alone meanwhile.")
    static final class Loss extends SuiteCommand {
        private Loss() {
            super(Suite.LOSS);
        }
    }

    /// `bench/compare augment`.
    @Command(
            name = "augment",
            mixinStandardHelpOptions = true,
            description =
                    "Views of images on one thread. Takes about 3 minutes; leave the machine alone meanwhile.")
    static final class Augment extends SuiteCommand {
        private Augment() {
            super(Suite.AUGMENT);
        }
    }
}
