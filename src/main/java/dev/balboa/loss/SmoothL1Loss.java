package dev.balboa.loss;

import dev.balboa.tensor.LossFunctions;
import dev.balboa.tensor.Reduction;
import dev.balboa.tensor.Tensor;
import java.util.Objects;

/// Squared near zero, absolute beyond, `torch.nn.SmoothL1Loss`: with `d = |input − target|`,
///
/// ```text
/// d² / (2 beta)     where d < beta
/// d − beta / 2      elsewhere
/// ```
///
/// [HuberLoss] divided by `beta`. Girshick, *Fast R-CNN*, 2015, equation 3.
///
/// @param beta where the two forms meet, at least 0; 0 is [L1Loss]
/// @param reduction of the elements
public record SmoothL1Loss(double beta, Reduction reduction) {

    /// Checks the range.
    ///
    /// @throws IllegalArgumentException when `beta` is negative
    public SmoothL1Loss {
        Check.notNegative("beta", beta);
        Objects.requireNonNull(reduction, "reduction");
    }

    /// With `beta` 1 and the mean over all elements.
    ///
    /// @return the loss
    public static SmoothL1Loss defaults() {
        return new SmoothL1Loss(1, Reduction.MEAN);
    }

    /// The same with another `beta`.
    ///
    /// @param value where the two forms meet, at least 0; 0 is [L1Loss]
    /// @return a copy
    public SmoothL1Loss withBeta(double value) {
        return new SmoothL1Loss(value, reduction);
    }

    /// The same with another `reduction`.
    ///
    /// @param value of the elements
    /// @return a copy
    public SmoothL1Loss withReduction(Reduction value) {
        return new SmoothL1Loss(beta, value);
    }

    /// The loss of a batch.
    ///
    /// @param input floating-point, any shape
    /// @param target floating-point, the same shape
    /// @return 0-d, or the shape of the arguments without reduction
    /// @throws IllegalArgumentException when the shapes differ, or a type is not floating-point
    public Tensor apply(Tensor input, Tensor target) {
        Check.alike("input", input, "target", target);
        return LossFunctions.smoothL1(input, target, beta, reduction);
    }
}
