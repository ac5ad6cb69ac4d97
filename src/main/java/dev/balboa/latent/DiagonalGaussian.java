package dev.balboa.latent;

import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Random;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;

/// Independent normal distributions, `N` of them in `d` dimensions each.
///
/// @param mean        `[N, d]`
/// @param logVariance `[N, d]`
public record DiagonalGaussian(Tensor mean, Tensor logVariance) {

    private static final double LOG_TWO_PI = Math.log(2 * Math.PI);

    /// Checks the shapes.
    ///
    /// @throws IllegalArgumentException when they differ or are not `[N, d]`
    public DiagonalGaussian {
        if (mean.dim() != 2 || !mean.shape().equals(logVariance.shape())) {
            throw new IllegalArgumentException(
                    "mean "
                            + mean.shape()
                            + ", logVariance "
                            + logVariance.shape()
                            + " (expected: the same shape [N, d])");
        }
    }

    /// Samples that carry gradients to mean and variance: `z = mean + e^(logVariance/2) ε`.
    ///
    /// @param count     samples of each, at least 1
    /// @param generator draws `ε`, on its own device
    /// @return samples with their log-densities
    public Sample sample(long count, Generator generator) {
        Check.atLeast("count", count, 1);
        Shape shape = Shape.of(mean.size(0), count, mean.size(1));
        Tensor epsilon = Random.randn(shape, mean.dtype(), generator).to(mean.device());
        Tensor spread = logVariance.mul(0.5).exp().unsqueeze(1);
        Tensor z = epsilon.mul(spread).add(mean.unsqueeze(1));
        // of ε and not of z, which would divide by a deviation that may be tiny
        Tensor log = epsilon.square().add(logVariance.unsqueeze(1)).add(LOG_TWO_PI);
        return new Sample(z, log.sum(false, 2).mul(-0.5));
    }

    /// The log-density of the standard normal distribution.
    ///
    /// @param z `[…, d]`
    /// @return `[…]`
    static Tensor standardLogDensity(Tensor z) {
        return z.square().add(LOG_TWO_PI).sum(false, -1).mul(-0.5);
    }

    /// Samples of each distribution.
    ///
    /// @param z          `[N, K, d]`
    /// @param logDensity `[N, K]`, of each under the distribution that it was drawn from
    public record Sample(Tensor z, Tensor logDensity) {}
}
