package dev.balboa.loss;

import dev.balboa.tensor.Operator;
import dev.balboa.tensor.Tensor;
import java.util.Objects;

/// With `d = |input − target|`: `d² / 2` where `d < delta`, else `delta · (d − delta / 2)`, which
/// is `delta` times [SmoothL1]. PyTorch: `torch.nn.HuberLoss`. Huber, *Robust Estimation of a
/// Location Parameter*, 1964.
///
/// @param delta where the parabola meets the line, above 0
/// @param reduction what becomes of the elements' losses
public record Huber(double delta, Reduction reduction) {

    /// Checks the settings.
    ///
    /// @throws IllegalArgumentException naming the component that is out of range
    public Huber {
        Check.require(delta > 0, "delta", delta, "> 0");
        Objects.requireNonNull(reduction, "reduction");
    }

    /// PyTorch's defaults.
    ///
    /// @return the loss
    public static Huber defaults() {
        return new Huber(1, Reduction.MEAN);
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
                Operator.of("aten::huber_loss").call(input, target, reduction.code(), delta),
                input);
    }
}
