package dev.balboa.bench.compare;

import dev.balboa.bench.Implementation;
import dev.balboa.bench.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;

/// Single operations, the first tensor of a process, two threads, and large temporaries.
final class OpsSuite {
    private static final double NANOS_PER_MILLI = 1e6;

    /// What these figures are meant to show.
    static final List<Target> TARGETS =
            List.of(
                    new Target(
                            Work.MUL.label(),
                            "C++",
                            1 / 1.20,
                            "`mul` of 2×2 with its free: at most 1.20 × the C++ loop"),
                    new Target(
                            Work.MUL.label(),
                            "Python eager",
                            1.6,
                            "`mul` of 2×2: at least 1.6 × faster than Python"),
                    new Target(
                            Work.BACKWARD.label(),
                            "Python eager",
                            1.5,
                            "`mul → sum → backward`: at least 1.5 × faster than Python"),
                    new Target(Work.DIM.label(), null, 10, "`dim()`: under 10 ns"),
                    new Target(
                            Startup.TIME,
                            "Python eager",
                            1 / 0.4,
                            "start to first tensor: at most 0.4 × Python's time"),
                    new Target(
                            Startup.MEMORY,
                            "Python eager",
                            1 / 0.4,
                            "start to first tensor: at most 0.4 × Python's memory"),
                    new Target(
                            Work.PRODUCT.label(),
                            "C++ on the PyTorch wheel",
                            0.9,
                            "product and pointwise on two threads: within 10 % of C++ on the PyTorch wheel"),
                    // Each temporary has 8,192 pages; to read the counter costs a process a few
                    // faults of its own.
                    new Target(
                            faults(Work.TEMPORARIES),
                            null,
                            16,
                            "33 MB temporaries: no page faults in steady state (under 0.1 % of the 16,384 pages that a round writes)"));

    private OpsSuite() {}

    /// Measures everything.
    ///
    /// @param progress told what is being measured
    static Measured run(Surroundings surroundings, Effort effort, Consumer<String> progress) {
        List<Row> rows = new ArrayList<>();
        Measured measured = new Measured(rows, new TreeMap<>());
        for (Work work : Work.values()) {
            progress.accept(work.label());
            Contest contest = Contest.run(work, surroundings, effort);
            measured.versions().putAll(contest.versions());
            rows.addAll(times(contest, work));
            if (work == Work.TEMPORARIES) rows.addAll(pageFaults(contest, work));
        }
        progress.accept(Startup.TIME);
        rows.addAll(Startup.run(surroundings, effort));
        return measured;
    }

    private static List<Row> times(Contest contest, Work work) {
        double scale = work.isSmall() ? 1 : 1 / NANOS_PER_MILLI;
        Samples balboa = contest.nanoseconds(Implementation.BALBOA).scaled(scale);
        return peers(work).stream()
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
        return peers(work).stream()
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

    private static List<Implementation> peers(Work work) {
        return work.contestants().stream().filter(peer -> peer != Implementation.BALBOA).toList();
    }

    private static String faults(Work work) {
        return work.label() + ", page faults";
    }
}
