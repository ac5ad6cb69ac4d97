package dev.balboa.optim;

import dev.balboa.autograd.Autograd;
import dev.balboa.tensor.Operator;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

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
/// Owns its momentum buffers and borrows the parameters. Used by one thread at a time.
public final class Sgd implements AutoCloseable {

    private final Operator fused = Operator.of("aten::_fused_sgd_");

    private final Config config;
    private final List<ParameterGroup> groups;
    private final Map<String, Tensor> momentum;
    private long steps;

    private Sgd(Config config, List<ParameterGroup> groups) {
        this.config = config;
        this.groups = groups;
        this.momentum = config.momentum() > 0 ? zerosLike(groups) : Map.of();
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
        Objects.requireNonNull(config, "config");
        ParameterGroup.requirePartition(parameters, groups);
        return new Sgd(config, List.copyOf(groups));
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

    private static Map<String, Tensor> zerosLike(List<ParameterGroup> groups) {
        Map<String, Tensor> zeros = new LinkedHashMap<>();
        try (Scope scope = Scope.open()) {
            for (ParameterGroup group : groups) {
                group.parameters()
                        .forEach(
                                (key, tensor) ->
                                        zeros.put(key, scope.detach(Tensor.zerosLike(tensor))));
            }
        }
        return zeros;
    }

    /// Changes every parameter that has a gradient, and counts one step. Gradients stay as they
    /// are.
    public void step() {
        try (Scope _ = Scope.open()) {
            Autograd.noGrad(() -> groups.forEach(this::step));
        }
        steps++;
    }

    private void step(ParameterGroup group) {
        List<Tensor> values = new ArrayList<>();
        List<Tensor> gradients = new ArrayList<>();
        List<Tensor> velocities = new ArrayList<>();
        group.parameters()
                .forEach(
                        (key, tensor) -> {
                            Tensor gradient = tensor.grad();
                            if (gradient != null) {
                                values.add(tensor);
                                gradients.add(gradient);
                                if (config.momentum() > 0) {
                                    velocities.add(momentum.get(key));
                                }
                            }
                        });
        if (!values.isEmpty()) {
            fused(values, gradients, velocities, learningRate(group));
        }
    }

    private void fused(
            List<Tensor> values, List<Tensor> gradients, List<Tensor> velocities, double rate) {
        fused.results(
                List.of(values, gradients, velocities),
                Map.of(
                        "weight_decay",
                        config.weightDecay(),
                        "momentum",
                        config.momentum(),
                        "lr",
                        rate,
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

    /// Drops every gradient; the next backward pass starts from none.
    public void zeroGrad() {
        groups.forEach(group -> group.parameters().values().forEach(Tensor::zeroGrad));
    }

    /// The learning rate that a group's next step uses.
    ///
    /// @param group one of [#groups()]
    /// @return base rate times the schedule's factor
    public double learningRate(ParameterGroup group) {
        return config.learningRate() * group.schedule().factor(steps);
    }

    /// The groups in the order given.
    ///
    /// @return immutable list
    public List<ParameterGroup> groups() {
        return groups;
    }

    /// Steps taken so far.
    ///
    /// @return at least 0
    public long steps() {
        return steps;
    }

    /// Momentum buffers by the key of their parameter; empty without momentum. They are the
    /// optimiser's own, not copies.
    ///
    /// @return in the order of the groups
    public Map<String, Tensor> momentumBuffers() {
        return new LinkedHashMap<>(momentum);
    }

    /// Frees the momentum buffers. A second call does nothing.
    @Override
    public void close() {
        momentum.values().forEach(Tensor::close);
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
            require(learningRate > 0, "learningRate", learningRate, "> 0");
            require(momentum >= 0 && momentum < 1, "momentum", momentum, "within [0, 1)");
            require(weightDecay >= 0, "weightDecay", weightDecay, ">= 0");
            if (nesterov && momentum == 0) {
                throw new IllegalArgumentException(
                        "nesterov: true with momentum 0 (expected: momentum > 0)");
            }
        }

        private static void require(boolean holds, String name, double value, String range) {
            if (!holds || Double.isInfinite(value)) {
                throw new IllegalArgumentException(
                        name + ": " + value + " (expected: " + range + ")");
            }
        }
    }
}
