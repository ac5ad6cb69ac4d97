package dev.balboa.nn;

import dev.balboa.tensor.Activations;
import dev.balboa.tensor.Tensor;

/// `x · Φ(x)` with the standard normal distribution function `Φ`, any shape. No parameters.
/// Hendrycks and Gimpel, *Gaussian Error Linear Units*, 2016.
///
/// @param approximate how `Φ` is computed
public record Gelu(Approximate approximate) implements Layer {

    /// The exact function, PyTorch's default.
    public Gelu() {
        this(Approximate.NONE);
    }

    @Override
    public Tensor forward(Tensor x) {
        return approximate == Approximate.TANH ? Activations.geluTanh(x) : x.gelu();
    }

    /// How the normal distribution function is computed.
    public enum Approximate {
        /// By the error function.
        NONE,
        /// As `(1 + tanh(√(2/π) · (x + 0.044715 x³))) / 2`.
        TANH
    }
}
