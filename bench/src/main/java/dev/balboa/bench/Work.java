package dev.balboa.bench;

import java.util.Arrays;
import java.util.List;

/// One piece of work, the same for every implementation.
public enum Work {
    /// The element-wise product of two 2 × 2 tensors, and its free.
    MUL("mul 2x2", 1, 1_000),
    /// `(a * b).sum().backward()` for 2 × 2 tensors, where `a` requires grad; then the gradient is
    /// dropped.
    BACKWARD("mul-sum-backward 2x2", 1, 100),
    /// The number of dimensions of a tensor.
    DIM("dim", 1, 10_000),
    /// `relu(a b + a)` for 1024 × 1024 matrices on two threads: a matrix product, then pointwise
    /// passes, which makes two thread pools fight if there are two.
    PRODUCT("product and pointwise, 2 threads", 2, 1),
    /// `x x + x` for a vector of 33 MB: two temporaries per round, each larger than what malloc
    /// keeps.
    TEMPORARIES("33 MB temporaries", 1, 1);

    private final String label;
    private final int threads;
    private final int chunk;

    Work(String label, int threads, int chunk) {
        this.label = label;
        this.threads = threads;
        this.chunk = chunk;
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
        return chunk > 1;
    }

    /// What a right implementation computes, exactly.
    public double[] expected() {
        return switch (this) {
            case MUL -> new double[] {3, -6, -3, 2};
            case BACKWARD -> new double[] {2, 3, -1, 8};
            case DIM -> new double[] {2};
            case PRODUCT -> Inputs.productExpected();
            case TEMPORARIES -> Inputs.largeExpected();
        };
    }

    /// The gate before every timing.
    ///
    /// @throws IllegalStateException if the values are not [#expected()]
    public void check(String implementation, double[] values) {
        if (Arrays.equals(values, expected())) return;
        throw new IllegalStateException(
                "%s by %s is %s (expected: %s); it is not timed"
                        .formatted(
                                label,
                                implementation,
                                Arrays.toString(values),
                                Arrays.toString(expected())));
    }

    /// Who does this work in the comparison, Balboa first.
    public List<Implementation> contestants() {
        return Arrays.stream(Implementation.values())
                .filter(candidate -> candidate.does(this))
                .toList();
    }
}
