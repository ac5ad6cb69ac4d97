package dev.balboa.nn;

import dev.balboa.tensor.Functional;
import dev.balboa.tensor.Tensor;

/// `min(max(x, 0), 6)`, any shape. No parameters.
public record Relu6() implements Layer {

    @Override
    public Tensor forward(Tensor x) {
        return Functional.hardtanh(x, 0, 6);
    }
}
