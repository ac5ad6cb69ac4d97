package dev.balboa.optim;

import dev.balboa.autograd.Autograd;
import dev.balboa.tensor.DType;
import dev.balboa.tensor.Device;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/// What the optimisers share: groups, the count of steps, named buffers, and the walk over the
/// parameters that have a gradient. An optimiser adds its buffers and its rule, [#update].
abstract sealed class AbstractOptimizer permits Sgd, AdamFamily, RmsProp, Lars {

    private final double learningRate;
    private final double weightDecay;
    private final List<ParameterGroup> groups;
    private final Map<String, Tensor> parameters = new LinkedHashMap<>();
    private final Map<String, MemoryOrder> orders = new LinkedHashMap<>();
    private final Map<String, Tensor> state = new LinkedHashMap<>();
    private long steps;

    AbstractOptimizer(
            double learningRate,
            double weightDecay,
            Map<String, Tensor> parameters,
            List<ParameterGroup> groups) {
        this.learningRate = learningRate;
        this.weightDecay = weightDecay;
        this.groups = List.copyOf(groups);
        ParameterGroup.requirePartition(parameters, this.groups);
        this.groups.forEach(group -> this.parameters.putAll(group.parameters()));
        this.parameters.forEach(AbstractOptimizer::requireReal);
        this.parameters.forEach((key, tensor) -> orders.put(key, MemoryOrder.like(tensor)));
    }

    private static void requireReal(String key, Tensor parameter) {
        if (!parameter.dtype().isFloatingPoint()) {
            throw new IllegalArgumentException(
                    "parameter %s: %s (expected: a real floating-point type)"
                            .formatted(key, parameter.dtype()));
        }
    }

    /// Changes the values of a step; runs without recording, in a scope of its own.
    abstract void update(GroupStep step);

    /// A buffer for each parameter, part of the state as `name.KEY`.
    final Map<String, Tensor> buffers(String name, UnaryOperator<Tensor> maker) {
        Map<String, Tensor> made = NamedTensors.like(parameters, maker);
        made.forEach((key, tensor) -> state.put(name + "." + key, tensor));
        return made;
    }

    /// Zeros like each parameter if the settings ask for them, else none.
    final Map<String, Tensor> zeros(String name, boolean wanted) {
        return wanted ? buffers(name, Tensor::zerosLike) : Map.of();
    }

    public final void step() {
        try (Scope _ = Scope.open()) {
            Autograd.noGrad(() -> groups.forEach(this::step));
        }
        steps++;
    }

    private void step(ParameterGroup group) {
        record Kind(DType dtype, Device device) {}
        Map<Kind, GroupStep> parts = new LinkedHashMap<>();
        double rate = learningRate(group);
        double decay = group.weightDecay().orElse(weightDecay);
        group.parameters()
                .forEach(
                        (key, tensor) -> {
                            Tensor gradient = tensor.grad();
                            if (gradient != null) {
                                Kind kind = new Kind(tensor.dtype(), tensor.device());
                                parts.computeIfAbsent(kind, _ -> new GroupStep(group, rate, decay))
                                        .add(key, tensor, gradient, orders.get(key));
                            }
                        });
        for (GroupStep part : parts.values()) {
            update(part);
            part.writeBack();
        }
    }

    public final void zeroGrad() {
        parameters.values().forEach(Tensor::zeroGrad);
    }

    public final double learningRate(ParameterGroup group) {
        return learningRate * group.schedule().factor(steps);
    }

    public final List<ParameterGroup> groups() {
        return groups;
    }

    public final long steps() {
        return steps;
    }

    public final Map<String, Tensor> state() {
        return new LinkedHashMap<>(state);
    }

    public final void load(Map<String, Tensor> saved, long count) {
        Check.atLeast("steps", count, 0);
        NamedTensors.copy(getClass().getSimpleName(), state, saved);
        steps = count;
    }

    public final void close() {
        state.values().forEach(Tensor::close);
    }
}
