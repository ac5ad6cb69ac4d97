package dev.balboa.nn;

import dev.balboa.tensor.Tensor;

/// `x` where it is positive, `alpha · (exp(x) − 1)` elsewhere, any shape. No parameters.
///
/// @param alpha minus the limit at −∞
public record Elu(double alpha) implements Layer {

    /// With PyTorch's alpha of 1.
    public Elu() {
        this(1);
    }

    @Override
    public Tensor forward(Tensor x) {
        return x.elu(alpha);
    }
}
