package dev.balboa.loss;

import dev.balboa.tensor.Operator;
import dev.balboa.tensor.Tensor;
import java.util.Objects;

/// `|input − target|`. PyTorch: `torch.nn.L1Loss`.
///
/// @param reduction what becomes of the elements' losses
public record L1(Reduction reduction) {

    /// Checks the settings.
    ///
    /// @throws IllegalArgumentException naming the component that is out of range
    public L1 {
        Objects.requireNonNull(reduction, "reduction");
    }

    /// PyTorch's defaults.
    ///
    /// @return the loss
    public static L1 defaults() {
        return new L1(Reduction.MEAN);
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
                Operator.of("aten::l1_loss").call(input, target, reduction.code()), input);
    }
}
