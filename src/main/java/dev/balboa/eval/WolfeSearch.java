package dev.balboa.eval;

import java.util.Optional;
import java.util.function.DoubleFunction;

/// Finds a step `t` along a direction of descent that meets the strong Wolfe conditions
///
/// ```text
/// φ(t) ≤ φ(0) + 1e-4 · t · φ'(0)         enough decrease
/// |φ'(t)| ≤ 0.9 · |φ'(0)|                enough flattening
/// ```
///
/// by growing a bracket and shrinking it with cubic interpolation. Nocedal and Wright, *Numerical
/// Optimization*, 2nd ed., algorithms 3.5 and 3.6. Close to a minimum the values of `φ` differ by
/// rounding only while its slopes are still exact, so a decrease may be missed by a few units in
/// the last place.
///
/// @param value φ(0)
/// @param slope φ'(0), below 0
record WolfeSearch(double value, double slope) {

    static final double DECREASE = 1e-4;
    static final double FLATTENING = 0.9;

    private static final int MOST_TRIALS = 40;
    private static final double GROWTH = 2;

    /// Share of the bracket that a trial stays away from its ends, so that it shrinks every time.
    private static final double MARGIN = 0.1;

    /// A step that was tried.
    ///
    /// @param t     length along the direction
    /// @param value φ(t)
    /// @param slope φ'(t)
    /// @param point what was evaluated there; null for `t` = 0
    record Trial(double t, double value, double slope, Lbfgs.Point point) {}

    /// Searches.
    ///
    /// @param trials evaluates a step
    /// @param first  step to try first, above 0
    /// @return a step within the conditions; where precision does not allow one, the best that
    ///     decreases; empty when none does
    Optional<Trial> along(DoubleFunction<Trial> trials, double first) {
        Trial before = new Trial(0, value, slope, null);
        double t = first;
        for (int i = 0; i < MOST_TRIALS; i++) {
            Trial trial = trials.apply(t);
            if (isTooHigh(trial) || i > 0 && trial.value() >= before.value() + rounding()) {
                return shrink(trials, before, trial);
            }
            if (isFlat(trial)) {
                return Optional.of(trial);
            }
            if (trial.slope() >= 0) {
                return shrink(trials, trial, before);
            }
            before = trial;
            t *= GROWTH;
        }
        return Optional.of(before).filter(best -> best.point() != null);
    }

    /// @param low  the end that decreases enough and has the lower value; the slope there points
    ///     into the bracket
    /// @param high the other end
    private Optional<Trial> shrink(DoubleFunction<Trial> trials, Trial low, Trial high) {
        for (int i = 0; i < MOST_TRIALS; i++) {
            Trial trial = trials.apply(between(low, high));
            if (isTooHigh(trial) || trial.value() >= low.value() + rounding()) {
                high = trial;
                continue;
            }
            if (isFlat(trial)) {
                return Optional.of(trial);
            }
            if (trial.slope() * (high.t() - low.t()) >= 0) {
                high = low;
            }
            low = trial;
        }
        return Optional.of(low).filter(best -> best.point() != null);
    }

    private double rounding() {
        return 4 * Math.ulp(value);
    }

    private boolean isTooHigh(Trial trial) {
        // also where it is NaN
        return !(trial.value() <= value + DECREASE * trial.t() * slope + rounding());
    }

    private boolean isFlat(Trial trial) {
        return Math.abs(trial.slope()) <= -FLATTENING * slope;
    }

    /// Minimum of the cubic with both values and slopes (equation 3.59), kept away from the ends;
    /// the middle where there is none.
    private static double between(Trial a, Trial b) {
        double width = b.t() - a.t();
        double d1 = a.slope() + b.slope() - 3 * (b.value() - a.value()) / width;
        double d2 = Math.signum(width) * Math.sqrt(d1 * d1 - a.slope() * b.slope());
        double share = 1 - (b.slope() + d2 - d1) / (b.slope() - a.slope() + 2 * d2);
        if (!Double.isFinite(share)) {
            share = 0.5;
        }
        return a.t() + width * Math.clamp(share, MARGIN, 1 - MARGIN);
    }
}
