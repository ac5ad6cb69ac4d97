package dev.balboa.nn;

import dev.balboa.tensor.Tensor;

/// `tanh(x)`, any shape. No parameters.
public record Tanh() implements Layer {

    @Override
    public Tensor forward(Tensor x) {
        return x.tanh();
    }
}
