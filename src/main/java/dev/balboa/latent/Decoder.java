package dev.balboa.latent;

import dev.balboa.nn.Module;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Tensor;

/// `p(x|z)`: independent columns whose parameters a network reads from `z`.
public sealed interface Decoder extends Module permits BernoulliDecoder, GaussianDecoder {

    /// The log-density of rows, each under the distributions of its own latent values.
    ///
    /// @param x `[N, D]`
    /// @param z `[N, K, d]`
    /// @return `[N, K]`
    Tensor logDensity(Tensor x, Tensor z);

    /// The mean of `x` for each latent value.
    ///
    /// @param z `[M, d]`
    /// @return `[M, D]`
    Tensor mean(Tensor z);

    /// A draw of `x` for each latent value. Carries no gradient.
    ///
    /// @param z         `[M, d]`
    /// @param generator draws it
    /// @return `[M, D]`
    Tensor sample(Tensor z, Generator generator);

    /// What the columns are.
    ///
    /// @return real or binary
    Support support();
}
