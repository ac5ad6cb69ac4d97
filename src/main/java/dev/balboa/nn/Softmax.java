package dev.balboa.nn;

import dev.balboa.tensor.Tensor;

/// `exp(x) / Σ exp(x)` along one dimension, any shape. No parameters.
///
/// @param dim the dimension whose values sum to 1; −1 is the last
public record Softmax(int dim) implements Layer {

    @Override
    public Tensor forward(Tensor x) {
        return x.softmax(dim);
    }
}
