package dev.balboa.optim;

/// How the learning rate changes: a factor on the base rate, once per step.
public sealed interface Schedule {

    /// The factor for a step.
    ///
    /// @param step number of steps taken before this one, 0 for the first
    /// @return factor on the base learning rate, at least 0
    double factor(long step);

    /// Always 1.
    record Constant() implements Schedule {

        @Override
        public double factor(long step) {
            return 1;
        }
    }

    /// Half a cosine from 1 towards 0: `(1 + cos(π · step / steps)) / 2`.
    ///
    /// The first step has factor 1, the last, `step = steps − 1`, still a little more than 0; from
    /// `step = steps` on, where no step of a run falls, it is 0. This is PyTorch's
    /// `CosineAnnealingLR` stepped once per batch, and the definition of SimSiam's code, which
    /// evaluates it once per epoch. Loshchilov and Hutter, *SGDR*, 2017.
    ///
    /// @param steps steps of the whole run, at least 1
    record Cosine(long steps) implements Schedule {

        /// Checks the range.
        ///
        /// @throws IllegalArgumentException when `steps` is below 1
        public Cosine {
            if (steps < 1) {
                throw new IllegalArgumentException("steps: " + steps + " (expected: >= 1)");
            }
        }

        @Override
        public double factor(long step) {
            return step >= steps ? 0 : (1 + Math.cos(Math.PI * step / steps)) / 2;
        }
    }
}
