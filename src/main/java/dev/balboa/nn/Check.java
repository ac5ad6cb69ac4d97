package dev.balboa.nn;

import dev.balboa.tensor.Tensor;

/// Argument checks whose messages name the argument, its value and what was expected.
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

    /// For what a layer is given.
    static void input(boolean fits, String layer, Tensor x, String expected) {
        if (!fits) {
            throw new IllegalArgumentException(
                    layer + ": input " + x.shape() + " (expected: " + expected + ")");
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

    /// For images that hold at least one window.
    static void images(String layer, Tensor x, int kernel, int padding) {
        input(x.dim() == 4, layer, x, "[N, C, H, W]");
        long least = Math.max(1, kernel - 2L * padding);
        input(
                Math.min(x.size(2), x.size(3)) >= least,
                layer,
                x,
                "[N, C, H, W], H and W >= " + least);
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
