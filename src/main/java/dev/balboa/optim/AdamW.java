package dev.balboa.optim;

import dev.balboa.tensor.Tensor;
import java.util.List;
import java.util.Map;

/// Adam with decoupled weight decay, one native call per group and step.
///
/// ```text
/// w ← w − lr · weightDecay · w
/// then as [Adam] with g = ∇f(w) of before
/// ```
///
/// Loshchilov and Hutter, *Decoupled Weight Decay Regularization*, 2019; PyTorch's
/// `torch.optim.AdamW`, computed by `aten::_fused_adamw_`.
///
/// ```java
/// List<ParameterGroup> groups = ParameterGroup.decayMatricesOnly(parameters, schedule);
/// Optimizer optimizer = AdamW.of(AdamW.Config.of(1e-3), parameters, groups);
/// ```
///
/// State: as [Adam].
public final class AdamW extends AdamFamily implements Optimizer {

    private AdamW(Config config, Map<String, Tensor> parameters, List<ParameterGroup> groups) {
        super("aten::_fused_adamw_", config.asAdam(), parameters, groups);
    }

    /// An optimiser for the groups, which must hold every parameter exactly once.
    ///
    /// @param config     the settings
    /// @param parameters every parameter that is to be trained, by key
    /// @param groups     a partition of them
    /// @return the optimiser, at step 0
    /// @throws IllegalArgumentException when the groups are no partition, naming the parameters
    public static AdamW of(
            Config config, Map<String, Tensor> parameters, List<ParameterGroup> groups) {
        return new AdamW(config, parameters, groups);
    }

    /// An optimiser for one group.
    ///
    /// @param config     the settings
    /// @param parameters what is to be trained, by key
    /// @param schedule   of the learning rate
    /// @return the optimiser, at step 0
    public static AdamW of(Config config, Map<String, Tensor> parameters, Schedule schedule) {
        return of(config, parameters, List.of(new ParameterGroup("all", parameters, schedule)));
    }

    /// Settings of [AdamW].
    ///
    /// @param learningRate base rate, above 0
    /// @param beta1        share of the mean gradient that is kept, in `[0, 1)`
    /// @param beta2        share of the mean square that is kept, in `[0, 1)`
    /// @param eps          added to the root of the mean square, at least 0
    /// @param weightDecay  share of a parameter that a step with rate 1 takes away, at least 0
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
            new Adam.Config(learningRate, beta1, beta2, eps, weightDecay, amsgrad);
        }

        /// PyTorch's defaults: betas .9 and .999, eps 1e-8, weight decay 1e-2, no amsgrad.
        ///
        /// @param learningRate base rate; PyTorch's default is 1e-3
        /// @return the settings
        public static Config of(double learningRate) {
            return new Config(learningRate, 0.9, 0.999, 1e-8, 1e-2, false);
        }

        private Adam.Config asAdam() {
            return new Adam.Config(learningRate, beta1, beta2, eps, weightDecay, amsgrad);
        }
    }
}
