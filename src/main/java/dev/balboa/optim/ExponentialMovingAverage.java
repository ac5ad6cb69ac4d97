package dev.balboa.optim;

import dev.balboa.autograd.Autograd;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/// A slow copy of a network: `average ← m · average + (1 − m) · value` after each step, as in mean
/// teachers, MoCo and BYOL.
///
/// ```java
/// ExponentialMovingAverage slow =
///         ExponentialMovingAverage.of(model.parameters(), model.buffers(), momentum);
/// optimizer.step();
/// slow.update();
/// teacher.loadStateDict(slow.values());
/// ```
///
/// Floating-point buffers, such as batch norm's running statistics, and counts are copied, not
/// averaged. Owns its copies and borrows what it follows. Used by one thread at a time.
///
/// Tarvainen and Valpola, *Mean teachers are better role models*, 2017.
public final class ExponentialMovingAverage implements AutoCloseable {

    private final Map<String, Tensor> parameters;
    private final Map<String, Tensor> buffers;
    private final Map<String, Tensor> averages;
    private final Map<String, Tensor> copies;
    private final Momentum momentum;
    private long steps;

    private ExponentialMovingAverage(
            Map<String, Tensor> parameters, Map<String, Tensor> buffers, Momentum momentum) {
        this.parameters = new LinkedHashMap<>(parameters);
        this.buffers = new LinkedHashMap<>(buffers);
        this.momentum = Objects.requireNonNull(momentum, "momentum");
        this.averages = NamedTensors.like(parameters, t -> t.detach().copy());
        this.copies = NamedTensors.like(buffers, t -> t.detach().copy());
    }

    /// Starts from the current values.
    ///
    /// @param parameters what is averaged, by key; borrowed
    /// @param buffers    what is copied, by key; borrowed
    /// @param momentum   share of the average that each step keeps
    /// @return the average, at step 0
    public static ExponentialMovingAverage of(
            Map<String, Tensor> parameters, Map<String, Tensor> buffers, Momentum momentum) {
        return new ExponentialMovingAverage(parameters, buffers, momentum);
    }

    /// Moves averages that somebody else owns, such as a teacher's parameters, by one step.
    ///
    /// @param averages what is moved, in place, by key
    /// @param values   towards what, under the same keys
    /// @param momentum share of the averages that is kept, within `[0, 1]`
    /// @throws IllegalArgumentException naming the keys that only one of the two has, or when the
    ///     momentum is out of range
    public static void update(
            Map<String, Tensor> averages, Map<String, Tensor> values, double momentum) {
        Check.unit("momentum", momentum);
        if (!averages.keySet().equals(values.keySet())) {
            throw new IllegalArgumentException(
                    "averages: %s (expected: the keys of the values, %s)"
                            .formatted(averages.keySet(), values.keySet()));
        }
        try (Scope _ = Scope.open()) {
            Autograd.noGrad(() -> lerp(averages, values, momentum));
        }
    }

    private static void lerp(
            Map<String, Tensor> averages, Map<String, Tensor> values, double momentum) {
        List<Tensor> targets = new ArrayList<>();
        List<Tensor> sources = new ArrayList<>();
        averages.forEach(
                (key, average) -> {
                    targets.add(average.detach());
                    sources.add(values.get(key).detach());
                });
        if (!targets.isEmpty()) {
            Foreach.lerp_(targets, sources, 1 - momentum);
        }
    }

    /// Moves the averages by one step.
    public void update() {
        double keep = momentum.at(steps);
        try (Scope _ = Scope.open()) {
            Autograd.noGrad(
                    () -> {
                        lerp(averages, parameters, keep);
                        copies.forEach((key, copy) -> copy.copy_(buffers.get(key)));
                    });
        }
        steps++;
    }

    /// The averages and copied buffers by key: the object's own, not copies.
    ///
    /// @return what `Module.loadStateDict` takes
    public Map<String, Tensor> values() {
        Map<String, Tensor> all = new LinkedHashMap<>(averages);
        all.putAll(copies);
        return all;
    }

    /// Updates so far.
    ///
    /// @return at least 0
    public long steps() {
        return steps;
    }

    /// Continues from a saved state.
    ///
    /// @param state what [#values()] gave, strict
    /// @param count what [#steps()] gave
    /// @throws IllegalArgumentException naming missing and unexpected keys and differing shapes
    public void load(Map<String, Tensor> state, long count) {
        Check.atLeast("steps", count, 0);
        NamedTensors.copy("the moving average", new TreeMap<>(values()), state);
        steps = count;
    }

    /// Frees the copies. A second call does nothing.
    @Override
    public void close() {
        averages.values().forEach(Tensor::close);
        copies.values().forEach(Tensor::close);
    }

    /// The share of the average that a step keeps.
    public sealed interface Momentum {

        /// The share for a step.
        ///
        /// @param step updates before this one
        /// @return within `[0, 1]`
        double at(long step);

        /// Always the same.
        ///
        /// @param value within `[0, 1]`
        record Constant(double value) implements Momentum {

            /// Checks the range.
            ///
            /// @throws IllegalArgumentException outside `[0, 1]`
            public Constant {
                Check.unit("value", value);
            }

            @Override
            public double at(long step) {
                return value;
            }
        }

        /// From `base` to 1 by a cosine: `1 − (1 − base) · (cos(π · step / steps) + 1) / 2`. Grill
        /// et al., *Bootstrap your own latent*, 2020, appendix.
        ///
        /// @param base  at step 0, within `[0, 1]`
        /// @param steps of the whole run, at least 1
        record Cosine(double base, long steps) implements Momentum {

            /// Checks the ranges.
            ///
            /// @throws IllegalArgumentException naming the component that is out of range
            public Cosine {
                Check.unit("base", base);
                Check.atLeast("steps", steps, 1);
            }

            @Override
            public double at(long step) {
                double part = (double) Math.min(step, steps) / steps;
                return 1 - (1 - base) * (Math.cos(Math.PI * part) + 1) / 2;
            }
        }
    }
}
