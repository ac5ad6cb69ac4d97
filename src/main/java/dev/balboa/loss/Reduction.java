package dev.balboa.loss;

import dev.balboa.tensor.Tensor;

/// What becomes of the losses of the elements.
public enum Reduction {
    /// They are kept.
    NONE(0),
    /// Their mean.
    MEAN(1),
    /// Their sum.
    SUM(2),
    /// Their sum over the size of the first axis, PyTorch's `batchmean`.
    BATCH_MEAN(2);

    private final long code;

    Reduction(long code) {
        this.code = code;
    }

    /// The number by which ATen's operators know it.
    long code() {
        return code;
    }

    /// Finishes what an operator reduced by [#code()].
    Tensor finish(Tensor reduced, Tensor input) {
        if (this != BATCH_MEAN) {
            return reduced;
        }
        return reduced.div((double) (input.dim() == 0 ? 1 : input.size(0)));
    }
}
