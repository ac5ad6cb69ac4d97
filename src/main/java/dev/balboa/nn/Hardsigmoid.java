package dev.balboa.nn;

import dev.balboa.tensor.Activations;
import dev.balboa.tensor.Tensor;

/// `min(max(x + 3, 0), 6) / 6`, any shape. No parameters.
public record Hardsigmoid() implements Layer {

    @Override
    public Tensor forward(Tensor x) {
        return Activations.hardsigmoid(x);
    }
}
