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
    /// @param fullFrom    share of the run after which all levels take part, within `[0, 1]`
    /// @param coarseScale share of height and width with one level, within `(0, 1]`
    /// @param steps       of the whole run, at least 1
    record Progressive(double fullFrom, double coarseScale, long steps) implements HierarchyMode {

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
            if (steps < 1) {
                throw new IllegalArgumentException("steps: " + steps + " (expected: >= 1)");
            }
        }

        @Override
        public int active(long step, int count) {
            int active = 1;
            while (active < count && step >= steps * fullFrom * active / (count - 1)) {
                active++;
            }
            return active;
        }

        @Override
        public double scale(int active, int count) {
            return active == count
                    ? 1
                    : coarseScale + (1 - coarseScale) * (active - 1) / (count - 1);
        }
    }
}
