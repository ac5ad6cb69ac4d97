package dev.balboa.nn;

import dev.balboa.tensor.Tensor;

/// `max(x, 0)`, any shape. No parameters.
public record Relu() implements Layer {

    @Override
    public Tensor forward(Tensor x) {
        return x.relu();
    }
}
