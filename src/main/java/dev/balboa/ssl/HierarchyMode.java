package dev.balboa.ssl;

/// How the levels of [HierarchicalContrastive] are trained together.
public sealed interface HierarchyMode {

    /// Whether gradients stop between levels.
    ///
    /// @return true where each level trains its own stages only
    default boolean isolated() {
        return false;
    }

    /// The levels that take part in a step.
    ///
    /// @param step  steps taken before
    /// @param count levels in all
    /// @return the first so many, at least 1
    default int active(long step, int count) {
        return count;
    }

    /// When a level joins.
    ///
    /// @param index 0 for the coarsest
    /// @param count levels in all
    /// @return the number of steps before it takes part
    default long joins(int index, int count) {
        return 0;
    }

    /// How fast a level goes on learning once a finer one has joined.
    ///
    /// @return factor of its learning rate, within `[0, 1]`; at 0 it is frozen
    default double earlierRate() {
        return 1;
    }

    /// The share of height and width that the views keep in a step.
    ///
    /// @param active levels that take part
    /// @param count  levels in all
    /// @return within `(0, 1]`
    default double scale(int active, int count) {
        return 1;
    }

    /// All levels at once, the gradient of each reaching back to the images.
    record Joint() implements HierarchyMode {}

    /// All levels at once, but a level takes what the one before gives without passing gradients
    /// on: Greedy InfoMax's modules.
    record Greedy() implements HierarchyMode {

        @Override
        public boolean isolated() {
            return true;
        }
    }

    /// One level more from phase to phase, on views that grow with them. Stages whose level has not
    /// joined yet are neither computed nor trained, which is what saves time; until then the
    /// backbone's features pass through stages at their initial values.
    ///
    /// Level `k` of `K`, counted from 0, joins after the share `fullFrom · k / (K − 1)` of the
    /// steps. With `k` levels the views keep the share `coarseScale + (1 − coarseScale) (k − 1) /
    /// (K − 1)` of their height and width.
    ///
    /// Earlier levels go on learning at `earlierRate` of their rate. At 0 they are frozen: their
    /// stages are computed without gradients and they have no loss any more, which saves more time.
    ///
    /// @param fullFrom    share of the run after which all levels take part, within `[0, 1]`
    /// @param coarseScale share of height and width with one level, within `(0, 1]`
    /// @param earlierRate factor of the learning rate of the levels before the newest, within `[0,
    ///     1]`
    /// @param steps       of the whole run, at least 1
    record Progressive(double fullFrom, double coarseScale, double earlierRate, long steps)
            implements HierarchyMode {

        /// Checks the ranges.
        ///
        /// @throws IllegalArgumentException naming the component that is out of range
        public Progressive {
            if (!(fullFrom >= 0 && fullFrom <= 1)) {
                throw new IllegalArgumentException(
                        "fullFrom: " + fullFrom + " (expected: within [0, 1])");
            }
            if (!(coarseScale > 0 && coarseScale <= 1)) {
                throw new IllegalArgumentException(
                        "coarseScale: " + coarseScale + " (expected: within (0, 1])");
            }
            if (!(earlierRate >= 0 && earlierRate <= 1)) {
                throw new IllegalArgumentException(
                        "earlierRate: " + earlierRate + " (expected: within [0, 1])");
            }
            if (steps < 1) {
                throw new IllegalArgumentException("steps: " + steps + " (expected: >= 1)");
            }
        }

        @Override
        public int active(long step, int count) {
            int active = 1;
            while (active < count && step >= joins(active, count)) {
                active++;
            }
            return active;
        }

        @Override
        public long joins(int index, int count) {
            return index == 0 ? 0 : (long) Math.ceil(steps * fullFrom * index / (count - 1));
        }

        @Override
        public double scale(int active, int count) {
            return active == count
                    ? 1
                    : coarseScale + (1 - coarseScale) * (active - 1) / (count - 1);
        }
    }
}
