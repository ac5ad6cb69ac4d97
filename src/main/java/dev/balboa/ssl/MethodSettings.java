package dev.balboa.ssl;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// What is set of a method beside its parts, by the names of its [MethodOption]s. What is not set
/// has the method's default.
///
/// ```java
/// MethodSettings.defaults().with("temperature", 0.2)
/// ```
///
/// @param values by name; of the option's type after [MethodDefinition#resolve]
public record MethodSettings(Map<String, Object> values) {

    private static final MethodSettings NONE = new MethodSettings(Map.of());

    /// Copies the map and keeps its order.
    public MethodSettings {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /// Nothing set.
    ///
    /// @return the settings
    public static MethodSettings defaults() {
        return NONE;
    }

    /// The same with one more value. It is checked when a method takes the settings.
    ///
    /// @param name  of an option
    /// @param value a number, a truth value or a name
    /// @return a copy
    public MethodSettings with(String name, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(values);
        more.put(name, value);
        return new MethodSettings(more);
    }

    /// The value of an option that is a real number.
    ///
    /// @param name of the option
    /// @return its value
    /// @throws IllegalArgumentException when it is not set, or of another type
    public double real(String name) {
        return get(name, Double.class);
    }

    /// The value of an option that is an integer.
    ///
    /// @param name of the option
    /// @return its value
    /// @throws IllegalArgumentException when it is not set, or of another type
    public long whole(String name) {
        return get(name, Long.class);
    }

    /// The value of an option that is yes or no.
    ///
    /// @param name of the option
    /// @return its value
    /// @throws IllegalArgumentException when it is not set, or of another type
    public boolean flag(String name) {
        return get(name, Boolean.class);
    }

    /// The value of an option that is one of some names, or several numbers.
    ///
    /// @param name of the option
    /// @return its value
    /// @throws IllegalArgumentException when it is not set, or of another type
    public String text(String name) {
        return get(name, String.class);
    }

    /// The values of an option that is several numbers.
    ///
    /// @param name of the option
    /// @return in order
    /// @throws IllegalArgumentException when it is not set, or of another type
    public double[] reals(String name) {
        String[] parts = text(name).split(",");
        double[] numbers = new double[parts.length];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = Double.parseDouble(parts[i]);
        }
        return numbers;
    }

    private <T> T get(String name, Class<T> type) {
        Object value = values.get(name);
        if (!type.isInstance(value)) {
            throw new IllegalArgumentException(
                    "%s: %s (expected: a %s; has the definition of the method this option?)"
                            .formatted(name, value, type.getSimpleName()));
        }
        return type.cast(value);
    }
}
