package dev.balboa.loss;

import dev.balboa.tensor.Tensor;
import java.util.Objects;

/// Decoupled contrastive loss: [NtXent] without the positive in the denominator, so that a pair
/// that is alike already does not weaken the pull of its negatives.
///
/// With `z` the `2N` rows of both views, `s(i, k) = cos(zᵢ, zₖ) / temperature`, and the logarithm
/// over the views of other images as the [Definition] says,
///
/// ```text
/// loss = (1 / 2N) Σᵢ [ −s(i, i + N) + log Σ_{k ≠ i, i + N} exp s(i, k) ]
/// ```
///
/// Below 0 when positives are far above negatives: at least `log(2N − 2) − 2 / temperature`.
/// `log(2N − 2)` when all rows are equal. Both arguments receive gradients. Precision, memory, rows
/// of zeros and NaN as in NT-Xent.
///
/// Yeh et al., *Decoupled Contrastive Learning*, 2022, equation 6.
///
/// @param temperature divides the cosines; at least 1e-8
/// @param definition  of the denominator
public record Dcl(double temperature, Definition definition) {

    /// The temperature that lightly defaults to.
    public static final double DEFAULT_TEMPERATURE = 0.1;

    /// Which views of other images share a logarithm. The values differ much: for equal rows by
    /// `1 / temperature + log((N − 1) / 2)`.
    public enum Definition {
        /// One logarithm of the sum over both views: the paper's equation, and lightly 1.6.
        JOINED,
        /// The sum of two logarithms, one for each view: older versions of lightly, and the
        /// published code of DySTreSS.
        PER_VIEW;

        /// `−positive + log Σ exp negatives` of each row, `[2N]`, the positive times `weight`.
        ///
        /// @param weight `[2N]`, or null for 1
        Tensor rows(
                Tensor z0, Tensor z1, TemperatureProfile profile, boolean detached, Tensor weight) {
            return switch (this) {
                case JOINED -> {
                    PairScores scores = PairScores.of(z0, z1, profile, detached);
                    yield scores.logSumOfNegatives().sub(pull(scores, weight));
                }
                // sums over one view each need the matrix
                case PER_VIEW -> {
                    ScoreMatrix scores =
                            ScoreMatrix.of(z0, z1, cosines -> profile.divide(cosines, detached));
                    yield logSumsPerView(scores.negatives()).sub(pull(scores, weight));
                }
            };
        }

        private static Tensor pull(PairScores scores, Tensor weight) {
            Tensor positives = scores.positives();
            return weight == null ? positives : positives.mul(weight);
        }

        private static Tensor logSumsPerView(Tensor negatives) {
            long n = negatives.size(0) / 2;
            return negatives
                    .narrow(1, 0, n)
                    .logsumexp(false, 1)
                    .add(negatives.narrow(1, n, n).logsumexp(false, 1));
        }
    }

    /// Checks the range.
    ///
    /// @throws IllegalArgumentException when `temperature` is below 1e-8 or not finite
    public Dcl {
        Check.temperature("temperature", temperature);
        Objects.requireNonNull(definition, "definition");
    }

    /// With temperature 0.1 and the paper's definition.
    ///
    /// @return the loss
    public static Dcl defaults() {
        return new Dcl(DEFAULT_TEMPERATURE, Definition.JOINED);
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
                () ->
                        definition
                                .rows(
                                        z0,
                                        z1,
                                        new TemperatureProfile.Constant(temperature),
                                        true,
                                        null)
                                .mean());
    }
}
