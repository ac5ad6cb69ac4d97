package dev.balboa.nn;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a module that is no record holds in fields: a plain or an anonymous class in its own, a
/// lambda in those of what it captures. Unless the module names them itself, such parts would be in
/// no state and would not be trained, without a word.
final class UnseenParts {

    private static final ClassValue<List<Field>> FIELDS =
            new ClassValue<>() {
                @Override
                protected List<Field> computeValue(Class<?> type) {
                    return readable(type);
                }
            };

    private UnseenParts() {}

    /// Fails for a parameter in a field of a module that overrides not [Module#slots].
    static void requireNoParameter(Module module) {
        requireNone(module, Parameter.class, "slots()");
    }

    /// Fails for a module in a field of a module that overrides not [Module#children].
    static void requireNoModule(Module module) {
        requireNone(module, Module.class, "children()");
    }

    private static void requireNone(Module module, Class<?> kind, String method) {
        for (Field field : FIELDS.get(module.getClass())) {
            Object value = value(module, field);
            if (holds(value, kind)) {
                throw new IllegalArgumentException(
                        owner(module)
                                + ": "
                                + holding(module, field)
                                + " "
                                + kind.getSimpleName()
                                + ", which would be neither trained nor saved (expected: a record"
                                + " of its parts, or a class that overrides "
                                + method
                                + ")");
            }
        }
    }

    private static String owner(Module module) {
        return module.getClass().isHidden() ? "a lambda" : module.getClass().getName();
    }

    private static String holding(Module module, Field field) {
        return module.getClass().isHidden()
                ? "captures a"
                : "field " + field.getName() + " holds a";
    }

    private static boolean holds(Object value, Class<?> kind) {
        return switch (value) {
            case Optional<?> part -> part.isPresent() && holds(part.get(), kind);
            case Collection<?> parts -> parts.stream().anyMatch(part -> holds(part, kind));
            case Map<?, ?> parts -> holds(parts.values(), kind);
            case Object[] parts -> holds(Arrays.asList(parts), kind);
            case null -> false;
            default -> kind.isInstance(value);
        };
    }

    /// Those of the class and of what it extends; not those of modules that keep theirs closed.
    private static List<Field> readable(Class<?> type) {
        List<Field> fields = new ArrayList<>();
        for (Class<?> c = type; c != null; c = c.getSuperclass()) {
            for (Field field : c.getDeclaredFields()) {
                boolean value = field.getType().isPrimitive();
                if (!value
                        && !Modifier.isStatic(field.getModifiers())
                        && field.trySetAccessible()) {
                    fields.add(field);
                }
            }
        }
        return List.copyOf(fields);
    }

    private static Object value(Module module, Field field) {
        try {
            return field.get(module);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("cannot read " + field, e);
        }
    }
}
