package dev.balboa.tensor;

/// What a loss makes of its elements, as in PyTorch.
public enum Reduction {
    /// Nothing: the loss of each element.
    NONE(0),
    /// Their mean, for weighted classes the weighted mean; NaN when there is none.
    MEAN(1),
    /// Their sum.
    SUM(2);

    private final long code;

    Reduction(long code) {
        this.code = code;
    }

    /// libtorch's `at::Reduction`.
    long code() {
        return code;
    }
}
