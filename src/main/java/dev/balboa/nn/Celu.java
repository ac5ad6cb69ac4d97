package dev.balboa.nn;

import dev.balboa.tensor.Activations;
import dev.balboa.tensor.Tensor;

/// `max(x, 0) + min(alpha · (exp(x / alpha) − 1), 0)`, any shape. No parameters.
///
/// @param alpha minus the limit at −∞, not 0
public record Celu(double alpha) implements Layer {

    /// With PyTorch's alpha of 1.
    public Celu() {
        this(1);
    }

    @Override
    public Tensor forward(Tensor x) {
        return Activations.celu(x, alpha);
    }
}
