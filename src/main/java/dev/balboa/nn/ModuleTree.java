package dev.balboa.nn;

import dev.balboa.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
                        Tensor other = found.put(key, slot.tensor());
                        if (other != null && other != slot.tensor()) {
                            throw new IllegalArgumentException(
                                    key
                                            + ": two parameters have this key (expected: a name of its"
                                            + " own for each)");
                        }
                    }
                });
        return found;
    }

    /// The same, without the further keys of a slot that occurs more than once in the tree.
    static Map<String, Tensor> collectOnce(Module root, Predicate<Parameter> wanted) {
        Set<Parameter> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        return collect(root, slot -> wanted.test(slot) && seen.add(slot));
    }

    static long elements(Map<String, Tensor> tensors) {
        return tensors.values().stream().mapToLong(Tensor::numel).sum();
    }
}
