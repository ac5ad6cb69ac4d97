package dev.balboa.loss;

import dev.balboa.tensor.LossFunctions;
import dev.balboa.tensor.Reduction;
import dev.balboa.tensor.Tensor;
import java.util.Objects;

/// The anchor has to be nearer to the positive than to the negative by a margin,
/// `torch.nn.TripletMarginLoss`: with `d(a, b) = ‖a − b + eps‖ₚ` of rows,
///
/// ```text
/// max(0, d(anchor, positive) − d(anchor, negative) + margin)
/// ```
///
/// With `swap` the distance from positive to negative stands for that of the anchor where it is
/// smaller. Balntas et al., *Learning local feature descriptors with triplets and shallow
/// convolutional neural networks*, 2016.
///
/// @param margin above 0
/// @param p degree of the norm, above 0
/// @param eps added to each difference, at least 0; keeps the gradient of equal rows finite
/// @param swap whether the closer of anchor and positive counts
/// @param reduction of the elements
public record TripletMarginLoss(
        double margin, double p, double eps, boolean swap, Reduction reduction) {

    /// Checks the ranges.
    ///
    /// @throws IllegalArgumentException naming the component that is out of range
    public TripletMarginLoss {
        Check.positive("margin", margin);
        Check.positive("p", p);
        Check.notNegative("eps", eps);
        Objects.requireNonNull(reduction, "reduction");
    }

    /// With margin 1, the Euclidean norm, eps 1e-6, no swap and the mean over rows.
    ///
    /// @return the loss
    public static TripletMarginLoss defaults() {
        return new TripletMarginLoss(1, 2, 1e-6, false, Reduction.MEAN);
    }

    /// The same with another `margin`.
    ///
    /// @param value above 0
    /// @return a copy
    public TripletMarginLoss withMargin(double value) {
        return new TripletMarginLoss(value, p, eps, swap, reduction);
    }

    /// The same with another `p`.
    ///
    /// @param value degree of the norm, above 0
    /// @return a copy
    public TripletMarginLoss withP(double value) {
        return new TripletMarginLoss(margin, value, eps, swap, reduction);
    }

    /// The same with another `eps`.
    ///
    /// @param value added to each difference, at least 0; keeps the gradient of equal rows finite
    /// @return a copy
    public TripletMarginLoss withEps(double value) {
        return new TripletMarginLoss(margin, p, value, swap, reduction);
    }

    /// The same with another `swap`.
    ///
    /// @param value whether the closer of anchor and positive counts
    /// @return a copy
    public TripletMarginLoss withSwap(boolean value) {
        return new TripletMarginLoss(margin, p, eps, value, reduction);
    }

    /// The same with another `reduction`.
    ///
    /// @param value of the elements
    /// @return a copy
    public TripletMarginLoss withReduction(Reduction value) {
        return new TripletMarginLoss(margin, p, eps, swap, value);
    }

    /// The loss of a batch.
    ///
    /// @param anchor `[N, D]` or `[D]`
    /// @param positive the same shape
    /// @param negative the same shape
    /// @return 0-d, or `[N]` without reduction
    /// @throws IllegalArgumentException when the shapes differ or are not `[N, D]` or `[D]`, or a
    ///     type is not floating-point
    public Tensor apply(Tensor anchor, Tensor positive, Tensor negative) {
        Check.alike("anchor", anchor, "positive", positive);
        Check.alike("anchor", anchor, "negative", negative);
        if (anchor.dim() != 1 && anchor.dim() != 2) {
            throw new IllegalArgumentException(
                    "anchor: " + anchor.shape() + " (expected: [N, D] or [D])");
        }
        return LossFunctions.tripletMargin(
                anchor, positive, negative, margin, p, eps, swap, reduction);
    }
}
