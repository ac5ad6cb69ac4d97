package dev.balboa.nn;

import dev.balboa.autograd.Autograd;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Puts a state into a tree of modules: all of it or nothing.
final class StateLoading {

    /// More faults of a kind are counted, not listed: the state of another architecture has
    /// hundreds.
    private static final int LISTED = 8;

    private StateLoading() {}

    static void strict(Module root, Map<String, Tensor> state) {
        Map<String, Tensor> own = ModuleTree.collect(root, _ -> true);
        IncompatibleKeys keys = incompatible(own, state);
        List<String> faults = new ArrayList<>();
        addKeys(faults, "missing", keys.missingKeys());
        addKeys(faults, "unexpected", keys.unexpectedKeys());
        addShapes(faults, own, state);
        requireNone(root, faults);
        copy(own, state);
    }

    static IncompatibleKeys matchingKeys(Module root, Map<String, Tensor> state) {
        Map<String, Tensor> own = ModuleTree.collect(root, _ -> true);
        IncompatibleKeys keys = incompatible(own, state);
        List<String> faults = new ArrayList<>();
        if (keys.missingKeys().size() == own.size() && !keys.isEmpty()) {
            faults.add("no key in common");
            addKeys(faults, "missing", keys.missingKeys());
            addKeys(faults, "unexpected", keys.unexpectedKeys());
        }
        addShapes(faults, own, state);
        requireNone(root, faults);
        copy(own, state);
        return keys;
    }

    private static IncompatibleKeys incompatible(
            Map<String, Tensor> own, Map<String, Tensor> state) {
        return new IncompatibleKeys(
                without(own.keySet(), state.keySet()), without(state.keySet(), own.keySet()));
    }

    private static List<String> without(Set<String> these, Set<String> others) {
        Set<String> rest = new TreeSet<>(these);
        rest.removeAll(others);
        return List.copyOf(rest);
    }

    private static void addKeys(List<String> faults, String what, List<String> keys) {
        if (!keys.isEmpty()) {
            faults.add(what + " keys [" + listed(keys, ", ") + "]");
        }
    }

    private static void addShapes(
            List<String> faults, Map<String, Tensor> own, Map<String, Tensor> state) {
        List<String> shapes = new ArrayList<>();
        own.forEach(
                (key, target) -> {
                    Tensor value = state.get(key);
                    if (value != null && !value.shape().equals(target.shape())) {
                        shapes.add(
                                "%s: shape %s (expected: %s)"
                                        .formatted(key, value.shape(), target.shape()));
                    }
                });
        if (!shapes.isEmpty()) {
            faults.add(listed(shapes, "; "));
        }
    }

    private static String listed(List<String> all, String separator) {
        String first = String.join(separator, all.subList(0, Math.min(LISTED, all.size())));
        return all.size() <= LISTED
                ? first
                : first + separator + "… " + (all.size() - LISTED) + " more";
    }

    private static void requireNone(Module root, List<String> faults) {
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(
                    "state does not fit "
                            + root.getClass().getSimpleName()
                            + ": "
                            + String.join("; ", faults));
        }
    }

    private static void copy(Map<String, Tensor> own, Map<String, Tensor> state) {
        Autograd.noGrad(
                () -> {
                    try (Scope _ = Scope.open()) {
                        own.forEach(
                                (key, target) -> {
                                    Tensor value = state.get(key);
                                    if (value != null) {
                                        target.copy_(value);
                                    }
                                });
                    }
                });
    }
}
