package dev.balboa.optim;

import dev.balboa.tensor.Tensor;
import java.util.List;
import java.util.Map;

/// Layer-wise adaptive rate scaling, for large batches: each parameter's step is in proportion to
/// its own norm.
///
/// ```text
/// λ ← eta · ‖w‖ / (‖∇f(w)‖ + weightDecay · ‖w‖)
/// v ← momentum · v + lr · λ · (∇f(w) + weightDecay · w)
/// w ← w − v
/// ```
///
/// `λ` is 1 without adaptation, or if `‖w‖` or `‖∇f(w)‖` is 0.
///
/// You, Gitman and Ginsburg, *Large Batch Training of Convolutional Networks*, 2017, algorithm 1;
/// norms are those of whole tensors. As there and in SimCLR's code the rate is inside the momentum,
/// so `v` remembers the rate of its time; implementations on top of SGD have it outside, which
/// differs while the rate changes. The case of a norm of 0, which the paper leaves open, is
/// SimCLR's.
///
/// Biases and the parameters of norms are usually neither adapted nor decayed:
///
/// ```java
/// List<ParameterGroup> groups = ParameterGroup.decayMatricesOnly(parameters, schedule);
/// Optimizer optimizer = Lars.of(Lars.Config.of(0.3, 1e-6), parameters, groups);
/// ```
///
/// Computed by `aten::_foreach_*` operators. State: `momentum.KEY`, if there is momentum.
public final class Lars extends AbstractOptimizer implements Optimizer {

    private final Config config;
    private final Map<String, Tensor> momentum;

    private Lars(Config config, Map<String, Tensor> parameters, List<ParameterGroup> groups) {
        super(config.learningRate(), config.weightDecay(), parameters, groups);
        this.config = config;
        this.momentum = zeros("momentum", config.momentum() > 0);
    }

    /// An optimiser for the groups, which must hold every parameter exactly once.
    ///
    /// @param config     the settings
    /// @param parameters every parameter that is to be trained, by key
    /// @param groups     a partition of them; [ParameterGroup#adapt()] says which adapt
    /// @return the optimiser, at step 0
    /// @throws IllegalArgumentException when the groups are no partition, naming the parameters
    public static Lars of(
            Config config, Map<String, Tensor> parameters, List<ParameterGroup> groups) {
        return new Lars(config, parameters, groups);
    }

    /// An optimiser that adapts and decays every parameter.
    ///
    /// @param config     the settings
    /// @param parameters what is to be trained, by key
    /// @param schedule   of the learning rate
    /// @return the optimiser, at step 0
    public static Lars of(Config config, Map<String, Tensor> parameters, Schedule schedule) {
        return of(config, parameters, List.of(new ParameterGroup("all", parameters, schedule)));
    }

    @Override
    void update(GroupStep step) {
        List<Tensor> direction = Foreach.mul(Foreach.decayed(step), step.learningRate());
        if (step.group().adapt()) {
            Foreach.mul_(direction, trust(step));
        }
        if (momentum.isEmpty()) {
            Foreach.add_(step.values(), direction, -1);
        } else {
            List<Tensor> v = step.pick(momentum);
            Foreach.mul_(v, config.momentum());
            Foreach.add_(v, direction, 1);
            Foreach.add_(step.values(), v, -1);
        }
    }

    /// λ of each parameter, computed where the parameters are: no wait for a device.
    private List<Tensor> trust(GroupStep step) {
        Tensor weights = Tensor.stack(Foreach.norm(step.values(), 2), 0);
        Tensor gradients = Tensor.stack(Foreach.norm(step.gradients(), 2), 0);
        Tensor ratio = weights.mul(config.eta()).div(gradients.add(weights, step.weightDecay()));
        Tensor both = weights.gt(0).logicalAnd(gradients.gt(0));
        return Tensor.where(both, ratio, Tensor.onesLike(ratio)).unbind(0);
    }

    /// Settings of [Lars].
    ///
    /// @param learningRate base rate, above 0
    /// @param momentum     share of the last step that is kept, in `[0, 1)`
    /// @param weightDecay  L2 penalty added to the gradient, at least 0
    /// @param eta          trust coefficient, above 0
    public record Config(double learningRate, double momentum, double weightDecay, double eta) {

        /// Checks the ranges.
        ///
        /// @throws IllegalArgumentException naming the component that is out of range
        public Config {
            Check.positive("learningRate", learningRate);
            Check.share("momentum", momentum);
            Check.atLeastZero("weightDecay", weightDecay);
            Check.positive("eta", eta);
        }

        /// Momentum .9 and a trust coefficient of 1e-3, as in the paper.
        ///
        /// @param learningRate base rate
        /// @param weightDecay  such as 1e-6 for SimCLR
        /// @return the settings
        public static Config of(double learningRate, double weightDecay) {
            return new Config(learningRate, 0.9, weightDecay, 1e-3);
        }
    }
}
