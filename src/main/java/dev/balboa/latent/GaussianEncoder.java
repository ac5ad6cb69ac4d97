package dev.balboa.latent;

import dev.balboa.nn.Layer;
import dev.balboa.nn.Linear;
import dev.balboa.nn.Module;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Tensor;

/// `q(z|x)`: a normal distribution with independent coordinates whose mean and log-variance a
/// network reads from `x`.
///
/// The log-variance is cut to `[−15, 15]`, so that inputs far from all data, as noise may be, stay
/// finite.
///
/// @param trunk       from rows `[N, D]` to features `[N, h]`
/// @param mean        from features to the mean
/// @param logVariance from features to the log-variance
public record GaussianEncoder(Layer trunk, Linear mean, Linear logVariance) implements Module {

    private static final double MOST = 15;

    /// One hidden layer with ReLU.
    ///
    /// @param width     columns of the data
    /// @param hidden    width of the hidden layer; 400 is usual for MNIST
    /// @param latent    dimensions of `z`; 20 is usual for MNIST
    /// @param generator draws the initial values
    /// @return the encoder
    public static GaussianEncoder perceptron(
            int width, int hidden, int latent, Generator generator) {
        return new GaussianEncoder(
                Networks.perceptronDown(width, hidden, generator),
                Linear.of(hidden, latent, generator),
                Linear.of(hidden, latent, generator));
    }

    /// Two convolutions (kernel 4, stride 2, ReLU) with `maps` and `2 maps` maps, and a hidden
    /// layer.
    ///
    /// @param size      of the images, sides multiples of 4
    /// @param maps      maps of the first convolution
    /// @param hidden    width of the hidden layer
    /// @param latent    dimensions of `z`
    /// @param generator draws the initial values
    /// @return the encoder
    /// @throws IllegalArgumentException when a side is no multiple of 4
    public static GaussianEncoder convolutional(
            ImageSize size, int maps, int hidden, int latent, Generator generator) {
        return new GaussianEncoder(
                Networks.convolutionsDown(size, maps, hidden, generator),
                Linear.of(hidden, latent, generator),
                Linear.of(hidden, latent, generator));
    }

    /// The distribution of `z` for each row.
    ///
    /// @param x `[N, D]`
    /// @return of `N` rows
    public DiagonalGaussian posterior(Tensor x) {
        Tensor features = trunk.forward(x);
        return new DiagonalGaussian(
                mean.forward(features), logVariance.forward(features).clamp(-MOST, MOST));
    }
}
