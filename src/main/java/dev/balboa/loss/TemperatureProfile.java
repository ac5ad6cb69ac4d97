package dev.balboa.loss;

import dev.balboa.tensor.Tensor;
import java.util.Map;

/// How the temperature of a pair follows from its cosine: lower where a contrast should be sharp.
///
/// Every profile is a function of the cosine alone, and applies to positives and negatives alike.
/// Published ranges are 0.1 to 0.2 on ImageNet and 0.07 to 0.2 on CIFAR.
///
/// Manna et al., *Dynamically Scaled Temperature in Self-Supervised Contrastive Learning*, 2023.
public sealed interface TemperatureProfile {

    /// The temperature of each pair, differentiable.
    ///
    /// @param cosines any shape; what is outside `[−1, 1]` by rounding counts as the bound
    /// @return above 0, the same shape
    Tensor at(Tensor cosines);

    /// Cosines divided by their temperatures.
    ///
    /// The derivative of `s / τ(s)` is `(1 / τ) (1 − s τ′ / τ)`; with the temperature detached it
    /// is `1 / τ`.
    ///
    /// @param cosines  any shape
    /// @param detached whether the temperature counts as constant in backward
    /// @return the same shape
    default Tensor divide(Tensor cosines, boolean detached) {
        return cosines.div(at(detached ? cosines.detach() : cosines));
    }

    /// What the first 256 images of a batch are like under this profile: the means of the cosines
    /// and of the temperatures of pairs of a kind, `cosine_partners` and `temperature_partners` of
    /// the two views of an image, `cosine_others` and `temperature_others` of views of different
    /// images; and `cosine_nearest`, the mean over views of the cosine of the nearest view of
    /// another image. A [Constant] tells of the cosines only.
    ///
    /// @param z0 projections of the first views, `[N, D]`, `N` at least 2
    /// @param z1 projections of the second views, the same shape
    /// @return 0-d tensors without gradient
    /// @throws IllegalArgumentException when the shapes differ or are not `[N, D]`, there is one
    ///     pair, or a type is not floating-point
    default Map<String, Tensor> statistics(Tensor z0, Tensor z1) {
        return PairStatistics.of(z0, z1, this::at);
    }

    /// The same for every pair: with it a loss is that of a fixed temperature.
    ///
    /// @param temperature at least 1e-8
    record Constant(double temperature) implements TemperatureProfile {

        /// Checks the range.
        ///
        /// @throws IllegalArgumentException when `temperature` is below 1e-8 or not finite
        public Constant {
            Check.temperature("temperature", temperature);
        }

        @Override
        public Tensor at(Tensor cosines) {
            return Tensor.fullLike(cosines, temperature);
        }

        @Override
        public Tensor divide(Tensor cosines, boolean detached) {
            return cosines.div(temperature);
        }

        @Override
        public Map<String, Tensor> statistics(Tensor z0, Tensor z1) {
            return PairStatistics.cosines(z0, z1);
        }
    }

    /// The paper's vanilla form, `min + ½ (max − min) (1 + cos(π (1 + s)))`: `min` at right angles,
    /// `max` for equal and for opposite rows.
    ///
    /// @param min lowest temperature, at least 1e-8
    /// @param max highest temperature, at least `min`
    record Cosine(double min, double max) implements TemperatureProfile {

        /// Checks the range.
        ///
        /// @throws IllegalArgumentException when `min` is below 1e-8, `max` below `min`, or one
        ///     not finite
        public Cosine {
            requireRange(min, max);
        }

        @Override
        public Tensor at(Tensor cosines) {
            return wave(cosines.clamp(-1, 1).add(1), min, max);
        }
    }

    /// The cosine shifted and stretched, constant on the side of alike rows:
    ///
    /// ```text
    /// min + ½ (max − min) (1 + cos(π (shift + s) / scale))     for s ≤ −shift
    /// max                                                      for s > −shift
    /// ```
    ///
    /// Lowest at `s = −shift − scale`, and smooth where the two parts meet.
    ///
    /// @param min   lowest temperature, at least 1e-8
    /// @param max   highest temperature, at least `min`
    /// @param shift within `[−1, 1]`
    /// @param scale half the length of the wave, above 0
    record Shifted(double min, double max, double shift, double scale)
            implements TemperatureProfile {

        /// Checks the ranges.
        ///
        /// @throws IllegalArgumentException when `min` is below 1e-8, `max` below `min`, `shift`
        ///     outside `[−1, 1]`, `scale` not above 0, or one not finite
        public Shifted {
            requireRange(min, max);
            Check.within("shift", shift, -1, 1);
            Check.positive("scale", scale);
        }

        /// The paper's best, shift −0.4 and scale 0.7: lowest at −0.3, `max` from 0.4 upwards and
        /// again at −1.
        ///
        /// @param min lowest temperature, at least 1e-8
        /// @param max highest temperature, at least `min`
        /// @return the profile
        public static Shifted published(double min, double max) {
            return new Shifted(min, max, -0.4, 0.7);
        }

        /// Rises once, from `min` at −1 to `max` at −0.2, and stays there: shift 0.2 and scale
        /// 0.8, `cosconst` in the published code.
        ///
        /// @param min lowest temperature, at least 1e-8
        /// @param max highest temperature, at least `min`
        /// @return the profile
        public static Shifted oneSided(double min, double max) {
            return new Shifted(min, max, 0.2, 0.8);
        }

        @Override
        public Tensor at(Tensor cosines) {
            // at 0 the wave is at its top, where it stays
            Tensor phase = cosines.clamp(-1, 1).add(shift).clampMax(0);
            return wave(phase.div(scale), min, max);
        }
    }

    /// Highest where `phase` is even, lowest where it is odd.
    private static Tensor wave(Tensor phase, double min, double max) {
        return phase.mul(Math.PI).cos().add(1).mul((max - min) / 2).add(min);
    }

    private static void requireRange(double min, double max) {
        Check.temperature("min", min);
        Check.temperature("max", max);
        if (min > max) {
            throw new IllegalArgumentException(
                    "min: " + min + ", max: " + max + " (expected: min <= max)");
        }
    }
}
