package dev.balboa.optim;

/// Ranges of settings; NaN and infinity are in none of them.
final class Check {

    private Check() {}

    static void positive(String name, double value) {
        require(value > 0, name, value, "> 0");
    }

    static void atLeastZero(String name, double value) {
        require(value >= 0, name, value, ">= 0");
    }

    static void share(String name, double value) {
        require(value >= 0 && value < 1, name, value, "within [0, 1)");
    }

    static void unit(String name, double value) {
        require(value >= 0 && value <= 1, name, value, "within [0, 1]");
    }

    static void atLeast(String name, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException(
                    name + ": " + value + " (expected: >= " + least + ")");
        }
    }

    private static void require(boolean holds, String name, double value, String range) {
        if (!holds || Double.isInfinite(value)) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: " + range + ")");
        }
    }
}
