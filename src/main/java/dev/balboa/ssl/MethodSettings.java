package dev.balboa.ssl;

import java.util.LinkedHashSet;
import java.util.OptionalDouble;
import java.util.Set;

/// What a user may set of a method beside its parts. An absent value is the method's own default.
///
/// Start from [#defaults()] and the `with` methods: components are added as methods need them.
///
/// @param temperature divides the similarities of a contrastive loss, above 0
public record MethodSettings(OptionalDouble temperature) {

    /// Checks the range.
    ///
    /// @throws IllegalArgumentException when the temperature is not above 0
    public MethodSettings {
        temperature.ifPresent(
                value -> {
                    if (!(value > 0) || Double.isInfinite(value)) {
                        throw new IllegalArgumentException(
                                "temperature: " + value + " (expected: > 0)");
                    }
                });
    }

    /// Nothing set.
    ///
    /// @return the settings
    public static MethodSettings defaults() {
        return new MethodSettings(OptionalDouble.empty());
    }

    /// The same with a temperature.
    ///
    /// @param value above 0
    /// @return a copy
    /// @throws IllegalArgumentException when it is not above 0
    public MethodSettings withTemperature(double value) {
        return new MethodSettings(OptionalDouble.of(value));
    }

    /// Names of the values that are set.
    Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        if (temperature.isPresent()) {
            names.add("temperature");
        }
        return names;
    }
}
