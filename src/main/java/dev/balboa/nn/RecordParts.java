package dev.balboa.nn;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/// Finds the parts of a record: its components that are parameters, modules, or lists, ordered maps
/// and optionals of modules.
final class RecordParts {

    private RecordParts() {}

    static List<Parameter> slots(Module parent) {
        List<Parameter> slots = new ArrayList<>();
        if (parent instanceof Record) {
            for (RecordComponent component : parent.getClass().getRecordComponents()) {
                addSlots(slots, component.getName(), value(parent, component));
            }
        } else {
            UnseenParts.requireNoParameter(parent);
        }
        return slots;
    }

    private static void addSlots(List<Parameter> slots, String name, Object value) {
        switch (value) {
            case Parameter slot -> slots.add(slot);
            case Optional<?> optional -> optional.ifPresent(part -> addSlots(slots, name, part));
            case null, default -> requireNoLostPart(name, value);
        }
    }

    static Map<String, Module> children(Module parent) {
        Map<String, Module> children = new LinkedHashMap<>();
        if (parent instanceof Record) {
            for (RecordComponent component : parent.getClass().getRecordComponents()) {
                add(children, component.getName(), value(parent, component));
            }
        } else {
            UnseenParts.requireNoModule(parent);
        }
        return children;
    }

    private static void add(Map<String, Module> children, String name, Object value) {
        switch (value) {
            case Module module -> children.put(name, module);
            case Optional<?> optional -> optional.ifPresent(part -> add(children, name, part));
            case List<?> list -> {
                for (int i = 0; i < list.size(); i++) {
                    add(children, name + "." + i, list.get(i));
                }
            }
            case SequencedMap<?, ?> map ->
                    map.forEach((key, part) -> add(children, name + "." + key, part));
            case Map<?, ?> map -> requireNoModule(name, map.values(), "a SequencedMap");
            case Collection<?> others -> requireNoModule(name, others, "a List");
            case null, default -> {
                // a setting, not a part
            }
        }
    }

    /// Left alone, such modules would be in no state and would not be trained, without a word.
    private static void requireNoModule(String name, Collection<?> values, String expected) {
        for (Object value : values) {
            if (value instanceof Module) {
                throw new IllegalArgumentException(
                        name
                                + ": modules in a collection without an order (expected: "
                                + expected
                                + ", so that their keys keep their order)");
            }
        }
    }

    /// Fails for parameters anywhere below a collection, and for parts anywhere below an array.
    private static void requireNoLostPart(String name, Object value) {
        switch (value) {
            case Parameter _ ->
                    throw new IllegalArgumentException(
                            name
                                    + ": parameters in a collection (expected: a component of its own for each,"
                                    + " so that each has a key)");
            case Optional<?> optional -> optional.ifPresent(part -> requireNoLostPart(name, part));
            case Collection<?> parts -> parts.forEach(part -> requireNoLostPart(name, part));
            case Map<?, ?> parts -> parts.values().forEach(part -> requireNoLostPart(name, part));
            case Object[] parts -> requireNoPart(name, parts);
            case null, default -> {
                // a module, which add finds, or a setting
            }
        }
    }

    private static void requireNoPart(String name, Object[] values) {
        for (Object value : values) {
            if (value instanceof Module || value instanceof Parameter) {
                throw new IllegalArgumentException(
                        name + ": modules or parameters in an array (expected: a List of modules)");
            }
            requireNoLostPart(name, value);
        }
    }

    private static Object value(Module parent, RecordComponent component) {
        try {
            // a record declared inside a method or a package-private class has inaccessible
            // accessors
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(parent);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(
                    "cannot read component " + component.getName() + " of " + parent.getClass(), e);
        }
    }
}
