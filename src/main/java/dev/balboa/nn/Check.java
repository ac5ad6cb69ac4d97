package dev.balboa.nn;

/// Checks of a layer's settings whose messages name the setting, its value and what was expected.
/// [InputCheck] has those of its input.
final class Check {

    private Check() {}

    static void atLeast(String name, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException(
                    name + ": " + value + " (expected: >= " + least + ")");
        }
    }

    /// For finite settings that must be above zero, such as an epsilon.
    static void positive(String name, double value) {
        if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: > 0)");
        }
    }

    /// For what is added to a variance; 0 is PyTorch's way to leave it out.
    static void eps(double eps) {
        if (!(eps >= 0)) {
            throw new IllegalArgumentException("eps: " + eps + " (expected: >= 0)");
        }
    }

    static IllegalArgumentException noStage(int index, int count) {
        return new IllegalArgumentException(
                "stage: " + index + " (expected: 0 to " + (count - 1) + ")");
    }

    /// For settings whose sign is free.
    static void finite(String name, double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: finite)");
        }
    }

    /// For probabilities and fractions.
    static void withinUnit(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: within [0, 1])");
        }
    }

    /// For the square windows of pooling.
    static void window(int kernel, int stride, int padding) {
        atLeast("kernel", kernel, 1);
        atLeast("stride", stride, 1);
        atLeast("padding", padding, 0);
        if (padding > kernel / 2) {
            throw new IllegalArgumentException(
                    "padding: " + padding + " (expected: at most half of kernel " + kernel + ")");
        }
    }

    /// For convolutions whose channels fall into groups that do not mix.
    static void groups(int groups, int in, int out) {
        atLeast("in", in, 1);
        atLeast("out", out, 1);
        atLeast("groups", groups, 1);
        if (in % groups != 0 || out % groups != 0) {
            throw new IllegalArgumentException(
                    "groups: "
                            + groups
                            + " (expected: a divisor of in "
                            + in
                            + " and out "
                            + out
                            + ")");
        }
    }
}
