package dev.balboa.loss;

import dev.balboa.tensor.Operator;
import dev.balboa.tensor.Tensor;
import java.util.Objects;

/// With `d = |input − target|`: `d² / (2 · beta)` where `d < beta`, else `d − beta / 2`. PyTorch:
/// `torch.nn.SmoothL1Loss`. Girshick, *Fast R-CNN*, 2015.
///
/// @param beta where the parabola meets the line, at least 0; 0 is [L1]
/// @param reduction what becomes of the elements' losses
public record SmoothL1(double beta, Reduction reduction) {

    /// Checks the settings.
    ///
    /// @throws IllegalArgumentException naming the component that is out of range
    public SmoothL1 {
        Check.require(beta >= 0, "beta", beta, ">= 0");
        Objects.requireNonNull(reduction, "reduction");
    }

    /// PyTorch's defaults.
    ///
    /// @return the loss
    public static SmoothL1 defaults() {
        return new SmoothL1(1, Reduction.MEAN);
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
                Operator.of("aten::smooth_l1_loss").call(input, target, reduction.code(), beta),
                input);
    }
}
