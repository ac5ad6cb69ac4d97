package dev.balboa.bench.compare;

import dev.balboa.bench.Implementation;
import dev.balboa.bench.Suite;
import dev.balboa.bench.Work;
import java.util.List;
import java.util.stream.Stream;

/// What the figures of a suite are meant to show.
final class Targets {
    private static final String EAGER = Implementation.PYTHON.label();
    private static final String MALLOC = Implementation.PYTHON_MALLOC.label();
    private static final String TORCHVISION = Implementation.TORCHVISION.label();

    /// Whatever a Python program can have without changing its environment.
    private static final List<String> PYTHON =
            Stream.of(
                            Implementation.PYTHON,
                            Implementation.PYTHON_CHANNELS_LAST,
                            Implementation.PYTHON_COMPILE,
                            Implementation.LIGHTLY)
                    .map(Implementation::label)
                    .toList();

    private static final List<String> ANY_PYTHON =
            Stream.concat(PYTHON.stream(), Stream.of(MALLOC)).toList();

    private Targets() {}

    static List<Target> of(Suite suite) {
        return switch (suite) {
            case OPS -> ops();
            case LOSS -> loss();
            case AUGMENT -> augment();
            case STEP -> step();
            case TRAIN -> train();
            case EVAL -> List.of(best(Work.KNN.label(), ANY_PYTHON, 1.35));
            case STARTUP -> startup();
        };
    }

    private static Target faster(Work work, String peer, double times) {
        String words = "`%s`: at least %s × faster than %s".formatted(work.label(), times, peer);
        return new Target(work.label(), List.of(peer), times, words);
    }

    private static Target best(String work, List<String> peers, double times) {
        String which = peers.contains(MALLOC) ? "any Python" : "Python as it comes";
        String words = "`%s`: at least %s × faster than %s".formatted(work, times, which);
        return new Target(work, peers, times, words);
    }

    private static List<Target> ops() {
        return List.of(
                new Target(
                        Work.MUL.label(),
                        List.of("C++"),
                        1 / 1.20,
                        "`mul` of 2×2 with its free: at most 1.20 × the C++ loop"),
                faster(Work.MUL, EAGER, 1.7),
                faster(Work.MUL, Implementation.JAVACPP.label(), 2.3),
                faster(Work.MUL, Implementation.DJL.label(), 1.7),
                faster(Work.BACKWARD, EAGER, 1.6),
                new Target(Work.DIM.label(), List.of(), 10, "`dim()`: under 10 ns"),
                startsFaster(Startup.TENSOR, 1 / 0.4),
                startsSmaller(Startup.TENSOR, 1 / 0.4),
                new Target(
                        Work.PRODUCT.label(),
                        List.of(Implementation.CPP_WHEEL.label()),
                        0.9,
                        "product and pointwise on two threads: within 10 % of C++ on the PyTorch wheel"),
                // Each temporary has 8,192 pages; to read the counter costs a process a few
                // faults of its own.
                new Target(
                        SuiteRun.faults(Work.TEMPORARIES),
                        List.of(),
                        16,
                        "33 MB temporaries: no page faults in steady state (under 0.1 % of the 16,384 pages that a round writes)"));
    }

    private static List<Target> loss() {
        return List.of(
                best(Work.NT_XENT_512.label(), PYTHON, 2.5),
                best(Work.NT_XENT_2048.label(), PYTHON, 4.7),
                faster(Work.NT_XENT_2048, MALLOC, 2.8),
                best(Work.NT_XENT_4096.label(), PYTHON, 5),
                best(Work.DYSTRESS_2048.label(), PYTHON, 4.5),
                best(Work.ANINFONCE_2048.label(), PYTHON, 4),
                new Target(
                        SuiteRun.firstStep(Work.NT_XENT_4096),
                        PYTHON,
                        20,
                        "memory of the loss at B = 4,096: at most a twentieth of Python's"));
    }

    private static List<Target> augment() {
        return List.of(
                faster(Work.AUGMENT_CIFAR, TORCHVISION, 15),
                faster(Work.AUGMENT_CIFAR, Implementation.KORNIA.label(), 5),
                faster(Work.AUGMENT_IMAGENET, TORCHVISION, 25),
                faster(Work.AUGMENT_IMAGENET, Implementation.ALBUMENTATIONSX.label(), 1.5),
                faster(Work.JPEG_DECODE, Implementation.TORCHVISION_IO.label(), 1));
    }

    private static List<Target> step() {
        return List.of(
                best(Work.RESNET18_STEP.label(), ANY_PYTHON, 1.05),
                best(Work.CONVNET_STEP.label(), PYTHON, 1.6),
                faster(Work.CONVNET_STEP, MALLOC, 1.25),
                best(Work.MLP_STEP.label(), ANY_PYTHON, 2));
    }

    private static List<Target> train() {
        return List.of(
                best(Work.TWO_VIEWS.label(), PYTHON, 8), best(FileEpoch.WORK, ANY_PYTHON, 2));
    }

    private static List<Target> startup() {
        return List.of(
                startsFaster(Startup.TENSOR, 1 / 0.4),
                startsSmaller(Startup.TENSOR, 1 / 0.4),
                startsFaster(Startup.STEP, 3.5),
                startsSmaller(Startup.STEP, 2.5));
    }

    private static Target startsFaster(String work, double times) {
        String words = "%s: at least %s × faster than Python".formatted(work, times);
        return new Target(work, List.of(EAGER), times, words);
    }

    private static Target startsSmaller(String work, double times) {
        String words = "%s: at least %s × less memory than Python".formatted(work, times);
        return new Target(WholeProcesses.memory(work), List.of(EAGER), times, words);
    }
}
