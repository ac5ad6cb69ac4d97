package dev.balboa.bench.compare;

import dev.balboa.bench.Suite;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The command behind `bench/compare`.
@Command(
        name = "bench/compare",
        description = "Measures Balboa side by side with C++, Python, JavaCPP and DJL.",
        mixinStandardHelpOptions = true,
        subcommands = {
            Compare.Ops.class,
            Compare.Loss.class,
            Compare.Augment.class,
            Compare.Step.class,
            Compare.Train.class,
            Compare.Eval.class,
            Compare.Start.class,
            Compare.All.class
        })
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
                    "Contrastive losses, forward and backward, on two threads. Takes about 8 minutes; leave the machine alone meanwhile.")
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
                    "Views of images, and JPEG files decoded, on one thread. Takes about 2 minutes; leave the machine alone meanwhile.")
    static final class Augment extends SuiteCommand {
        private Augment() {
            super(Suite.AUGMENT);
        }
    }

    /// `bench/compare step`.
    @Command(
            name = "step",
            mixinStandardHelpOptions = true,
            description =
                    "Training steps of three networks, in PyTorch eager, channels last, with tuned malloc and compiled. Takes about 12 minutes; leave the machine alone meanwhile.")
    static final class Step extends SuiteCommand {
        private Step() {
            super(Suite.STEP);
        }
    }

    /// `bench/compare train`.
    @Command(
            name = "train",
            mixinStandardHelpOptions = true,
            description =
                    "Training from JPEG files: two views of each, and one epoch as a whole process. Takes about 7 minutes; leave the machine alone meanwhile.")
    static final class Train extends SuiteCommand {
        private Train() {
            super(Suite.TRAIN);
        }
    }

    /// `bench/compare eval`.
    @Command(
            name = "eval",
            mixinStandardHelpOptions = true,
            description =
                    "Weighted kNN of 10,000 features among 50,000. Takes about 2 minutes; leave the machine alone meanwhile.")
    static final class Eval extends SuiteCommand {
        private Eval() {
            super(Suite.EVAL);
        }
    }

    /// `bench/compare startup`.
    @Command(
            name = "startup",
            mixinStandardHelpOptions = true,
            description =
                    "Whole processes up to the first tensor and the first training step. Takes about 2 minutes; leave the machine alone meanwhile.")
    static final class Start extends SuiteCommand {
        private Start() {
            super(Suite.STARTUP);
        }
    }

    /// `bench/compare all`.
    @Command(
            name = "all",
            mixinStandardHelpOptions = true,
            description =
                    "Every suite, one after the other. Takes about 40 minutes; leave the machine alone meanwhile.")
    static final class All extends SuiteCommand {
        private All() {
            super(Suite.values());
        }
    }
}
