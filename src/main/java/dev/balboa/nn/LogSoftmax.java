package dev.balboa.nn;

import dev.balboa.tensor.Tensor;

/// `x − log Σ exp(x)` along one dimension, any shape. No parameters.
///
/// @param dim the dimension whose exponentials sum to 1; −1 is the last
public record LogSoftmax(int dim) implements Layer {

    @Override
    public Tensor forward(Tensor x) {
        return x.logSoftmax(dim);
    }
}
