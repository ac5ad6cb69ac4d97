package dev.balboa.nn;

import dev.balboa.autograd.Autograd;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/// The walk over a tree of modules, and what is built on it.
final class ModuleTree {

    private ModuleTree() {}

    /// The root and everything below it, parents before children.
    static List<Module> modules(Module root) {
        List<Module> all = new ArrayList<>();
        all.add(root);
        root.children().values().forEach(child -> all.addAll(modules(child)));
        return all;
    }

    /// Visits every slot with its full key, a module's own before its children's.
    static void visit(Module root, BiConsumer<String, Parameter> visitor) {
        visit("", root, visitor);
    }

    private static void visit(String prefix, Module module, BiConsumer<String, Parameter> visitor) {
        module.slots().forEach(slot -> visitor.accept(prefix + slot.name(), slot));
        module.children().forEach((name, child) -> visit(prefix + name + ".", child, visitor));
    }

    static Map<String, Tensor> collect(Module root, Predicate<Parameter> wanted) {
        Map<String, Tensor> found = new LinkedHashMap<>();
        visit(
                root,
                (key, slot) -> {
                    if (wanted.test(slot)) {
                        found.put(key, slot.tensor());
                    }
                });
        return found;
    }

    static void load(Module root, Map<String, Tensor> state) {
        Map<String, Tensor> own = collect(root, slot -> true);
        requireFit(root, own, state);
        Autograd.noGrad(
                () -> {
                    try (Scope _ = Scope.open()) {
                        own.forEach((key, target) -> target.copy_(state.get(key)));
                    }
                });
    }

    private static void requireFit(
            Module root, Map<String, Tensor> own, Map<String, Tensor> state) {
        List<String> faults = new ArrayList<>();
        addKeys(faults, "missing", own.keySet(), state.keySet());
        addKeys(faults, "unexpected", state.keySet(), own.keySet());
        own.forEach(
                (key, target) -> {
                    Tensor value = state.get(key);
                    if (value != null && !value.shape().equals(target.shape())) {
                        faults.add(
                                key
                                        + ": shape "
                                        + value.shape()
                                        + " (expected: "
                                        + target.shape()
                                        + ")");
                    }
                });
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(
                    "state does not fit "
                            + root.getClass().getSimpleName()
                            + ": "
                            + String.join("; ", faults));
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
