package dev.balboa.loss;

import java.util.List;

/// A member of the noise-contrastive family that [FullyVariationalNce] trains with: how a
/// classifier of data against noise is rewarded, as a function of the density ratio `r = p/p_n`
/// that it believes in.
///
/// Every member is given by a weight `w(r) ≥ 0` with `S1'(r) = w(r)` on data and `S0'(r) = −r
/// w(r)` on noise, so that `E_data[S1(r)] + E_noise[S0(r)]` is largest at the true ratio. Both
/// terms have a lower bound by sampling latent variables (Jensen's inequality) where `S1` and `S0`
/// are concave in `r`, that is where `w` does not increase and `r w(r)` does not decrease.
///
/// ```text
/// member      w(r)          S1(r), data          S0(r), noise        bounds
/// Vae         1/r           log r                −r                  both
/// Lsif        1             r                    −r²/2               both
/// Power(b)    r^−b          r^(1−b)/(1−b)        −r^(2−b)/(2−b)      both
/// Log1p       1/(1+r)       log(1+r)             log(1+r) − r        both
/// VaeLsif     1 + 1/r       log r + r            −r − r²/2           both
/// LogScore    1/(r(1+r))    log(r/(1+r))         −log(1+r)           data only
/// Brier       2/(1+r)³      −1/(1+r)²            −r²/(1+r)²          data only
/// ```
///
/// C. Zach, *Fully Variational Noise-Contrastive Estimation*, 2023; the table is derived from the
/// construction described there.
public sealed interface ScoringRule {

    /// The weight that defines the member.
    ///
    /// @param r a density ratio, above 0
    /// @return `w(r)`
    double weight(double r);

    /// Whether both terms have a lower bound, so that a latent-variable model can be trained by
    /// maximising them over model and encoder together.
    ///
    /// @return false for [LogScore] and [Brier]
    default boolean boundsBothTerms() {
        return true;
    }

    /// The member of a name that command lines and files use.
    ///
    /// @param name one of [#names()]
    /// @return the member; `power` has `b = 0.5`
    /// @throws IllegalArgumentException for an unknown name
    static ScoringRule of(String name) {
        return switch (name) {
            case "vae" -> new Vae();
            case "lsif" -> new Lsif();
            case "power" -> new Power(0.5);
            case "log1p" -> new Log1p();
            case "vae-lsif" -> new VaeLsif();
            case "log-score" -> new LogScore();
            case "brier" -> new Brier();
            default ->
                    throw new IllegalArgumentException(
                            "member: " + name + " (expected: one of " + names() + ")");
        };
    }

    /// The names of all members.
    ///
    /// @return those with both bounds first
    static List<String> names() {
        return List.of("vae", "lsif", "power", "log1p", "vae-lsif", "log-score", "brier");
    }

    /// `S1 = log r`, `S0 = −r`. On a normalised model the noise term is the constant −1 and what is
    /// left is the evidence lower bound of a variational autoencoder; on an unnormalised one it is
    /// what fixes the scale.
    record Vae() implements ScoringRule {

        @Override
        public double weight(double r) {
            return 1 / r;
        }
    }

    /// Least-squares importance fitting: `S1 = r`, `S0 = −r²/2`. Data where the model has little
    /// density beside the noise count for little, in proportion to `r`.
    record Lsif() implements ScoringRule {

        @Override
        public double weight(double r) {
            return 1;
        }
    }

    /// `S1 = r^(1−b)/(1−b)`, `S0 = −r^(2−b)/(2−b)`: [Lsif] at `b = 0`, and at `b = 1` the limit up
    /// to a constant, [Vae].
    ///
    /// @param b within `[0, 1]`; outside, one of the two bounds is lost
    record Power(double b) implements ScoringRule {

        /// Checks the range.
        ///
        /// @throws IllegalArgumentException when `b` is outside `[0, 1]`
        public Power {
            Check.within("b", b, 0, 1);
        }

        @Override
        public double weight(double r) {
            return Math.pow(r, -b);
        }
    }

    /// `S1 = log(1 + r)`, `S0 = log(1 + r) − r`: like [Vae] where the model has much more density
    /// than the noise, like [Lsif] where it has much less.
    record Log1p() implements ScoringRule {

        @Override
        public double weight(double r) {
            return 1 / (1 + r);
        }
    }

    /// The sum of [Vae] and [Lsif]: `S1 = log r + r`, `S0 = −r − r²/2`.
    record VaeLsif() implements ScoringRule {

        @Override
        public double weight(double r) {
            return 1 + 1 / r;
        }
    }

    /// The logistic loss of classical noise-contrastive estimation, `S1 = log(r/(1+r))`, `S0 =
    /// −log(1+r)`. `S0` is convex, so its average over samples of latent variables is an upper
    /// bound: a baseline that is variational by half, as in Rhodes and Gutmann, *Variational
    /// Noise-Contrastive Estimation*, 2019. [FullyVariationalNce#apply] says what is computed.
    record LogScore() implements ScoringRule {

        @Override
        public double weight(double r) {
            return 1 / (r * (1 + r));
        }

        @Override
        public boolean boundsBothTerms() {
            return false;
        }
    }

    /// The Brier score, `S1 = −1/(1+r)²`, `S0 = −r²/(1+r)²`. `S0` is convex where `r > ½`: a
    /// counter-example, not for training.
    record Brier() implements ScoringRule {

        @Override
        public double weight(double r) {
            return 2 / Math.pow(1 + r, 3);
        }

        @Override
        public boolean boundsBothTerms() {
            return false;
        }
    }
}
