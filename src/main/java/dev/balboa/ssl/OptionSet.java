package dev.balboa.ssl;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// All that may be set of a method, by the name that messages give it.
///
/// @param owner   the method
/// @param options each with a name of its own
public record OptionSet(String owner, List<MethodOption> options) {

    /// Copies the list.
    ///
    /// @throws IllegalArgumentException when two options have the same name
    public OptionSet {
        Objects.requireNonNull(owner, "owner");
        options = List.copyOf(options);
        if (options.stream().map(MethodOption::name).distinct().count() < options.size()) {
            throw new IllegalArgumentException(
                    "options of " + owner + " (expected: each name once)");
        }
    }

    /// An option by its name.
    ///
    /// @param option its name
    /// @return nothing if there is none of this name
    public Optional<MethodOption> option(String option) {
        return options.stream().filter(known -> known.name().equals(option)).findFirst();
    }

    /// Settings with a value for every option: the given one, else its default.
    ///
    /// @param given what is set
    /// @return complete, in the order of the options
    /// @throws IllegalArgumentException for a setting that there is no option for, or that is out
    ///     of its range
    public MethodSettings resolve(MethodSettings given) {
        given.values()
                .forEach(
                        (option, value) -> {
                            if (option(option).isEmpty()) {
                                throw new IllegalArgumentException(
                                        "%s: %s (expected: absent, %s has %s)"
                                                .formatted(option, value, owner, names()));
                            }
                        });
        Map<String, Object> values = new LinkedHashMap<>();
        for (MethodOption option : options) {
            Object value = given.values().get(option.name());
            values.put(option.name(), value == null ? option.fallback() : option.value(value));
        }
        return new MethodSettings(values);
    }

    /// Fails for an option that is set although nothing reads it, as the others are.
    ///
    /// @param given what is set
    /// @param all   complete, from [#resolve]
    /// @throws IllegalArgumentException naming the option, and the one that leaves it without use
    public void requireUsed(MethodSettings given, MethodSettings all) {
        for (MethodOption option : options) {
            if (!given.values().containsKey(option.name()) || option.use().isEmpty()) {
                continue;
            }
            MethodOption.Use use = option.use().get();
            String other = all.text(use.option());
            if (!use.values().contains(other)) {
                throw new IllegalArgumentException(
                        "%s: given (expected: absent, since --%s %s has no use for it)"
                                .formatted(option.name(), use.option(), other));
            }
        }
    }

    private String names() {
        return options.isEmpty()
                ? "no options"
                : "only " + String.join(", ", options.stream().map(MethodOption::name).toList());
    }
}
