package dev.balboa.bench.compare;

import dev.balboa.bench.Implementation;
import dev.balboa.bench.Suite;
import dev.balboa.bench.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;

/// The measurements of a suite, one work after the other.
final class SuiteRun {
    private static final double NANOS_PER_MILLI = 1e6;
    private static final String FIRST_STEP = ", memory of the first step";

    private SuiteRun() {}

    /// Measures everything.
    ///
    /// @param progress told what is being measured
    static Measured run(
            Suite suite, Surroundings surroundings, Effort effort, Consumer<String> progress) {
        List<Row> rows = new ArrayList<>();
        Measured measured = new Measured(rows, new TreeMap<>());
        for (Work work : Work.values()) {
            if (work.suite() != suite) continue;
            progress.accept(work.label());
            for (Implementation candidate : work.contestants()) {
                if (!surroundings.has(candidate)) progress.accept("  without " + candidate.label());
            }
            Contest contest = Contest.run(work, surroundings, effort);
            measured.versions().putAll(contest.versions());
            rows.addAll(times(contest, work));
            if (work == Work.TEMPORARIES) rows.addAll(pageFaults(contest, work));
            if (work == Work.NT_XENT_4096) rows.addAll(memory(contest, work));
        }
        for (WholeProcesses processes : wholeProcesses(suite, surroundings)) {
            progress.accept(processes.work());
            rows.addAll(processes.run(surroundings, effort.starts()));
        }
        return measured;
    }

    private static List<WholeProcesses> wholeProcesses(Suite suite, Surroundings surroundings) {
        return switch (suite) {
            case OPS -> List.of(Startup.tensor(surroundings));
            case STARTUP -> List.of(Startup.tensor(surroundings), Startup.step(surroundings));
            case TRAIN -> List.of(FileEpoch.of(surroundings));
            default -> List.of();
        };
    }

    /// What the process grew by at most during its first step; one figure per process.
    private static List<Row> memory(Contest contest, Work work) {
        return List.of(Implementation.PYTHON, Implementation.PYTHON_COMPILE).stream()
                .map(
                        peer ->
                                new Row(
                                        firstStep(work),
                                        "MB",
                                        peer.label(),
                                        contest.megabytes(Implementation.BALBOA),
                                        contest.megabytes(peer)))
                .toList();
    }

    private static List<Row> times(Contest contest, Work work) {
        double scale = work.isSmall() ? 1 : 1 / NANOS_PER_MILLI;
        Samples balboa = contest.nanoseconds(Implementation.BALBOA).scaled(scale);
        return contest.peers().stream()
                .map(
                        peer ->
                                new Row(
                                        work.label(),
                                        work.isSmall() ? "ns" : "ms",
                                        peer.label(),
                                        balboa,
                                        contest.nanoseconds(peer).scaled(scale)))
                .toList();
    }

    private static List<Row> pageFaults(Contest contest, Work work) {
        Samples balboa = contest.faults(Implementation.BALBOA);
        return contest.peers().stream()
                .map(
                        peer ->
                                new Row(
                                        faults(work),
                                        "faults per round",
                                        peer.label(),
                                        balboa,
                                        contest.faults(peer)))
                .toList();
    }

    static String firstStep(Work work) {
        return work.label() + FIRST_STEP;
    }

    static String faults(Work work) {
        return work.label() + ", page faults";
    }
}
