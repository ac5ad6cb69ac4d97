package dev.balboa.optim;

import dev.balboa.autograd.Autograd;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/// Tensors by key that their holder owns, and the strict copy into them.
final class NamedTensors {

    private NamedTensors() {}

    /// One new tensor for each, detached from every scope; all of them or none.
    static Map<String, Tensor> like(Map<String, Tensor> models, UnaryOperator<Tensor> maker) {
        Map<String, Tensor> made = new LinkedHashMap<>();
        try (Scope scope = Scope.open()) {
            Autograd.noGrad(() -> models.forEach((key, t) -> made.put(key, maker.apply(t))));
            made.values().forEach(scope::detach);
        }
        return made;
    }

    /// Copies values into tensors of the same keys and shapes.
    ///
    /// @param what    for the message, such as `Adam`
    /// @param targets what is changed
    /// @param values  borrowed
    static void copy(String what, Map<String, Tensor> targets, Map<String, Tensor> values) {
        requireFit(what, targets, values);
        try (Scope _ = Scope.open()) {
            Autograd.noGrad(() -> targets.forEach((key, t) -> t.copy_(values.get(key))));
        }
    }

    static void requireFit(String what, Map<String, Tensor> targets, Map<String, Tensor> values) {
        List<String> faults = new ArrayList<>();
        addKeys(faults, "missing", targets.keySet(), values.keySet());
        addKeys(faults, "unexpected", values.keySet(), targets.keySet());
        targets.forEach(
                (key, target) -> {
                    Tensor value = values.get(key);
                    if (value == null) {
                        if (values.containsKey(key)) faults.add(key + ": null");
                    } else if (!value.shape().equals(target.shape())) {
                        faults.add(
                                "%s: shape %s (expected: %s)"
                                        .formatted(key, value.shape(), target.shape()));
                    }
                });
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(
                    "state does not fit " + what + ": " + String.join("; ", faults));
        }
    }

    private static void addKeys(
            List<String> faults, String what, Set<String> these, Set<String> others) {
        Set<String> lacking = new TreeSet<>(these);
        lacking.removeAll(others);
        if (!lacking.isEmpty()) {
            faults.add(what + " keys " + lacking);
        }
    }
}
