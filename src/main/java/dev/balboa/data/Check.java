package dev.balboa.data;

/// Argument checks whose messages name the argument, its value and what was expected.
final class Check {

    private Check() {}

    static void atLeast(String name, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException(
                    name + ": " + value + " (expected: >= " + least + ")");
        }
    }

    static void probability(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: within [0, 1])");
        }
    }

    static void amplitude(String name, double value) {
        if (!(value >= 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(
                    name + ": " + value + " (expected: finite and >= 0)");
        }
    }

    static void ordered(String name, double low, double high) {
        if (!(low <= high)) {
            throw new IllegalArgumentException(
                    name + ": " + low + ".." + high + " (expected: low <= high)");
        }
    }
}
