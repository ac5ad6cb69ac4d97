package dev.balboa.bench.compare;

import dev.balboa.bench.PictureFiles;
import dev.balboa.bench.Suite;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Option;

/// Measures suites, prints their tables and puts them in the report.
abstract class SuiteCommand implements Callable<Integer> {
    private final List<Suite> suites;

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
            names = "--data",
            paramLabel = "FOLDER",
            description =
                    "ten class folders (or train/ with them) of at least 512 JPEG files of 32x32 each, such as CIFAR-10, to train from; default: pictures that are drawn")
    private Path data;

    @Option(
            names = "--quick",
            description = "a tenth of the samples, to see that everything works; writes no file")
    private boolean quick;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description =
                    "where the table goes, and images/ beside it (default: docs/BENCHMARKS.md; with --quick: nowhere)")
    private Path out;

    SuiteCommand(Suite... suites) {
        this.suites = List.of(suites);
    }

    @Override
    public Integer call() {
        Path home = Path.of(System.getProperty("balboa.bench.home", "bench")).toAbsolutePath();
        Path drawn = home.resolve("target/pictures");
        PictureFiles files =
                data == null ? PictureFiles.drawn(drawn) : PictureFiles.chosen(drawn, data);
        Surroundings surroundings = Surroundings.of(home, python, files);
        int failed = 0;
        for (Suite suite : suites) {
            try {
                measure(suite, surroundings);
            } catch (IllegalStateException e) {
                if (suites.size() == 1) throw e;
                System.err.println(name(suite) + ": " + e.getMessage());
                failed++;
            }
        }
        return failed == 0 ? 0 : 1;
    }

    private void measure(Suite suite, Surroundings surroundings) {
        Effort effort = quick ? Effort.quick(suite) : Effort.full(suite);
        Machine machine = Machine.read(surroundings.home());
        System.err.print(machine.describe());
        if (machine.isBusy()) {
            System.err.println(
                    "warning: other work is running here; these figures are not worth keeping");
        }
        Measured measured =
                SuiteRun.run(
                        suite,
                        surroundings,
                        effort,
                        work -> System.err.println("measuring: " + work));
        String command = System.getProperty("balboa.bench.command", "bench/compare " + name(suite));
        String section =
                Report.section(name(suite), command, machine, effort, Targets.of(suite), measured);
        if (json) measured.rows().forEach(row -> System.out.println(row.toJson()));
        (json ? System.err : System.out).print(section);
        Path report = surroundings.home().getParent().resolve("docs/BENCHMARKS.md");
        Path file = out == null && !quick ? report : out;
        if (file == null) return;
        Report.write(file, name(suite), section);
        Chart.write(file.resolveSibling(Chart.file(name(suite))), measured.rows());
    }

    private static String name(Suite suite) {
        return suite.name().toLowerCase(Locale.ROOT);
    }
}
