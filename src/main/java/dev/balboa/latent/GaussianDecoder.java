package dev.balboa.latent;

import dev.balboa.autograd.Autograd;
import dev.balboa.nn.Layer;
import dev.balboa.nn.Parameter;
import dev.balboa.tensor.DType;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Random;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import java.util.OptionalDouble;

/// Columns that are normal around `network(z) + offset`, each with a variance that does not depend
/// on `z`.
///
/// The offset starts at the columns' means.
///
/// @param network     from `[M, d]` to `[M, D]`, without a bias at its end
/// @param offset      `[D]`
/// @param logVariance `[D]`; a buffer where the variance is fixed
public record GaussianDecoder(Layer network, Parameter offset, Parameter logVariance)
        implements Decoder {

    private static final double LOG_TWO_PI = Math.log(2 * Math.PI);

    // A column that the network learns exactly would have an unbounded density.
    private static final double LEAST_LOG_VARIANCE = -12;

    /// One hidden layer with ReLU.
    ///
    /// @param latent    dimensions of `z`
    /// @param hidden    width of the hidden layer
    /// @param means     of the columns, `[D]`
    /// @param variance  of every column, above 0; empty to learn one for each, from 1 on and not
    ///     below `e^−12`
    /// @param generator draws the initial values
    /// @return the decoder
    public static GaussianDecoder perceptron(
            int latent, int hidden, Tensor means, OptionalDouble variance, Generator generator) {
        int width = Math.toIntExact(means.numel());
        return of(Networks.perceptronUp(latent, hidden, width, generator), means, variance);
    }

    /// A hidden layer and two transposed convolutions, as [BernoulliDecoder#convolutional].
    ///
    /// @param latent    dimensions of `z`
    /// @param size      of the images, sides multiples of 4
    /// @param maps      maps before the last convolution
    /// @param hidden    width of the hidden layer
    /// @param variance  as in [#perceptron]
    /// @param generator draws the initial values
    /// @return the decoder, with means of 0
    /// @throws IllegalArgumentException when a side is no multiple of 4
    public static GaussianDecoder convolutional(
            int latent,
            ImageSize size,
            int maps,
            int hidden,
            OptionalDouble variance,
            Generator generator) {
        try (Scope _ = Scope.open()) {
            Tensor means = Tensor.zeros(Shape.of(size.pixels()));
            return of(
                    Networks.convolutionsUp(latent, size, maps, hidden, generator),
                    means,
                    variance);
        }
    }

    private static GaussianDecoder of(Layer network, Tensor means, OptionalDouble variance) {
        variance.ifPresent(value -> Check.positive("variance", value));
        Shape shape = Shape.of(means.numel());
        Parameter logVariance =
                variance.isPresent()
                        ? Parameter.buffer(
                                "logVariance",
                                () -> Tensor.full(shape, Math.log(variance.getAsDouble())))
                        : Parameter.trained("logVariance", () -> Tensor.zeros(shape));
        return new GaussianDecoder(
                network,
                Parameter.trained("offset", () -> means.detach().copy().to(DType.FLOAT32)),
                logVariance);
    }

    @Override
    public Tensor logDensity(Tensor x, Tensor z) {
        Tensor means = mean(z.flatten(0, 1)).reshape(z.size(0), z.size(1), x.size(1));
        Tensor log = boundedLogVariance();
        Tensor squares = x.unsqueeze(1).sub(means).square().mul(log.neg().exp());
        return squares.add(log).add(LOG_TWO_PI).sum(false, 2).mul(-0.5);
    }

    private Tensor boundedLogVariance() {
        return logVariance.isBuffer()
                ? logVariance.tensor()
                : logVariance.tensor().clampMin(LEAST_LOG_VARIANCE);
    }

    @Override
    public Tensor mean(Tensor z) {
        return network.forward(z).add(offset.tensor());
    }

    @Override
    public Tensor sample(Tensor z, Generator generator) {
        return Autograd.noGrad(
                () -> {
                    try (Scope scope = Scope.open()) {
                        Tensor means = mean(z);
                        Tensor epsilon =
                                Random.randn(means.shape(), means.dtype(), generator)
                                        .to(means.device());
                        Tensor spread = boundedLogVariance().mul(0.5).exp();
                        return scope.keep(means.add(epsilon.mul(spread)));
                    }
                });
    }

    @Override
    public Support support() {
        return Support.REAL;
    }
}
