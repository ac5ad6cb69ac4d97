package dev.balboa.optim;

import dev.balboa.tensor.Operator;
import dev.balboa.tensor.Tensor;
import java.util.List;
import java.util.Map;

/// Stochastic gradient descent with momentum, one native call per group and step.
///
/// ```text
/// g ← ∇f(w) + weightDecay · w
/// v ← momentum · v + g                     v starts at 0, so the first v is g
/// w ← w − lr · (nesterov ? g + momentum · v : v)
/// ```
///
/// This is PyTorch's definition (no dampening), computed by `aten::_fused_sgd_`. A parameter
/// without a gradient is left alone in that step, its momentum included.
///
/// ```java
/// Sgd optimizer = Sgd.of(new Sgd.Config(0.06, 0.9, 5e-4, false), model.parameters(), groups);
/// loss.backward();
/// optimizer.step();
/// optimizer.zeroGrad();
/// ```
///
/// State: `momentum.KEY`, if there is momentum.
public final class Sgd extends AbstractOptimizer implements Optimizer {

    private final Operator fused = Operator.of("aten::_fused_sgd_");
    private final Config config;
    private final Map<String, Tensor> momentum;

    private Sgd(Config config, Map<String, Tensor> parameters, List<ParameterGroup> groups) {
        super(config.learningRate(), config.weightDecay(), parameters, groups);
        this.config = config;
        this.momentum = zeros("momentum", config.momentum() > 0);
    }

    /// An optimiser for the groups, which must hold every parameter exactly once.
    ///
    /// @param config     the settings
    /// @param parameters every parameter that is to be trained, by key
    /// @param groups     a partition of them
    /// @return the optimiser, at step 0
    /// @throws IllegalArgumentException when the groups are no partition, naming the parameters
    public static Sgd of(
            Config config, Map<String, Tensor> parameters, List<ParameterGroup> groups) {
        return new Sgd(config, parameters, groups);
    }

    /// An optimiser for one group.
    ///
    /// @param config     the settings
    /// @param parameters what is to be trained, by key
    /// @param schedule   of the learning rate
    /// @return the optimiser, at step 0
    public static Sgd of(Config config, Map<String, Tensor> parameters, Schedule schedule) {
        return of(config, parameters, List.of(new ParameterGroup("all", parameters, schedule)));
    }

    @Override
    void update(GroupStep step) {
        fused.results(
                List.of(step.values(), step.gradients(), step.pick(momentum)),
                Map.of(
                        "weight_decay",
                        step.weightDecay(),
                        "momentum",
                        config.momentum(),
                        "lr",
                        step.learningRate(),
                        "dampening",
                        0.0,
                        "nesterov",
                        config.nesterov(),
                        "maximize",
                        false,
                        // buffers start at zero, which gives the first step's v = g without a
                        // special case
                        "is_first_step",
                        false));
    }

    /// Settings of [Sgd].
    ///
    /// @param learningRate base rate, above 0
    /// @param momentum     share of the last step that is kept, in `[0, 1)`
    /// @param weightDecay  L2 penalty added to the gradient, at least 0
    /// @param nesterov     whether to look ahead; needs momentum
    public record Config(
            double learningRate, double momentum, double weightDecay, boolean nesterov) {

        /// Checks the ranges.
        ///
        /// @throws IllegalArgumentException naming the component that is out of range
        public Config {
            Check.positive("learningRate", learningRate);
            Check.share("momentum", momentum);
            Check.atLeastZero("weightDecay", weightDecay);
            if (nesterov && momentum == 0) {
                throw new IllegalArgumentException(
                        "nesterov: true with momentum 0 (expected: momentum > 0)");
            }
        }
    }
}
