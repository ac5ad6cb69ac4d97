package dev.balboa.nn;

import dev.balboa.nn.HeadBlock.Norm;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Tensor;

/// The predictor of a method, from the projection of one view to that of another: a factory for
/// each of lightly's prediction heads, with the same layers under the same keys.
///
/// Both are layer 0 Linear without bias, 1 BN, 2 ReLU, 3 Linear with bias:
///
/// | factory | lightly | `width`-`hidden`-`width` |
/// |---|---|---|
/// | [#byol] | `BYOLPredictionHead` | 256-4096-256 |
/// | [#simSiam] | `SimSiamPredictionHead` | 2048-512-2048, a bottleneck |
///
/// @param layers the chain
public record PredictionHead(Sequential layers) implements Layer {

    /// The predictor of BYOL: Linear without bias, BN, ReLU, Linear; wider inside than out.
    ///
    /// Grill et al., *Bootstrap Your Own Latent*, 2020, section 3.2.
    ///
    /// @param width     width of the projections, in and out
    /// @param hidden    width of the hidden layer
    /// @param generator draws the initial values
    /// @return the head
    /// @throws IllegalArgumentException when a size is below 1
    public static PredictionHead byol(int width, int hidden, Generator generator) {
        return mlp(width, hidden, generator);
    }

    /// The predictor of SimSiam: Linear without bias, BN, ReLU, Linear; a bottleneck, `hidden` a
    /// quarter of `width`.
    ///
    /// Chen and He, *Exploring Simple Siamese Representation Learning*, 2021, section 3.
    ///
    /// @param width     width of the projections, in and out
    /// @param hidden    width of the bottleneck
    /// @param generator draws the initial values
    /// @return the head
    /// @throws IllegalArgumentException when a size is below 1
    public static PredictionHead simSiam(int width, int hidden, Generator generator) {
        return mlp(width, hidden, generator);
    }

    private static PredictionHead mlp(int width, int hidden, Generator generator) {
        return new PredictionHead(
                HeadBlock.chain(
                        HeadBlock.mlp(width, hidden, width, 2, Norm.AFFINE, Norm.NONE), generator));
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
