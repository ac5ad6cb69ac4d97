package dev.balboa.optim;

import dev.balboa.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Parameters that share a schedule.
///
/// @param name       for messages and metrics, such as `predictor`
/// @param parameters leaves that require a gradient, by key; borrowed, not owned
/// @param schedule   of their learning rate
public record ParameterGroup(String name, Map<String, Tensor> parameters, Schedule schedule) {

    /// Copies the map and keeps its order.
    ///
    /// @throws IllegalArgumentException when the group is empty
    public ParameterGroup {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(schedule, "schedule");
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
        if (parameters.isEmpty()) {
            throw new IllegalArgumentException(
                    "group " + name + ": no parameters (expected: at least one)");
        }
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
