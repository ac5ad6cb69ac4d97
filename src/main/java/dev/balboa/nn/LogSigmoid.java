package dev.balboa.nn;

import dev.balboa.tensor.Activations;
import dev.balboa.tensor.Tensor;

/// `log(1 / (1 + exp(−x)))` without overflow, any shape. No parameters.
public record LogSigmoid() implements Layer {

    @Override
    public Tensor forward(Tensor x) {
        return Activations.logSigmoid(x);
    }
}
