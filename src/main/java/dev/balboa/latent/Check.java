package dev.balboa.latent;

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

    static void positive(String name, double value) {
        if (!(value > 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: > 0)");
        }
    }

    static void notNegative(String name, double value) {
        if (!(value >= 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: >= 0)");
        }
    }

    /// A table `[N, D]` of floating-point numbers with at least one row.
    static void rows(String name, Tensor x) {
        if (x.dim() != 2 || x.size(0) < 1 || !x.dtype().isFloatingPoint()) {
            throw new IllegalArgumentException(
                    name
                            + ": "
                            + x.dtype()
                            + " "
                            + x.shape()
                            + " (expected: floating-point [N, D], N >= 1)");
        }
    }

    /// As [#rows], with a known width.
    static void rows(String name, Tensor x, long width) {
        rows(name, x);
        if (x.size(1) != width) {
            throw new IllegalArgumentException(
                    name + ": " + x.shape() + " (expected: [N, " + width + "])");
        }
    }
}
