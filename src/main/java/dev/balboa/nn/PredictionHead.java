package dev.balboa.nn;

import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Tensor;

/// The predictor of SimSiam: Linear without bias, BN, ReLU, Linear; a bottleneck, `hidden` a
/// quarter of `width`.
///
/// Chen and He, *Exploring Simple Siamese Representation Learning*, 2021, section 3.
///
/// @param layers the chain
public record PredictionHead(Sequential layers) implements Layer {

    /// A predictor.
    ///
    /// @param width     width of the projections, in and out
    /// @param hidden    width of the bottleneck
    /// @param generator draws the initial values
    /// @return the head
    /// @throws IllegalArgumentException when a size is below 1
    public static PredictionHead of(int width, int hidden, Generator generator) {
        return new PredictionHead(
                Sequential.of(
                        Linear.of(width, hidden, false, generator),
                        BatchNorm1d.of(hidden),
                        new Relu(),
                        Linear.of(hidden, width, generator)));
    }

    /// Predicts the projection of another view.
    ///
    /// @param z `[N, width]`
    /// @return `[N, width]`
    @Override
    public Tensor forward(Tensor z) {
        return layers.forward(z);
    }
}
