package dev.balboa.bench.compare;

import dev.balboa.bench.Suite;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Option;

/// Measures a suite, prints its table and puts it in the report.
abstract class SuiteCommand implements Callable<Integer> {
    private final Suite suite;

    @Option(
            names = "--json",
            description =
                    "print one JSON object per work and peer on standard output, all else on standard error")
    private boolean json;

    @Option(
            names = "--python",
            paramLabel = "PATH",
            description =
                    "a Python with the libraries of bench/python/requirements.txt; default: the one that bench/python/setup makes")
    private Path python;

    @Option(
            names = "--quick",
            description = "a tenth of the samples, to see that everything works; writes no file")
    private boolean quick;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description =
                    "where the table goes (default: docs/BENCHMARKS.md; with --quick: nowhere)")
    private Path out;

    SuiteCommand(Suite suite) {
        this.suite = suite;
    }

    @Override
    public Integer call() {
        Path home = Path.of(System.getProperty("balboa.bench.home", "bench")).toAbsolutePath();
        Effort effort = quick ? Effort.QUICK : Effort.FULL;
        Machine machine = Machine.read(home);
        System.err.print(machine.describe());
        if (machine.isBusy()) {
            System.err.println(
                    "warning: other work is running here; these figures are not worth keeping");
        }
        Measured measured =
                SuiteRun.run(
                        suite,
                        Surroundings.of(home, python),
                        effort,
                        work -> System.err.println("measuring: " + work));
        String name = suite.name().toLowerCase(Locale.ROOT);
        String command = System.getProperty("balboa.bench.command", "bench/compare " + name);
        String section =
                Report.section(name, command, machine, effort, Targets.of(suite), measured);
        if (json) measured.rows().forEach(row -> System.out.println(row.toJson()));
        (json ? System.err : System.out).print(section);
        Path file = out == null && !quick ? home.getParent().resolve("docs/BENCHMARKS.md") : out;
        if (file != null) Report.write(file, name, section);
        return 0;
    }
}
