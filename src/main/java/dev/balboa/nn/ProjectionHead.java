package dev.balboa.nn;

import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/// The projector of SimSiam: `count − 1` times Linear, BN, ReLU, then Linear, BN without scale and
/// shift.
///
/// No Linear has a bias: the batch norm behind it would cancel it (the published code has one at
/// the last Linear and freezes it). Chen and He, *Exploring Simple Siamese Representation
/// Learning*, 2021, section 3.
///
/// @param layers the chain
public record ProjectionHead(Sequential layers) implements Layer {

    /// A projector.
    ///
    /// @param in        width of the features
    /// @param hidden    width of the hidden layers
    /// @param out       width of the projections
    /// @param count     number of Linear layers, at least 1: 3 in the paper, 2 by convention on
    ///     CIFAR
    /// @param generator draws the initial values
    /// @return the head
    /// @throws IllegalArgumentException when a size is below 1
    public static ProjectionHead of(int in, int hidden, int out, int count, Generator generator) {
        Check.atLeast("count", count, 1);
        List<Layer> layers = new ArrayList<>();
        int width = in;
        for (int i = 1; i < count; i++) {
            layers.add(Linear.of(width, hidden, false, generator));
            layers.add(BatchNorm1d.of(hidden));
            layers.add(new Relu());
            width = hidden;
        }
        layers.add(Linear.of(width, out, false, generator));
        layers.add(BatchNorm1d.withoutAffine(out));
        return new ProjectionHead(new Sequential(layers));
    }

    /// Projects features.
    ///
    /// @param x `[N, in]`
    /// @return `[N, out]`
    @Override
    public Tensor forward(Tensor x) {
        return layers.forward(x);
    }
}
