package dev.balboa.loss;

import dev.balboa.tensor.LossFunctions;
import dev.balboa.tensor.Reduction;
import dev.balboa.tensor.Tensor;
import java.util.Objects;

/// Squared near zero, linear beyond, `torch.nn.HuberLoss`: with `d = |input − target|`,
///
/// ```text
/// d² / 2                    where d ≤ delta
/// delta (d − delta / 2)     elsewhere
/// ```
///
/// Huber, *Robust Estimation of a Location Parameter*, 1964.
///
/// @param delta where the two forms meet, above 0
/// @param reduction of the elements
public record HuberLoss(double delta, Reduction reduction) {

    /// Checks the range.
    ///
    /// @throws IllegalArgumentException when `delta` is not above 0
    public HuberLoss {
        Check.positive("delta", delta);
        Objects.requireNonNull(reduction, "reduction");
    }

    /// With `delta` 1 and the mean over all elements.
    ///
    /// @return the loss
    public static HuberLoss defaults() {
        return new HuberLoss(1, Reduction.MEAN);
    }

    /// The same with another `delta`.
    ///
    /// @param value where the two forms meet, above 0
    /// @return a copy
    public HuberLoss withDelta(double value) {
        return new HuberLoss(value, reduction);
    }

    /// The same with another `reduction`.
    ///
    /// @param value of the elements
    /// @return a copy
    public HuberLoss withReduction(Reduction value) {
        return new HuberLoss(delta, value);
    }

    /// The loss of a batch.
    ///
    /// @param input floating-point, any shape
    /// @param target floating-point, the same shape
    /// @return 0-d, or the shape of the arguments without reduction
    /// @throws IllegalArgumentException when the shapes differ, or a type is not floating-point
    public Tensor apply(Tensor input, Tensor target) {
        Check.alike("input", input, "target", target);
        return LossFunctions.huber(input, target, delta, reduction);
    }
}
