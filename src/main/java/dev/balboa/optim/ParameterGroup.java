package dev.balboa.optim;

import dev.balboa.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;

/// Parameters that share a schedule, a weight decay and, for [Lars], whether their rate adapts.
///
/// @param name        for messages and metrics, such as `predictor`
/// @param parameters  leaves that require a gradient, by key; borrowed, not owned
/// @param schedule    of their learning rate
/// @param weightDecay instead of the optimiser's own, at least 0; empty for the optimiser's
/// @param adapt       whether [Lars] scales their rate by layer; others ignore it
public record ParameterGroup(
        String name,
        Map<String, Tensor> parameters,
        Schedule schedule,
        OptionalDouble weightDecay,
        boolean adapt) {

    /// Copies the map and keeps its order.
    ///
    /// @throws IllegalArgumentException when the group is empty, or its weight decay below 0
    public ParameterGroup {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(schedule, "schedule");
        Objects.requireNonNull(weightDecay, "weightDecay");
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
        if (parameters.isEmpty()) {
            throw new IllegalArgumentException(
                    "group " + name + ": no parameters (expected: at least one)");
        }
        weightDecay.ifPresent(decay -> Check.atLeastZero("group " + name + ": weightDecay", decay));
    }

    /// A group with the optimiser's weight decay, adapted by [Lars].
    ///
    /// @param name       for messages and metrics
    /// @param parameters leaves that require a gradient, by key
    /// @param schedule   of their learning rate
    public ParameterGroup(String name, Map<String, Tensor> parameters, Schedule schedule) {
        this(name, parameters, schedule, OptionalDouble.empty(), true);
    }

    /// Parameters in two groups: matrices and kernels (two dimensions or more) with the optimiser's
    /// weight decay, and biases and norms' parameters (one dimension or none), named `no_decay`,
    /// with none and without adaptation.
    ///
    /// @param parameters what is to be trained, by key
    /// @param schedule   of both groups
    /// @return `decay` and `no_decay`; one of them alone if the other would be empty
    public static List<ParameterGroup> decayMatricesOnly(
            Map<String, Tensor> parameters, Schedule schedule) {
        return new ParameterGroup("decay", parameters, schedule).split("decay", "no_decay");
    }

    /// Each group in two, as [#decayMatricesOnly(Map, Schedule)]; the second one of `encoder` is
    /// `encoder.no_decay`.
    ///
    /// @param groups to split; those with a weight decay of their own keep it for their matrices
    /// @return a partition of the same parameters
    public static List<ParameterGroup> decayMatricesOnly(List<ParameterGroup> groups) {
        List<ParameterGroup> all = new ArrayList<>();
        groups.forEach(group -> all.addAll(group.split(group.name, group.name + ".no_decay")));
        return List.copyOf(all);
    }

    private List<ParameterGroup> split(String decayed, String undecayed) {
        Map<String, Tensor> matrices = new LinkedHashMap<>();
        Map<String, Tensor> vectors = new LinkedHashMap<>();
        parameters.forEach(
                (key, tensor) -> (tensor.dim() >= 2 ? matrices : vectors).put(key, tensor));
        List<ParameterGroup> parts = new ArrayList<>();
        if (!matrices.isEmpty()) {
            parts.add(new ParameterGroup(decayed, matrices, schedule, weightDecay, adapt));
        }
        if (!vectors.isEmpty()) {
            parts.add(
                    new ParameterGroup(undecayed, vectors, schedule, OptionalDouble.of(0), false));
        }
        return List.copyOf(parts);
    }

    /// Proves that every parameter is in exactly one group, under its own key.
    ///
    /// @param all    every parameter that is to be trained, by key
    /// @param groups the partition to prove
    /// @throws IllegalArgumentException naming the parameters that no group has, that two have (or
    ///     that occur under two keys), or that are not among `all`
    public static void requirePartition(Map<String, Tensor> all, List<ParameterGroup> groups) {
        Map<String, String> groupOf = new LinkedHashMap<>();
        Map<Tensor, String> keyOf = new IdentityHashMap<>();
        List<String> faults = new ArrayList<>();
        for (ParameterGroup group : groups) {
            group.parameters()
                    .forEach(
                            (key, tensor) -> {
                                String other = groupOf.put(key, group.name());
                                String twin = keyOf.put(tensor, key);
                                if (other != null) {
                                    faults.add(key + " is in " + other + " and in " + group.name());
                                } else if (twin != null) {
                                    faults.add(key + " is the same tensor as " + twin);
                                } else if (all.get(key) != tensor) {
                                    faults.add(key + " is not a parameter to be trained");
                                }
                            });
        }
        all.keySet().stream()
                .filter(key -> !groupOf.containsKey(key))
                .forEach(key -> faults.add(key + " is in no group"));
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(
                    "parameter groups: "
                            + String.join("; ", faults)
                            + " (expected: every parameter in exactly one group)");
        }
    }
}
