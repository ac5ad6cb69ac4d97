package dev.balboa.loss;

import dev.balboa.tensor.Operator;
import dev.balboa.tensor.Tensor;
import java.util.Objects;

/// `(input − target)²`. PyTorch: `torch.nn.MSELoss`.
///
/// @param reduction what becomes of the elements' losses
public record MeanSquaredError(Reduction reduction) {

    /// Checks the settings.
    ///
    /// @throws IllegalArgumentException naming the component that is out of range
    public MeanSquaredError {
        Objects.requireNonNull(reduction, "reduction");
    }

    /// PyTorch's defaults.
    ///
    /// @return the loss
    public static MeanSquaredError defaults() {
        return new MeanSquaredError(Reduction.MEAN);
    }

    /// The loss.
    ///
    /// @param input any shape
    /// @param target the same shape
    /// @return 0-d, or the input's shape without reduction
    /// @throws IllegalArgumentException when the shapes differ
    public Tensor apply(Tensor input, Tensor target) {
        Check.sameShape("input", input, "target", target);
        return reduction.finish(
                Operator.of("aten::mse_loss").call(input, target, reduction.code()), input);
    }
}
