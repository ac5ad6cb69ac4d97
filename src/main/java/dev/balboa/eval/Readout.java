package dev.balboa.eval;

/// How well one factor can be read from features.
///
/// @param r2      `1 − Σ (y − ŷ)² / Σ (y − ȳ)²` over rows that were not learned from, summed over
///     the factor's columns; at most 1, below 0 where the mean would have been a better guess, NaN
///     where the factor does not vary over these rows
/// @param penalty that was chosen
public record Readout(double r2, double penalty) {

    /// Below this a factor counts as not readable.
    public static final double MEASURABLE = 0.1;

    /// Whether the factor can be read from these features at all.
    ///
    /// @return `r2 ≥ 0.1`; false for NaN
    public boolean isMeasurable() {
        return r2 >= MEASURABLE;
    }
}
