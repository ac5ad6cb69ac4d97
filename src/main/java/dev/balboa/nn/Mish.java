package dev.balboa.nn;

import dev.balboa.tensor.Activations;
import dev.balboa.tensor.Tensor;

/// `x · tanh(log(1 + exp(x)))`, any shape. No parameters. Misra, *Mish*, 2019.
public record Mish() implements Layer {

    @Override
    public Tensor forward(Tensor x) {
        return Activations.mish(x);
    }
}
