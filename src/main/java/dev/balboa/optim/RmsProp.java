package dev.balboa.optim;

import dev.balboa.tensor.Tensor;
import java.util.List;
import java.util.Map;

/// RMSprop: the gradient divided by a running root mean square.
///
/// ```text
/// g ← ∇f(w) + weightDecay · w
/// s ← alpha · s + (1 − alpha) · g²
/// a ← alpha · a + (1 − alpha) · g                     if centered, else a = 0
/// b ← momentum · b + g / (√(s − a²) + eps)            without momentum, b is the quotient alone
/// w ← w − lr · b
/// ```
///
/// Tieleman and Hinton, lecture 6.5 of *Neural Networks for Machine Learning*, 2012; centred by
/// Graves, *Generating Sequences With Recurrent Neural Networks*, 2013. PyTorch's
/// `torch.optim.RMSprop`, computed by `aten::_foreach_*` operators.
///
/// State: `square_avg.KEY`, with `centered` `grad_avg.KEY`, with momentum `momentum_buffer.KEY`.
public final class RmsProp extends AbstractOptimizer implements Optimizer {

    private final Config config;
    private final Map<String, Tensor> squares;
    private final Map<String, Tensor> averages;
    private final Map<String, Tensor> momentum;

    private RmsProp(Config config, Map<String, Tensor> parameters, List<ParameterGroup> groups) {
        super(config.learningRate(), config.weightDecay(), parameters, groups);
        this.config = config;
        this.squares = zeros("square_avg", true);
        this.averages = zeros("grad_avg", config.centered());
        this.momentum = zeros("momentum_buffer", config.momentum() > 0);
    }

    /// An optimiser for the groups, which must hold every parameter exactly once.
    ///
    /// @param config     the settings
    /// @param parameters every parameter that is to be trained, by key
    /// @param groups     a partition of them
    /// @return the optimiser, at step 0
    /// @throws IllegalArgumentException when the groups are no partition, naming the parameters
    public static RmsProp of(
            Config config, Map<String, Tensor> parameters, List<ParameterGroup> groups) {
        return new RmsProp(config, parameters, groups);
    }

    /// An optimiser for one group.
    ///
    /// @param config     the settings
    /// @param parameters what is to be trained, by key
    /// @param schedule   of the learning rate
    /// @return the optimiser, at step 0
    public static RmsProp of(Config config, Map<String, Tensor> parameters, Schedule schedule) {
        return of(config, parameters, List.of(new ParameterGroup("all", parameters, schedule)));
    }

    @Override
    void update(GroupStep step) {
        List<Tensor> g = Foreach.decayed(step);
        List<Tensor> s = step.pick(squares);
        Foreach.mul_(s, config.alpha());
        Foreach.addcmul_(s, g, g, 1 - config.alpha());
        List<Tensor> root = root(step, s, g);
        if (momentum.isEmpty()) {
            Foreach.addcdiv_(step.values(), g, root, -step.learningRate());
        } else {
            List<Tensor> b = step.pick(momentum);
            Foreach.mul_(b, config.momentum());
            Foreach.addcdiv_(b, g, root, 1);
            Foreach.add_(step.values(), b, -step.learningRate());
        }
    }

    private List<Tensor> root(GroupStep step, List<Tensor> s, List<Tensor> g) {
        List<Tensor> root;
        if (averages.isEmpty()) {
            root = Foreach.sqrt(s);
        } else {
            List<Tensor> a = step.pick(averages);
            Foreach.lerp_(a, g, 1 - config.alpha());
            root = Foreach.addcmul(s, a, a, -1);
            Foreach.sqrt_(root);
        }
        Foreach.add_(root, config.eps());
        return root;
    }

    /// Settings of [RmsProp].
    ///
    /// @param learningRate base rate, above 0
    /// @param alpha        share of the mean square that is kept, in `[0, 1]`
    /// @param eps          added to the root, at least 0
    /// @param weightDecay  L2 penalty added to the gradient, at least 0
    /// @param momentum     share of the last step that is kept, in `[0, 1)`
    /// @param centered     whether the mean gradient's square is taken off, which leaves a variance
    public record Config(
            double learningRate,
            double alpha,
            double eps,
            double weightDecay,
            double momentum,
            boolean centered) {

        /// Checks the ranges.
        ///
        /// @throws IllegalArgumentException naming the component that is out of range
        public Config {
            Check.positive("learningRate", learningRate);
            Check.unit("alpha", alpha);
            Check.atLeastZero("eps", eps);
            Check.atLeastZero("weightDecay", weightDecay);
            Check.share("momentum", momentum);
        }

        /// PyTorch's defaults: alpha .99, eps 1e-8, no weight decay, no momentum, not centred.
        ///
        /// @param learningRate base rate; PyTorch's default is 1e-2
        /// @return the settings
        public static Config of(double learningRate) {
            return new Config(learningRate, 0.99, 1e-8, 0, 0, false);
        }
    }
}
