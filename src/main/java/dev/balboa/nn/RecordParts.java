package dev.balboa.nn;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Finds the children of a record: its components that are modules, lists of modules or optional
/// modules.
final class RecordParts {

    private RecordParts() {}

    static Map<String, Module> children(Module parent) {
        Map<String, Module> children = new LinkedHashMap<>();
        if (parent instanceof Record) {
            for (RecordComponent component : parent.getClass().getRecordComponents()) {
                add(children, component.getName(), value(parent, component));
            }
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
            case null, default -> {
                // a setting, not a part
            }
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
