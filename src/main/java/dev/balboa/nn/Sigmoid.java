package dev.balboa.nn;

import dev.balboa.tensor.Tensor;

/// `1 / (1 + exp(−x))`, any shape. No parameters.
public record Sigmoid() implements Layer {

    @Override
    public Tensor forward(Tensor x) {
        return x.sigmoid();
    }
}
