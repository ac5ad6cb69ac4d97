package dev.balboa.loss;

import dev.balboa.tensor.LossFunctions;
import dev.balboa.tensor.Reduction;
import dev.balboa.tensor.Tensor;
import java.util.Objects;

/// Squared error: `(input − target)²`, `torch.nn.MSELoss`.
///
/// @param reduction of the elements
public record MseLoss(Reduction reduction) {

    /// Checks that nothing is null.
    public MseLoss {
        Objects.requireNonNull(reduction, "reduction");
    }

    /// With the mean over all elements.
    ///
    /// @return the loss
    public static MseLoss defaults() {
        return new MseLoss(Reduction.MEAN);
    }

    /// The same with another `reduction`.
    ///
    /// @param value of the elements
    /// @return a copy
    public MseLoss withReduction(Reduction value) {
        return new MseLoss(value);
    }

    /// The loss of a batch.
    ///
    /// @param input floating-point, any shape
    /// @param target floating-point, the same shape
    /// @return 0-d, or the shape of the arguments without reduction
    /// @throws IllegalArgumentException when the shapes differ, or a type is not floating-point
    public Tensor apply(Tensor input, Tensor target) {
        Check.alike("input", input, "target", target);
        return LossFunctions.mse(input, target, reduction);
    }
}
