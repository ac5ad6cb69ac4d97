package dev.balboa.latent;

import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Random;
import dev.balboa.tensor.Tensor;
import java.util.List;

/// How gray levels become columns.
public sealed interface Binarisation {

    /// Applies it. The result carries no gradient.
    ///
    /// @param levels    `[N, height, width]`, within `[0, 1]`
    /// @param generator draws where something is drawn
    /// @return the same shape and type
    Tensor apply(Tensor levels, Generator generator);

    /// What the columns are then.
    ///
    /// @return real or binary
    Support support();

    /// Levels stay what they are.
    record None() implements Binarisation {

        @Override
        public Tensor apply(Tensor levels, Generator generator) {
            return levels;
        }

        @Override
        public Support support() {
            return Support.REAL;
        }
    }

    /// 1 where a level is above another, else 0.
    ///
    /// @param level within `[0, 1]`
    record Threshold(double level) implements Binarisation {

        /// Checks the range.
        ///
        /// @throws IllegalArgumentException when `level` is outside `[0, 1]`
        public Threshold {
            if (!(level >= 0 && level <= 1)) {
                throw new IllegalArgumentException(
                        "level: " + level + " (expected: within [0, 1])");
            }
        }

        @Override
        public Tensor apply(Tensor levels, Generator generator) {
            return levels.gt(level).to(levels.dtype());
        }

        @Override
        public Support support() {
            return Support.BINARY;
        }
    }

    /// 1 where a level differs from the mean of its image's outermost pixels, else 0: the
    /// silhouette of an object before a plain background, brighter or darker, with its texture. For
    /// [dev.balboa.data.GeneratedImages], of which one common threshold leaves many images
    /// empty, and a draw little but its own noise.
    ///
    /// @param margin least difference, above 0
    record AgainstBorder(double margin) implements Binarisation {

        /// A margin that is above the generated images' noise and light.
        public static final double DEFAULT_MARGIN = 0.08;

        /// Checks the range.
        ///
        /// @throws IllegalArgumentException when `margin` is not above 0
        public AgainstBorder {
            Check.positive("margin", margin);
        }

        @Override
        public Tensor apply(Tensor levels, Generator generator) {
            Tensor border =
                    Tensor.cat(
                            List.of(
                                    levels.select(1, 0),
                                    levels.select(1, -1),
                                    levels.select(2, 0),
                                    levels.select(2, -1)),
                            1);
            Tensor mean = border.mean(true, 1).unsqueeze(2);
            return levels.sub(mean).abs().gt(margin).to(levels.dtype());
        }

        @Override
        public Support support() {
            return Support.BINARY;
        }
    }

    /// 1 with the level as probability, else 0: how MNIST is made binary. Whoever applies it
    /// each epoch, as [Fvnce] does to what it is given, has draws of each epoch's own; `balboa
    /// train` draws once.
    record Draw() implements Binarisation {

        @Override
        public Tensor apply(Tensor levels, Generator generator) {
            // white may come out of a sum of weights a rounding above 1
            Tensor p = levels.clamp(0, 1).to(generator.device());
            return Random.bernoulli(p, generator).to(levels.device());
        }

        @Override
        public Support support() {
            return Support.BINARY;
        }
    }
}
