package dev.balboa.bench.compare;

import dev.balboa.bench.Suite;
import dev.balboa.bench.Work;
import java.util.List;

/// What the figures of a suite are meant to show.
final class Targets {
    private static final String EAGER = "Python eager";
    private static final String MALLOC = "Python eager, malloc tuned";
    private static final String COMPILE = "Python compile";
    private static final String TORCHVISION = "torchvision";
    private static final String KORNIA = "kornia";

    private Targets() {}

    static List<Target> of(Suite suite) {
        return switch (suite) {
            case OPS -> ops();
            case LOSS -> loss();
            case AUGMENT -> augment();
        };
    }

    private static Target faster(Work work, String peer, double times) {
        String words = "`%s`: at least %s × faster than %s".formatted(work.label(), times, peer);
        return new Target(work.label(), peer, times, words);
    }

    private static List<Target> loss() {
        return List.of(
                faster(Work.NT_XENT_512, EAGER, 2.5),
                faster(Work.NT_XENT_2048, EAGER, 4.7),
                faster(Work.NT_XENT_2048, MALLOC, 2.8),
                faster(Work.NT_XENT_4096, EAGER, 5),
                faster(Work.DYSTRESS_2048, EAGER, 4.5),
                faster(Work.DYSTRESS_2048, COMPILE, 4.5),
                faster(Work.ANINFONCE_2048, EAGER, 4),
                faster(Work.ANINFONCE_2048, COMPILE, 4),
                new Target(
                        SuiteRun.firstStep(Work.NT_XENT_4096),
                        EAGER,
                        20,
                        "memory of the loss at B = 4,096: at most a twentieth of Python's"));
    }

    private static List<Target> augment() {
        return List.of(
                faster(Work.AUGMENT_CIFAR, TORCHVISION, 15),
                faster(Work.AUGMENT_CIFAR, KORNIA, 5),
                faster(Work.AUGMENT_IMAGENET, TORCHVISION, 25),
                faster(Work.AUGMENT_IMAGENET, KORNIA, 9));
    }

    private static List<Target> ops() {
        return List.of(
                new Target(
                        Work.MUL.label(),
                        "C++",
                        1 / 1.20,
                        "`mul` of 2×2 with its free: at most 1.20 × the C++ loop"),
                new Target(
                        Work.MUL.label(),
                        EAGER,
                        1.6,
                        "`mul` of 2×2: at least 1.6 × faster than Python"),
                new Target(
                        Work.BACKWARD.label(),
                        EAGER,
                        1.5,
                        "`mul → sum → backward`: at least 1.5 × faster than Python"),
                new Target(Work.DIM.label(), null, 10, "`dim()`: under 10 ns"),
                new Target(
                        Startup.TIME,
                        EAGER,
                        1 / 0.4,
                        "start to first tensor: at most 0.4 × Python's time"),
                new Target(
                        Startup.MEMORY,
                        EAGER,
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
                        SuiteRun.faults(Work.TEMPORARIES),
                        null,
                        16,
                        "33 MB temporaries: no page faults in steady state (under 0.1 % of the 16,384 pages that a round writes)"));
    }
}
