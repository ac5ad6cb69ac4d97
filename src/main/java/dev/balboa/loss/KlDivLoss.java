package dev.balboa.loss;

import dev.balboa.tensor.LossFunctions;
import dev.balboa.tensor.Reduction;
import dev.balboa.tensor.Tensor;
import java.util.Objects;

/// Pointwise Kullback–Leibler divergence of distributions, `torch.nn.KLDivLoss`:
///
/// ```text
/// target (log target − input)          0 where target is 0
/// exp(target) (target − input)         with logTarget
/// ```
///
/// `input` holds logarithms of probabilities. The divergence of distributions in the rows of `[N,
/// C]`, PyTorch's `batchmean`, is the sum divided by `N`: `withReduction(Reduction.SUM).apply(x,
/// y).div(n)`; the mean over all elements is `C` times smaller.
///
/// @param logTarget whether the target is given as logarithms too
/// @param reduction of the elements
public record KlDivLoss(boolean logTarget, Reduction reduction) {

    /// Checks that nothing is null.
    public KlDivLoss {
        Objects.requireNonNull(reduction, "reduction");
    }

    /// With probabilities as target and the mean over all elements.
    ///
    /// @return the loss
    public static KlDivLoss defaults() {
        return new KlDivLoss(false, Reduction.MEAN);
    }

    /// The same with another `logTarget`.
    ///
    /// @param value whether the target is given as logarithms too
    /// @return a copy
    public KlDivLoss withLogTarget(boolean value) {
        return new KlDivLoss(value, reduction);
    }

    /// The same with another `reduction`.
    ///
    /// @param value of the elements
    /// @return a copy
    public KlDivLoss withReduction(Reduction value) {
        return new KlDivLoss(logTarget, value);
    }

    /// The loss of a batch.
    ///
    /// @param input logarithms of probabilities, any shape
    /// @param target probabilities, or their logarithms with `logTarget`; the same shape
    /// @return 0-d, or the shape of the arguments without reduction
    /// @throws IllegalArgumentException when the shapes differ, or a type is not floating-point
    public Tensor apply(Tensor input, Tensor target) {
        Check.alike("input", input, "target", target);
        return LossFunctions.klDiv(input, target, logTarget, reduction);
    }
}
