package dev.balboa.optim;

import java.util.List;
import java.util.Objects;

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

    /// Another schedule, times a number: for parameters whose rate is a multiple of the others'.
    ///
    /// @param scale above 0
    /// @param of    the other schedule
    record Scaled(double scale, Schedule of) implements Schedule {

        /// Checks the range.
        ///
        /// @throws IllegalArgumentException when `scale` is not above 0 or not finite
        public Scaled {
            Check.positive("scale", scale);
            Objects.requireNonNull(of, "of");
        }

        @Override
        public double factor(long step) {
            return scale * of.factor(step);
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
            Check.atLeast("steps", steps, 1);
        }

        @Override
        public double factor(long step) {
            return step >= steps ? 0 : (1 + Math.cos(Math.PI * step / steps)) / 2;
        }
    }

    /// A straight line from 0 up to the first factor of another schedule, then that schedule:
    /// `(step + 1) / steps · then(0)`, and `then(step − steps)` from `step = steps` on.
    ///
    /// The first step is `1 / steps` and not 0, so that it is not wasted; Goyal et al., *Accurate,
    /// Large Minibatch SGD*, 2017, section 2.2, with a start near 0. PyTorch: `SequentialLR` of
    /// `LinearLR(1 / steps, 1, steps − 1)` and the other.
    ///
    /// @param steps steps of the rise, at least 1
    /// @param then  what follows; its step 0 is the first after the rise
    record WarmUp(long steps, Schedule then) implements Schedule {

        /// Checks the range.
        ///
        /// @throws IllegalArgumentException when `steps` is below 1
        public WarmUp {
            Check.atLeast("steps", steps, 1);
            Objects.requireNonNull(then, "then");
        }

        @Override
        public double factor(long step) {
            return step < steps ? (step + 1.0) / steps * then.factor(0) : then.factor(step - steps);
        }
    }

    /// A factor of `gamma` more at each milestone: `gamma ^ (milestones ≤ step)`. PyTorch:
    /// `MultiStepLR`.
    ///
    /// @param milestones steps at which the rate changes, ascending, at least 1
    /// @param gamma      what it is multiplied with, above 0
    record Steps(List<Long> milestones, double gamma) implements Schedule {

        /// Copies the list and checks the ranges.
        ///
        /// @throws IllegalArgumentException when the milestones do not ascend or `gamma` is not
        ///     positive
        public Steps {
            milestones = List.copyOf(milestones);
            Check.positive("gamma", gamma);
            long before = 0;
            for (long milestone : milestones) {
                if (milestone <= before) {
                    throw new IllegalArgumentException(
                            "milestones: " + milestones + " (expected: ascending, from 1 on)");
                }
                before = milestone;
            }
        }

        @Override
        public double factor(long step) {
            return Math.pow(gamma, milestones.stream().filter(m -> m <= step).count());
        }
    }

    /// A straight line: `start + (end − start) · min(step, steps) / steps`. PyTorch: `LinearLR`.
    ///
    /// @param start factor of the first step, at least 0
    /// @param end   factor from `step = steps` on, at least 0
    /// @param steps length of the line, at least 1
    record Linear(double start, double end, long steps) implements Schedule {

        /// Checks the ranges.
        ///
        /// @throws IllegalArgumentException naming the component that is out of range
        public Linear {
            Check.atLeastZero("start", start);
            Check.atLeastZero("end", end);
            Check.atLeast("steps", steps, 1);
        }

        @Override
        public double factor(long step) {
            return start + (end - start) * Math.min(step, steps) / steps;
        }
    }
}
