package dev.balboa.loss;

import dev.balboa.tensor.Tensor;
import java.util.Objects;

/// DySTreSS: [NtXent] whose temperature depends on the cosine of the pair.
///
/// With `c(i, k) = cos(zᵢ, zₖ)` and a profile `τ`, `s(i, k) = c(i, k) / τ(c(i, k))` stands for
/// NT-Xent's `cos / temperature`, for positives and negatives alike:
///
/// ```text
/// loss = (1 / 2N) Σᵢ −log [ exp s(i, i + N) / Σ_{k ≠ i} exp s(i, k) ]
/// ```
///
/// `log(2N − 1)` when all rows are equal; with a [TemperatureProfile.Constant], or with equal ends
/// of the range, NT-Xent. The paper differentiates through the temperature, its published code does
/// not; see [TemperatureProfile#divide]. Range, precision, memory, rows of zeros and NaN as
/// in NT-Xent. The decoupled form is [DyStressDcl].
///
/// Manna et al., *Dynamically Scaled Temperature in Self-Supervised Contrastive Learning*, 2023;
/// the formulas as in the published code.
///
/// @param profile           the temperature of a cosine
/// @param detachTemperature whether the temperature counts as constant in backward
public record DyStress(TemperatureProfile profile, boolean detachTemperature) {

    /// Checks that nothing is null.
    public DyStress {
        Objects.requireNonNull(profile, "profile");
    }

    /// With the vanilla profile from 0.1 to 0.2, as on ImageNet, and a detached temperature.
    ///
    /// @return the loss
    public static DyStress defaults() {
        return new DyStress(new TemperatureProfile.Cosine(0.1, 0.2), true);
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
                () -> PairScores.of(z0, z1, profile, detachTemperature).crossEntropy());
    }

    /// The loss of a batch with a queue of negatives: [InfoNce] with this temperature.
    ///
    /// @param query `[N, D]`, `N` at least 1
    /// @param key   the same shape; row `i` is what query `i` has to find
    /// @param queue negatives `[K, D]`, `K` at least 1
    /// @return 0-d, float32 or float64
    /// @throws IllegalArgumentException when the shapes do not fit, the queue is empty, or a type
    ///     is not floating-point
    public Tensor apply(Tensor query, Tensor key, Tensor queue) {
        return InfoNce.crossEntropy(query, key, queue, profile, detachTemperature);
    }
}
