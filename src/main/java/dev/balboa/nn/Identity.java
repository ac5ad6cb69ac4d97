package dev.balboa.nn;

import dev.balboa.tensor.Tensor;

/// The input itself: a layer that was switched off. No parameters.
public record Identity() implements Layer {

    @Override
    public Tensor forward(Tensor x) {
        return x;
    }
}
