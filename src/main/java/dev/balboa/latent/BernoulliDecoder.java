package dev.balboa.latent;

import dev.balboa.autograd.Autograd;
import dev.balboa.nn.Layer;
import dev.balboa.nn.Parameter;
import dev.balboa.tensor.DType;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Random;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Tensor;

/// Columns that are 1 with probability `σ(network(z) + offset)`, else 0.
///
/// The offset starts at the logit of the columns' means, so that the untrained model is near the
/// factorised distribution of the data: log-ratios start near 0, where every scoring rule has a
/// gradient.
///
/// @param network from `[M, d]` to `[M, D]`, without a bias at its end
/// @param offset  `[D]`
public record BernoulliDecoder(Layer network, Parameter offset) implements Decoder {

    /// One hidden layer with ReLU.
    ///
    /// @param latent    dimensions of `z`
    /// @param hidden    width of the hidden layer
    /// @param means     of the columns, `[D]`, within `(0, 1)`; see [BernoulliNoise#means]
    /// @param generator draws the initial values
    /// @return the decoder
    /// @throws IllegalArgumentException when a mean is not within `(0, 1)`
    public static BernoulliDecoder perceptron(
            int latent, int hidden, Tensor means, Generator generator) {
        int width = Math.toIntExact(means.numel());
        return new BernoulliDecoder(
                Networks.perceptronUp(latent, hidden, width, generator), offset(means));
    }

    /// A hidden layer and two transposed convolutions (kernel 4, stride 2, ReLU between): the
    /// mirror image of [GaussianEncoder#convolutional].
    ///
    /// @param latent    dimensions of `z`
    /// @param size      of the images, sides multiples of 4
    /// @param maps      maps before the last convolution
    /// @param hidden    width of the hidden layer
    /// @param means     of the pixels, `[height · width]`, within `(0, 1)`
    /// @param generator draws the initial values
    /// @return the decoder
    /// @throws IllegalArgumentException when a side is no multiple of 4, the means are not as many
    ///     as the pixels, or one is not within `(0, 1)`
    public static BernoulliDecoder convolutional(
            int latent, ImageSize size, int maps, int hidden, Tensor means, Generator generator) {
        if (means.numel() != size.pixels()) {
            throw new IllegalArgumentException(
                    "means: " + means.shape() + " (expected: [" + size.pixels() + "])");
        }
        return new BernoulliDecoder(
                Networks.convolutionsUp(latent, size, maps, hidden, generator), offset(means));
    }

    private static Parameter offset(Tensor means) {
        BernoulliNoise.requireProbabilities("means", means);
        return Parameter.trained(
                "offset", () -> means.detach().flatten().logit().to(DType.FLOAT32));
    }

    @Override
    public Tensor logDensity(Tensor x, Tensor z) {
        Tensor logits = logits(z.flatten(0, 1)).reshape(z.size(0), z.size(1), x.size(1));
        Tensor each = x.unsqueeze(1).mul(logits).sub(logits.softplus());
        return each.sum(false, 2);
    }

    private Tensor logits(Tensor z) {
        return network.forward(z).add(offset.tensor());
    }

    @Override
    public Tensor mean(Tensor z) {
        return logits(z).sigmoid();
    }

    @Override
    public Tensor sample(Tensor z, Generator generator) {
        return Autograd.noGrad(
                () -> {
                    try (Scope scope = Scope.open()) {
                        Tensor means = mean(z);
                        Tensor drawn = Random.bernoulli(means.to(generator.device()), generator);
                        return scope.keep(drawn.to(means.device()));
                    }
                });
    }

    @Override
    public Support support() {
        return Support.BINARY;
    }
}
