package dev.balboa.nn;

import dev.balboa.tensor.Tensor;

/// `x` where it is positive, `negativeSlope · x` elsewhere, any shape. No parameters.
///
/// @param negativeSlope slope below 0
public record LeakyRelu(double negativeSlope) implements Layer {

    /// With PyTorch's slope of 0.01.
    public LeakyRelu() {
        this(0.01);
    }

    @Override
    public Tensor forward(Tensor x) {
        return x.leakyRelu(negativeSlope);
    }
}
