package dev.balboa.nn;

/// Argument checks whose messages name the argument, its value and what was expected.
final class Check {

    private Check() {}

    static void atLeast(String name, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException(
                    name + ": " + value + " (expected: >= " + least + ")");
        }
    }
}
