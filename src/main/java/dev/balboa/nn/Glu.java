package dev.balboa.nn;

import dev.balboa.tensor.Activations;
import dev.balboa.tensor.Tensor;

/// Gated linear unit: `a · sigmoid(b)`, where `a` and `b` are the halves of `x` along a dimension
/// of
/// even size. No parameters. Dauphin et al., *Language Modeling with Gated Convolutional Networks*,
/// 2017.
///
/// @param dim the dimension that is halved; −1 is the last
public record Glu(int dim) implements Layer {

    /// Halves the last dimension, as in PyTorch.
    public Glu() {
        this(-1);
    }

    @Override
    public Tensor forward(Tensor x) {
        return Activations.glu(x, dim);
    }
}
