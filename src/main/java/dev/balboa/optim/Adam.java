package dev.balboa.optim;

import dev.balboa.tensor.Tensor;
import java.util.List;
import java.util.Map;

/// Adam, one native call per group and step.
///
/// ```text
/// g ← ∇f(w) + weightDecay · w
/// m ← beta1 · m + (1 − beta1) · g               m̂ = m / (1 − beta1ᵗ)
/// v ← beta2 · v + (1 − beta2) · g²              v̂ = v / (1 − beta2ᵗ)
/// w ← w − lr · m̂ / (√v̂ + eps)                   t counts from 1
/// ```
///
/// With `amsgrad`, the largest `v` so far stands for `v` in the last line (Reddi, Kale and Kumar,
/// *On the Convergence of Adam and Beyond*, 2018). Kingma and Ba, *Adam*, 2015; PyTorch's
/// `torch.optim.Adam`, computed by `aten::_fused_adam_`. For decay that the moments do not see, use
/// [AdamW].
///
/// State: `step.KEY` (a count per parameter, float32), `exp_avg.KEY`, `exp_avg_sq.KEY`, and with
/// `amsgrad` `max_exp_avg_sq.KEY`.
public final class Adam extends AdamFamily implements Optimizer {

    private Adam(Config config, Map<String, Tensor> parameters, List<ParameterGroup> groups) {
        super("aten::_fused_adam_", config, parameters, groups);
    }

    /// An optimiser for the groups, which must hold every parameter exactly once.
    ///
    /// @param config     the settings
    /// @param parameters every parameter that is to be trained, by key
    /// @param groups     a partition of them
    /// @return the optimiser, at step 0
    /// @throws IllegalArgumentException when the groups are no partition, naming the parameters
    public static Adam of(
            Config config, Map<String, Tensor> parameters, List<ParameterGroup> groups) {
        return new Adam(config, parameters, groups);
    }

    /// An optimiser for one group.
    ///
    /// @param config     the settings
    /// @param parameters what is to be trained, by key
    /// @param schedule   of the learning rate
    /// @return the optimiser, at step 0
    public static Adam of(Config config, Map<String, Tensor> parameters, Schedule schedule) {
        return of(config, parameters, List.of(new ParameterGroup("all", parameters, schedule)));
    }

    /// Settings of [Adam].
    ///
    /// @param learningRate base rate, above 0
    /// @param beta1        share of the mean gradient that is kept, in `[0, 1)`
    /// @param beta2        share of the mean square that is kept, in `[0, 1)`
    /// @param eps          added to the root of the mean square, at least 0
    /// @param weightDecay  L2 penalty added to the gradient, at least 0
    /// @param amsgrad      whether the largest mean square so far divides
    public record Config(
            double learningRate,
            double beta1,
            double beta2,
            double eps,
            double weightDecay,
            boolean amsgrad) {

        /// Checks the ranges.
        ///
        /// @throws IllegalArgumentException naming the component that is out of range
        public Config {
            Check.positive("learningRate", learningRate);
            Check.share("beta1", beta1);
            Check.share("beta2", beta2);
            Check.atLeastZero("eps", eps);
            Check.atLeastZero("weightDecay", weightDecay);
        }

        /// PyTorch's defaults: betas .9 and .999, eps 1e-8, no weight decay, no amsgrad.
        ///
        /// @param learningRate base rate; PyTorch's default is 1e-3
        /// @return the settings
        public static Config of(double learningRate) {
            return new Config(learningRate, 0.9, 0.999, 1e-8, 0, false);
        }
    }
}
