package dev.balboa.data;

/// Inverts the levels from a threshold on, `x ≥ threshold → 1 − x`, with probability `p`.
///
/// @param threshold level in `[0, 1]`
/// @param p         probability in `[0, 1]`
public record RandomSolarize(double threshold, double p) implements Transform {

    /// Checks the ranges.
    ///
    /// @throws IllegalArgumentException naming the component that is out of range
    public RandomSolarize {
        if (!(threshold >= 0 && threshold <= 1)) {
            throw new IllegalArgumentException(
                    "threshold: " + threshold + " (expected: within [0, 1])");
        }
        Check.probability("p", p);
    }

    /// Threshold ½: what the papers state, and the same as Pillow's 128 of 255 on 8-bit levels,
    /// since 127/255 < ½ < 128/255. Levels between these two, which only an image in floats has, go
    /// where rounding to 8 bits would put them.
    ///
    /// @param p probability in `[0, 1]`
    /// @return the transform
    public static RandomSolarize of(double p) {
        return new RandomSolarize(0.5, p);
    }
}
