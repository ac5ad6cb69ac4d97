package dev.balboa.nn;

import dev.balboa.tensor.Tensor;

/// `x · sigmoid(x)`, also called swish, any shape. No parameters.
public record Silu() implements Layer {

    @Override
    public Tensor forward(Tensor x) {
        return x.silu();
    }
}
