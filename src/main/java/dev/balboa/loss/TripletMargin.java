package dev.balboa.loss;

import dev.balboa.tensor.Operator;
import dev.balboa.tensor.Tensor;
import java.util.Objects;

/// `max(0, ‖anchor − positive‖ − ‖anchor − negative‖ + margin)`, in the `p`-norm, with 1e-6 added
/// to each difference. PyTorch: `torch.nn.TripletMarginLoss`. With `swap`, the negative's distance
/// is the smaller of those to anchor and positive (Balntas et al., BMVC 2016).
///
/// @param margin    how much nearer the positive has to be, above 0
/// @param p         which norm, above 0
/// @param swap      whether the negative may be compared with the positive
/// @param reduction what becomes of the triplets' losses
public record TripletMargin(double margin, double p, boolean swap, Reduction reduction) {

    private static final double EPS = 1e-6;

    /// Checks the settings.
    ///
    /// @throws IllegalArgumentException naming the component that is out of range
    public TripletMargin {
        Check.require(margin > 0, "margin", margin, "> 0");
        Check.require(p > 0, "p", p, "> 0");
        Objects.requireNonNull(reduction, "reduction");
    }

    /// PyTorch's defaults: margin 1, the Euclidean norm, no swap, the mean.
    ///
    /// @return the loss
    public static TripletMargin defaults() {
        return new TripletMargin(1, 2, false, Reduction.MEAN);
    }

    /// The loss.
    ///
    /// @param anchor   `[N, D]`
    /// @param positive the same shape
    /// @param negative the same shape
    /// @return 0-d, or `[N]` without reduction
    /// @throws IllegalArgumentException when the shapes differ or are not `[N, D]`
    public Tensor apply(Tensor anchor, Tensor positive, Tensor negative) {
        Check.sameShape("anchor", anchor, "positive", positive);
        Check.sameShape("anchor", anchor, "negative", negative);
        if (anchor.dim() != 2) {
            throw new IllegalArgumentException("anchor: " + anchor.shape() + " (expected: [N, D])");
        }
        return reduction.finish(
                Operator.of("aten::triplet_margin_loss")
                        .call(anchor, positive, negative, margin, p, EPS, swap, reduction.code()),
                anchor);
    }
}
