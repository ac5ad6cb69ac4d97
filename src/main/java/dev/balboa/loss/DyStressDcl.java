package dev.balboa.loss;

import dev.balboa.tensor.Tensor;
import java.util.Objects;

/// The decoupled form of [DyStress]: [Dcl] whose temperature depends on the cosine of the pair.
///
/// With `s(i, k) = c(i, k) / τ(c(i, k))` for cosines `c` and a profile `τ`,
///
/// ```text
/// loss = (1 / 2N) Σᵢ [ −s(i, i + N) + log Σ_{k ≠ i, i + N} exp s(i, k) ]
/// ```
///
/// with the logarithm as [Dcl.Definition] says. With a [TemperatureProfile.Constant], or with equal
/// ends of the range, [Dcl]. Precision and what else applies as there.
///
/// The published code has two logarithms, [Dcl.Definition#PER_VIEW], and differentiates through the
/// temperature in this form alone; its profile is a [TemperatureProfile.Shifted] with shift 0.4 and
/// scale 0.8.
///
/// Manna et al., *Dynamically Scaled Temperature in Self-Supervised Contrastive Learning*, 2023.
///
/// @param profile           the temperature of a cosine
/// @param detachTemperature whether the temperature counts as constant in backward
/// @param definition        of the denominator
public record DyStressDcl(
        TemperatureProfile profile, boolean detachTemperature, Dcl.Definition definition) {

    /// Checks that nothing is null.
    public DyStressDcl {
        Objects.requireNonNull(profile, "profile");
        Objects.requireNonNull(definition, "definition");
    }

    /// With the vanilla profile from 0.1 to 0.2, a detached temperature, as in [DyStress], and the
    /// definition of [Dcl#defaults].
    ///
    /// @return the loss
    public static DyStressDcl defaults() {
        return new DyStressDcl(
                new TemperatureProfile.Cosine(0.1, 0.2), true, Dcl.Definition.JOINED);
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
                () -> definition.rows(z0, z1, profile, detachTemperature, null).mean());
    }
}
