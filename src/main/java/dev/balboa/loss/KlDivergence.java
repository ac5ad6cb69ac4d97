package dev.balboa.loss;

import dev.balboa.tensor.Operator;
import dev.balboa.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Kullback-Leibler divergence of a target from log-probabilities: `target · (log target − input)`,
/// or with `logTarget`, `exp(target) · (target − input)`; 0 where the target is 0. PyTorch:
/// `torch.nn.KLDivLoss`.
///
/// The divergence of the distributions in a batch is [Reduction#BATCH_MEAN]; [Reduction#MEAN],
/// which PyTorch defaults to, also divides by the number of outcomes.
///
/// @param logTarget whether the target holds logarithms
/// @param reduction what becomes of the elements' losses
public record KlDivergence(boolean logTarget, Reduction reduction) {

    /// Checks the settings.
    ///
    /// @throws IllegalArgumentException naming the component that is out of range
    public KlDivergence {
        Objects.requireNonNull(reduction, "reduction");
    }

    /// PyTorch's defaults.
    ///
    /// @return the loss
    public static KlDivergence defaults() {
        return new KlDivergence(false, Reduction.BATCH_MEAN);
    }

    /// The loss.
    ///
    /// @param input log-probabilities, any shape
    /// @param target the same shape
    /// @return 0-d, or the input's shape without reduction
    /// @throws IllegalArgumentException when the shapes differ
    public Tensor apply(Tensor input, Tensor target) {
        Check.sameShape("input", input, "target", target);
        return reduction.finish(
                (Tensor)
                        Operator.of("aten::kl_div")
                                .results(
                                        List.of(input, target, reduction.code()),
                                        Map.of("log_target", logTarget))
                                .getFirst(),
                input);
    }
}
