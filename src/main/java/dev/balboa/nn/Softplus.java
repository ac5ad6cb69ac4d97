package dev.balboa.nn;

import dev.balboa.tensor.Operator;
import dev.balboa.tensor.Tensor;

/// `log(1 + exp(beta · x)) / beta`, and `x` itself where `beta · x > threshold`, any shape. No
/// parameters.
///
/// @param beta sharpness of the bend at 0
/// @param threshold where the function is taken to be linear
public record Softplus(double beta, double threshold) implements Layer {

    /// With PyTorch's beta of 1 and threshold of 20.
    public Softplus() {
        this(1, 20);
    }

    @Override
    public Tensor forward(Tensor x) {
        return Operator.of("aten::softplus").call(x, beta, threshold);
    }
}
