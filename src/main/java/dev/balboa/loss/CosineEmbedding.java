package dev.balboa.loss;

import dev.balboa.tensor.Operator;
import dev.balboa.tensor.Tensor;
import java.util.Objects;

/// For pairs that belong together (target 1) `1 − cos(x1, x2)`, for others (target −1) `max(0,
/// cos(x1, x2) − margin)`. PyTorch: `torch.nn.CosineEmbeddingLoss`.
///
/// @param margin    cosine below which a pair of others costs nothing, in `[−1, 1]`
/// @param reduction what becomes of the pairs' losses
public record CosineEmbedding(double margin, Reduction reduction) {

    /// Checks the settings.
    ///
    /// @throws IllegalArgumentException when the margin is outside `[−1, 1]`
    public CosineEmbedding {
        Check.require(margin >= -1 && margin <= 1, "margin", margin, "within [-1, 1]");
        Objects.requireNonNull(reduction, "reduction");
    }

    /// PyTorch's defaults: margin 0, the mean.
    ///
    /// @return the loss
    public static CosineEmbedding defaults() {
        return new CosineEmbedding(0, Reduction.MEAN);
    }

    /// The loss.
    ///
    /// @param x1     `[N, D]`
    /// @param x2     the same shape
    /// @param target 1 or −1, `[N]`
    /// @return 0-d, or `[N]` without reduction
    /// @throws IllegalArgumentException when the shapes do not fit
    public Tensor apply(Tensor x1, Tensor x2, Tensor target) {
        Check.sameShape("x1", x1, "x2", x2);
        if (x1.dim() != 2 || target.dim() != 1 || target.size(0) != x1.size(0)) {
            throw new IllegalArgumentException(
                    "x1 %s, target %s (expected: [N, D] and [N])"
                            .formatted(x1.shape(), target.shape()));
        }
        return reduction.finish(
                Operator.of("aten::cosine_embedding_loss")
                        .call(x1, x2, target, margin, reduction.code()),
                x1);
    }
}
