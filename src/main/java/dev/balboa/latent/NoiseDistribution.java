package dev.balboa.latent;

import dev.balboa.nn.Module;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Tensor;

/// `p_n(x)`: what data are told from. It has samples and an exact density.
///
/// Its numbers are buffers in double precision: they are part of a state and are not trained. Noise
/// far from the data teaches little (its log-ratios are hugely negative, and an unnormalised model
/// drifts); noise near the data makes small differences count.
public sealed interface NoiseDistribution extends Module
        permits GaussianNoise, BernoulliNoise, UniformNoise, MixtureNoise {

    /// Draws rows. They carry no gradient.
    ///
    /// @param count     how many, at least 1
    /// @param generator draws them
    /// @return float64 `[count, D]`, on the noise's device
    Tensor sample(long count, Generator generator);

    /// The log-density of rows. Carries no gradient.
    ///
    /// @param x floating-point `[N, D]`
    /// @return `[N]`, of the type of `x`; −∞ where there is no density
    /// @throws IllegalArgumentException when the shape does not fit
    Tensor logDensity(Tensor x);

    /// What the columns are.
    ///
    /// @return real or binary
    Support support();
}
