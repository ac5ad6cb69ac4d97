package dev.balboa.nn;

import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;

/// Checks of a layer's input whose messages name the layer, the input's shape and what was
/// expected.
final class InputCheck {

    private InputCheck() {}

    /// The rank is `rank`, and the second dimension has `channels` elements.
    static void channels(String owner, Tensor x, int rank, long channels, String axes) {
        if (x.dim() != rank || x.size(1) != channels) {
            throw unexpected(owner, x, "[N, " + channels + ", " + axes + "]");
        }
    }

    /// The rank is `rank`; `form` says how the dimensions are called.
    static void rank(String owner, Tensor x, int rank, String form) {
        if (x.dim() != rank) {
            throw unexpected(owner, x, form);
        }
    }

    /// The last dimensions are `shape`.
    static void ends(String owner, Tensor x, Shape shape) {
        int first = x.dim() - shape.rank();
        boolean fits = first >= 0;
        for (int i = 0; fits && i < shape.rank(); i++) {
            fits = x.size(first + i) == shape.get(i);
        }
        if (!fits) {
            throw unexpected(owner, x, shape.toString().replace("[", "[…, "));
        }
    }

    /// Whatever the layer asks for; `form` says it.
    static void require(boolean fits, String owner, Tensor x, String form) {
        if (!fits) {
            throw unexpected(owner, x, form);
        }
    }

    /// Images that hold at least one window.
    static void images(String owner, Tensor x, int kernel, int padding) {
        rank(owner, x, 4, "[N, C, H, W]");
        long least = Math.max(1, kernel - 2L * padding);
        require(
                Math.min(x.size(2), x.size(3)) >= least,
                owner,
                x,
                "[N, C, H, W], H and W >= " + least);
    }

    static IllegalArgumentException unexpected(String owner, Tensor x, String form) {
        return new IllegalArgumentException(
                owner + ": input " + x.shape() + " (expected: " + form + ")");
    }
}
