package dev.balboa.nn;

import dev.balboa.tensor.Activations;
import dev.balboa.tensor.Tensor;

/// `min(max(x, 0), 6)`, any shape. No parameters.
public record Relu6() implements Layer {

    @Override
    public Tensor forward(Tensor x) {
        return Activations.hardtanh(x, 0, 6);
    }
}
