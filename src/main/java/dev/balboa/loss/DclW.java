package dev.balboa.loss;

import dev.balboa.tensor.Tensor;
import java.util.List;
import java.util.Objects;

/// [Dcl] that pulls harder at pairs whose views are far apart.
///
/// The positive of row `i` is multiplied by a negative von Mises–Fisher weight, which receives no
/// gradient:
///
/// ```text
/// wᵢ = 2 − N exp(cᵢ / sigma) / Σⱼ exp(cⱼ / sigma)          cᵢ = cos(z0ᵢ, z1ᵢ)
/// loss = (1 / 2N) Σᵢ [ −wᵢ s(i, i + N) + log Σ_{k ≠ i, i + N} exp s(i, k) ]
/// ```
///
/// Weights have mean 1 over the batch, and all are 1 when the pairs are equally close. The one of a
/// pair that is much closer than the rest is negative, down to `2 − N`: it is pushed apart.
/// Precision and what else applies as in [Dcl].
///
/// Yeh et al., *Decoupled Contrastive Learning*, 2022; computed as lightly's `DCLWLoss`.
///
/// @param temperature divides the cosines; at least 1e-8
/// @param sigma       divides the cosines of the weights, at least 1e-8; the smaller, the more
///                    weights differ
/// @param definition  of the denominator
public record DclW(double temperature, double sigma, Dcl.Definition definition) {

    /// The paper's `sigma`, and lightly's.
    public static final double DEFAULT_SIGMA = 0.5;

    /// Checks the ranges.
    ///
    /// @throws IllegalArgumentException when `temperature` or `sigma` is below 1e-8 or not finite
    public DclW {
        Check.temperature("temperature", temperature);
        Check.temperature("sigma", sigma);
        Objects.requireNonNull(definition, "definition");
    }

    /// With temperature 0.1, sigma 0.5 and the paper's definition.
    ///
    /// @return the loss
    public static DclW defaults() {
        return new DclW(Dcl.DEFAULT_TEMPERATURE, DEFAULT_SIGMA, Dcl.Definition.JOINED);
    }

    /// The loss of a batch of pairs.
    ///
    /// @param z0 projections of the first views, `[N, D]`, `N` at least 2
    /// @param z1 projections of the second views, the same shape; row `i` is the partner of row `i`
    /// @return 0-d, float32 or float64
    /// @throws IllegalArgumentException when the shapes differ or are not `[N, D]`, there is one
    ///     pair, which has no negative, or a type is not floating-point
    public Tensor apply(Tensor z0, Tensor z1) {
        PairScores.require(z0, z1, 2);
        return FullPrecision.call(
                z0.device(),
                () -> {
                    Tensor weight = weight(z0.detach(), z1.detach());
                    Tensor both = Tensor.cat(List.of(weight, weight), 0);
                    var profile = new TemperatureProfile.Constant(temperature);
                    return definition.rows(z0, z1, profile, true, both).mean();
                });
    }

    private Tensor weight(Tensor z0, Tensor z1) {
        Tensor cosines = UnitRows.of(z0).mul(UnitRows.of(z1)).sum(false, 1);
        return cosines.div(sigma).softmax(0).mul(-(double) z0.size(0)).add(2);
    }
}
