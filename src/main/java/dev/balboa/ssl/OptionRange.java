package dev.balboa.ssl;

import java.util.List;
import java.util.Objects;

/// The values that a [MethodOption] may take.
public sealed interface OptionRange {

    /// A value of the option's own type: `Double`, `Long`, `Boolean` or `String`.
    ///
    /// @param given a number, a truth value, or the text of one
    /// @return the value, or null when `given` is none of this range
    Object accept(Object given);

    /// What is accepted, for messages.
    ///
    /// @return such as `> 0`
    String expected();

    /// A real number. Values are `Double`.
    ///
    /// @param least     not below this
    /// @param exclusive whether `least` itself is left out
    /// @param most      not above this
    record Real(double least, boolean exclusive, double most) implements OptionRange {

        @Override
        public Object accept(Object given) {
            if (given instanceof Boolean) {
                return null;
            }
            try {
                double value = Double.parseDouble(given.toString());
                boolean low = exclusive ? value > least : value >= least;
                return low && value <= most && Double.isFinite(value) ? value : null;
            } catch (NumberFormatException e) {
                return null;
            }
        }

        @Override
        public String expected() {
            if (most < Double.POSITIVE_INFINITY && least > Double.NEGATIVE_INFINITY) {
                return "within %s%s, %s]"
                        .formatted(exclusive ? "(" : "[", plain(least), plain(most));
            }
            return least > Double.NEGATIVE_INFINITY
                    ? (exclusive ? "> " : ">= ") + plain(least)
                    : "a number";
        }

        private static String plain(double value) {
            return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
        }
    }

    /// An integer. Values are `Long`.
    ///
    /// @param least not below this
    /// @param most  not above this
    record Whole(long least, long most) implements OptionRange {

        @Override
        public Object accept(Object given) {
            try {
                long value = Long.parseLong(given.toString());
                return value >= least && value <= most ? value : null;
            } catch (NumberFormatException e) {
                return null;
            }
        }

        @Override
        public String expected() {
            return most == Integer.MAX_VALUE
                    ? "an integer >= " + least + " and < 2^31"
                    : "an integer within [%d, %d]".formatted(least, most);
        }
    }

    /// One of some names. Values are `String`.
    ///
    /// @param names that are known
    record OneOf(List<String> names) implements OptionRange {

        /// Copies the list.
        public OneOf {
            names = List.copyOf(names);
        }

        @Override
        public Object accept(Object given) {
            return names.contains(given.toString()) ? given.toString() : null;
        }

        @Override
        public String expected() {
            return "one of " + String.join(", ", names);
        }
    }

    /// Several real numbers, separated by commas. Values are `String`, as given without spaces.
    ///
    /// @param each  the range of each
    /// @param count how many there are, at least 1
    record Reals(Real each, int count) implements OptionRange {

        /// Checks that there is a range, and of something.
        ///
        /// @throws IllegalArgumentException when `count` is below 1
        public Reals {
            Objects.requireNonNull(each, "each");
            if (count < 1) {
                throw new IllegalArgumentException("count: " + count + " (expected: >= 1)");
            }
        }

        @Override
        public Object accept(Object given) {
            // a list of a TOML file prints with brackets
            String text = given.toString().replaceAll("[\\[\\] ]", "");
            String[] parts = text.split(",", -1);
            for (String part : parts) {
                if (each.accept(part) == null) {
                    return null;
                }
            }
            return parts.length == count ? text : null;
        }

        @Override
        public String expected() {
            return count + " numbers, each " + each.expected();
        }
    }

    /// Yes or no. Values are `Boolean`.
    record Flag() implements OptionRange {

        @Override
        public Object accept(Object given) {
            return switch (given.toString()) {
                case "true" -> Boolean.TRUE;
                case "false" -> Boolean.FALSE;
                default -> null;
            };
        }

        @Override
        public String expected() {
            return "true or false";
        }
    }
}
