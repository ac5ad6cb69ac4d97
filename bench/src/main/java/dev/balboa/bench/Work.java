package dev.balboa.bench;

import java.util.Arrays;
import java.util.List;

/// One piece of work, the same for every implementation.
public enum Work {
    /// The element-wise product of two 2 × 2 tensors, and its free.
    MUL(Suite.OPS, "mul 2x2", 1, 1_000),
    /// `(a * b).sum().backward()` for 2 × 2 tensors, where `a` requires grad; then the gradient is
    /// dropped.
    BACKWARD(Suite.OPS, "mul-sum-backward 2x2", 1, 100),
    /// The number of dimensions of a tensor.
    DIM(Suite.OPS, "dim", 1, 10_000),
    /// `relu(a b + a)` for 1024 × 1024 matrices on two threads: a matrix product, then pointwise
    /// passes, which makes two thread pools fight if there are two.
    PRODUCT(Suite.OPS, "product and pointwise, 2 threads", 2, 1),
    /// `x x + x` for a vector of 33 MB: two temporaries per round, each larger than what malloc
    /// keeps.
    TEMPORARIES(Suite.OPS, "33 MB temporaries", 1, 1),
    /// NT-Xent at temperature 0.5 of `B` pairs of 128 numbers, forward and backward to the rows.
    NT_XENT_512(Suite.LOSS, "nt-xent B=512", 2, 1),
    /// The same.
    NT_XENT_2048(Suite.LOSS, "nt-xent B=2048", 2, 1),
    /// The same.
    NT_XENT_4096(Suite.LOSS, "nt-xent B=4096", 2, 1),
    /// DySTreSS with the vanilla profile from 0.1 to 0.2, detached, likewise.
    DYSTRESS_2048(Suite.LOSS, "dystress B=2048", 2, 1),
    /// AnInfoNCE, backward to the rows and to the metric.
    ANINFONCE_2048(Suite.LOSS, "aninfonce B=2048", 2, 1),
    /// SimCLR's views for CIFAR: two of each of 64 images of 32 × 32, as a batch of tensors.
    AUGMENT_CIFAR(Suite.AUGMENT, "augment cifar, 128 views", 1, 1),
    /// SimCLR's views for ImageNet, with blur: two of each of 8 images of 256 × 256, to 224 × 224.
    AUGMENT_IMAGENET(Suite.AUGMENT, "augment imagenet, 16 views", 1, 1),
    /// One photo of 256 × 256, a JPEG file in memory, to 8-bit levels; 16 photos in turn.
    JPEG_DECODE(Suite.AUGMENT, "jpeg decode 256x256", 1, 16),
    /// A training step of SimSiam with ResNet-18 of full width on 64 pairs of 32 × 32.
    RESNET18_STEP(Suite.STEP, "resnet18 simsiam step", 2, 1),
    /// A training step of SimCLR with the four-layer network of width 32 on 16 pairs of 32 × 32.
    CONVNET_STEP(Suite.STEP, "convnet simclr step", 2, 1),
    /// A training step of a perceptron of 32-64-10 on 16 rows.
    MLP_STEP(Suite.STEP, "tiny MLP step", 1, 10),
    /// SimCLR's views for CIFAR, two of each of 5,120 pictures, from their JPEG files.
    TWO_VIEWS(Suite.TRAIN, "cifar two views from JPEG, two workers", 2, 1),
    /// Weighted kNN of 10,000 features among 50,000 of 512 numbers, k = 200.
    KNN(Suite.EVAL, "knn 10000 x 50000", 2, 1);

    private static final int MANY = 100;

    private final Suite suite;
    private final String label;
    private final int threads;
    private final int chunk;

    Work(Suite suite, String label, int threads, int chunk) {
        this.suite = suite;
        this.label = label;
        this.threads = threads;
        this.chunk = chunk;
    }

    /// Where it is shown.
    public Suite suite() {
        return suite;
    }

    /// Its name in tables and in JSON.
    public String label() {
        return label;
    }

    /// Threads inside one operation.
    public int threads() {
        return threads;
    }

    /// Rounds that are run between two looks at the clock.
    public int chunk() {
        return chunk;
    }

    /// True if a round takes microseconds or less, so that figures are in nanoseconds.
    public boolean isSmall() {
        return chunk >= MANY;
    }

    /// Pairs in the batch of a loss.
    int pairs() {
        return switch (this) {
            case NT_XENT_512 -> 512;
            case NT_XENT_2048, DYSTRESS_2048, ANINFONCE_2048 -> 2_048;
            case NT_XENT_4096 -> 4_096;
            default -> throw new IllegalArgumentException(label + " is no loss");
        };
    }

    /// What a right implementation computes: operations exactly, the others but for rounding.
    public double[] expected() {
        return switch (this) {
            case MUL -> new double[] {3, -6, -3, 2};
            case BACKWARD -> new double[] {2, 3, -1, 8};
            case DIM -> new double[] {2};
            case PRODUCT -> Inputs.productExpected();
            case TEMPORARIES -> Inputs.largeExpected();
            case NT_XENT_512, NT_XENT_2048, NT_XENT_4096, DYSTRESS_2048, ANINFONCE_2048 ->
                    LossOracle.of(this);
            case AUGMENT_CIFAR, AUGMENT_IMAGENET -> ViewOracle.of(ViewInputs.of(this));
            case KNN -> KnnOracle.classes();
            case JPEG_DECODE, RESNET18_STEP, CONVNET_STEP, MLP_STEP, TWO_VIEWS ->
                    throw new IllegalStateException(label + " has no expected values of its own");
        };
    }

    /// Whether there are [#expected()] values; else all are held against the first that did it.
    public boolean hasOracle() {
        return switch (this) {
            case JPEG_DECODE, RESNET18_STEP, CONVNET_STEP, MLP_STEP, TWO_VIEWS -> false;
            default -> true;
        };
    }

    /// The gate before every timing.
    ///
    /// @throws IllegalStateException if the values are not [#expected()], within what the
    ///     implementation is allowed
    public void check(Implementation implementation, double[] values) {
        check(implementation, values, expected());
    }

    /// The same against given values.
    ///
    /// @throws IllegalStateException if the values are others
    public void check(Implementation implementation, double[] values, double[] expected) {
        double allowed = implementation.allowed(this);
        boolean same = values.length == expected.length;
        for (int i = 0; same && i < values.length; i++) {
            double scale = Math.max(1, Math.abs(expected[i]));
            same = Math.abs(values[i] - expected[i]) <= allowed * scale;
        }
        if (same) return;
        throw new IllegalStateException(
                "%s by %s is %s (expected: %s); it is not timed"
                        .formatted(
                                label,
                                implementation.label(),
                                Arrays.toString(values),
                                Arrays.toString(expected)));
    }

    /// Who does this work in the comparison, Balboa first.
    public List<Implementation> contestants() {
        return Arrays.stream(Implementation.values())
                .filter(candidate -> candidate.does(this))
                .toList();
    }
}
