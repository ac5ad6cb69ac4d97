package dev.balboa.bench.compare;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// The command behind `bench/compare`.
@Command(
        name = "bench/compare",
        description = "Measures Balboa side by side with C++, Python and JavaCPP.",
        mixinStandardHelpOptions = true,
        subcommands = Compare.Ops.class)
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
    static final class Ops implements Callable<Integer> {
        @Option(
                names = "--json",
                description =
                        "print one JSON object per work and peer on standard output, all else on standard error")
        private boolean json;

        @Option(
                names = "--python",
                paramLabel = "PATH",
                description =
                        "a Python with PyTorch 2.10; default: the one that bench/python/setup makes")
        private Path python;

        @Option(
                names = "--quick",
                description =
                        "a tenth of the samples, to see that everything works; writes no file")
        private boolean quick;

        @Option(
                names = "--out",
                paramLabel = "FILE",
                description =
                        "where the table goes (default: docs/BENCHMARKS.md; with --quick: nowhere)")
        private Path out;

        private Ops() {}

        @Override
        public Integer call() {
            Path home = Path.of(System.getProperty("balboa.bench.home", "bench")).toAbsolutePath();
            Effort effort = quick ? Effort.QUICK : Effort.FULL;
            Machine machine = Machine.read(home);
            System.err.print(machine.describe());
            if (machine.isBusy())
                System.err.println(
                        "warning: other work is running here; these figures are not worth keeping");
            Measured measured =
                    OpsSuite.run(
                            Surroundings.of(home, python),
                            effort,
                            work -> System.err.println("measuring: " + work));
            String command = System.getProperty("balboa.bench.command", "bench/compare ops");
            String section =
                    Report.section("ops", command, machine, effort, OpsSuite.TARGETS, measured);
            if (json) measured.rows().forEach(row -> System.out.println(row.toJson()));
            (json ? System.err : System.out).print(section);
            Path file =
                    out == null && !quick ? home.getParent().resolve("docs/BENCHMARKS.md") : out;
            if (file != null) Report.write(file, "ops", section);
            return 0;
        }
    }
}
