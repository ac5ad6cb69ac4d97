package dev.balboa.ssl;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// One thing that may be set of a method: a flag of the command line, a key of `[options]` in a
/// configuration file, a value of [MethodSettings].
///
/// @param name        in lower case with hyphens, as a flag has it: `queue-size`
/// @param description what it does, in a line
/// @param range       the values that it may take
/// @param fallback    its value where none is given; within the range
/// @param use         where it means something; empty for everywhere
public record MethodOption(
        String name, String description, OptionRange range, Object fallback, Optional<Use> use) {

    /// What another option has to be for this one to mean something.
    ///
    /// @param option the other, of the same owner
    /// @param values its values, as text, with which this one is used
    public record Use(String option, List<String> values) {

        /// Copies the list.
        public Use {
            Objects.requireNonNull(option, "option");
            values = List.copyOf(values);
        }
    }

    /// Checks the parts.
    ///
    /// @throws IllegalArgumentException when the name has other characters, or the default is not
    ///     within the range
    public MethodOption {
        Objects.requireNonNull(description, "description");
        Objects.requireNonNull(range, "range");
        Objects.requireNonNull(use, "use");
        if (!name.matches("[a-z][a-z0-9]*(-[a-z0-9]+)*")) {
            throw new IllegalArgumentException(
                    "name: " + name + " (expected: lower case and hyphens)");
        }
        if (fallback == null || range.accept(fallback) == null) {
            throw new IllegalArgumentException(
                    "default of "
                            + name
                            + ": "
                            + fallback
                            + " (expected: "
                            + range.expected()
                            + ")");
        }
        fallback = range.accept(fallback);
    }

    /// One that means something everywhere.
    ///
    /// @param name        in lower case with hyphens
    /// @param description what it does, in a line
    /// @param range       the values that it may take
    /// @param fallback    its value where none is given
    public MethodOption(String name, String description, OptionRange range, Object fallback) {
        this(name, description, range, fallback, Optional.empty());
    }

    /// The same, of use only with some values of another option.
    ///
    /// @param option the other
    /// @param values its values, as text
    /// @return a copy
    public MethodOption usedWith(String option, String... values) {
        Use only = new Use(option, List.of(values));
        return new MethodOption(name, description, range, fallback, Optional.of(only));
    }

    /// A real number above 0.
    ///
    /// @param name        the option
    /// @param fallback    its default
    /// @param description what it does
    /// @return the option
    public static MethodOption positive(String name, double fallback, String description) {
        OptionRange range = new OptionRange.Real(0, true, Double.POSITIVE_INFINITY);
        return new MethodOption(name, description, range, fallback);
    }

    /// A real number from one value to another, both included.
    ///
    /// @param name        the option
    /// @param fallback    its default
    /// @param least       not below this
    /// @param most        not above this
    /// @param description what it does
    /// @return the option
    public static MethodOption real(
            String name, double fallback, double least, double most, String description) {
        return new MethodOption(
                name, description, new OptionRange.Real(least, false, most), fallback);
    }

    /// An integer of at least some value and at most 2³¹ − 1.
    ///
    /// @param name        the option
    /// @param fallback    its default
    /// @param least       not below this
    /// @param description what it does
    /// @return the option
    public static MethodOption whole(String name, long fallback, long least, String description) {
        OptionRange range = new OptionRange.Whole(least, Integer.MAX_VALUE);
        return new MethodOption(name, description, range, fallback);
    }

    /// One of some names.
    ///
    /// @param name        the option
    /// @param fallback    its default, one of the names
    /// @param names       that are known
    /// @param description what it does
    /// @return the option
    public static MethodOption oneOf(
            String name, String fallback, List<String> names, String description) {
        return new MethodOption(name, description, new OptionRange.OneOf(names), fallback);
    }

    /// Yes or no.
    ///
    /// @param name        the option
    /// @param fallback    its default
    /// @param description what it does
    /// @return the option
    public static MethodOption flag(String name, boolean fallback, String description) {
        return new MethodOption(name, description, new OptionRange.Flag(), fallback);
    }

    /// The value of the option's type that is meant.
    ///
    /// @param given a number, a truth value, or the text of one
    /// @return within the range
    /// @throws IllegalArgumentException naming the option and its range
    Object value(Object given) {
        Object value = range.accept(given);
        if (value == null) {
            throw new IllegalArgumentException(
                    name + ": " + given + " (expected: " + range.expected() + ")");
        }
        return value;
    }
}
