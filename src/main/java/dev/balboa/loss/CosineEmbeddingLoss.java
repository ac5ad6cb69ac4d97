package dev.balboa.loss;

import dev.balboa.tensor.LossFunctions;
import dev.balboa.tensor.Reduction;
import dev.balboa.tensor.Tensor;
import java.util.Objects;

/// Rows that belong together are turned to each other, others apart,
/// `torch.nn.CosineEmbeddingLoss`:
///
/// ```text
/// 1 − cos(x1, x2)               where target is 1
/// max(0, cos(x1, x2) − margin)  where target is −1
/// ```
///
/// The values of the target are checked, which on CUDA waits for the device. For pairs that all
/// belong together see [NegativeCosine].
///
/// @param margin cosine below which others are left alone, within `[−1, 1]`
/// @param reduction of the elements
public record CosineEmbeddingLoss(double margin, Reduction reduction) {

    /// Checks the range.
    ///
    /// @throws IllegalArgumentException when `margin` is outside `[−1, 1]`
    public CosineEmbeddingLoss {
        Check.within("margin", margin, -1, 1);
        Objects.requireNonNull(reduction, "reduction");
    }

    /// With margin 0 and the mean over rows.
    ///
    /// @return the loss
    public static CosineEmbeddingLoss defaults() {
        return new CosineEmbeddingLoss(0, Reduction.MEAN);
    }

    /// The same with another `margin`.
    ///
    /// @param value cosine below which others are left alone, within `[−1, 1]`
    /// @return a copy
    public CosineEmbeddingLoss withMargin(double value) {
        return new CosineEmbeddingLoss(value, reduction);
    }

    /// The same with another `reduction`.
    ///
    /// @param value of the elements
    /// @return a copy
    public CosineEmbeddingLoss withReduction(Reduction value) {
        return new CosineEmbeddingLoss(margin, value);
    }

    /// The loss of a batch.
    ///
    /// @param x1 `[N, D]` or `[D]`
    /// @param x2 the same shape
    /// @param target 1 or −1 for each row, `[N]` or 0-d
    /// @return 0-d, or the shape of the target without reduction
    /// @throws IllegalArgumentException when the shapes do not fit, a type is not floating-point,
    ///     or a target is neither 1 nor −1
    public Tensor apply(Tensor x1, Tensor x2, Tensor target) {
        Check.alike("x1", x1, "x2", x2);
        requireTarget(x1, target);
        return LossFunctions.cosineEmbedding(x1, x2, target, margin, reduction);
    }

    private static void requireTarget(Tensor x1, Tensor target) {
        boolean fits =
                x1.dim() == 1 && target.dim() == 0
                        || x1.dim() == 2 && target.dim() == 1 && target.size(0) == x1.size(0);
        if (!fits) {
            throw new IllegalArgumentException(
                    "x1 "
                            + x1.shape()
                            + ", target "
                            + target.shape()
                            + " (expected: [N, D] and [N], or [D] and 0-d)");
        }
        if (!target.eq(1).logicalOr(target.eq(-1)).all().itemBoolean()) {
            throw new IllegalArgumentException(
                    "target: a value other than 1 and -1 (expected: 1 for rows that belong together,"
                            + " -1 for others)");
        }
    }
}
