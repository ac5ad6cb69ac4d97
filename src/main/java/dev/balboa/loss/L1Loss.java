package dev.balboa.loss;

import dev.balboa.tensor.LossFunctions;
import dev.balboa.tensor.Reduction;
import dev.balboa.tensor.Tensor;
import java.util.Objects;

/// Absolute error: `|input − target|`, `torch.nn.L1Loss`. The gradient is 0 where they are equal.
///
/// @param reduction of the elements
public record L1Loss(Reduction reduction) {

    /// Checks that nothing is null.
    public L1Loss {
        Objects.requireNonNull(reduction, "reduction");
    }

    /// With the mean over all elements.
    ///
    /// @return the loss
    public static L1Loss defaults() {
        return new L1Loss(Reduction.MEAN);
    }

    /// The same with another `reduction`.
    ///
    /// @param value of the elements
    /// @return a copy
    public L1Loss withReduction(Reduction value) {
        return new L1Loss(value);
    }

    /// The loss of a batch.
    ///
    /// @param input floating-point, any shape
    /// @param target floating-point, the same shape
    /// @return 0-d, or the shape of the arguments without reduction
    /// @throws IllegalArgumentException when the shapes differ, or a type is not floating-point
    public Tensor apply(Tensor input, Tensor target) {
        Check.alike("input", input, "target", target);
        return LossFunctions.l1(input, target, reduction);
    }
}
