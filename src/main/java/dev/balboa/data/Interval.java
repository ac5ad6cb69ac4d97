package dev.balboa.data;

/// A closed interval of reals; a single point when both ends are equal.
///
/// @param low  lower end, finite
/// @param high upper end, finite, at least `low`
public record Interval(double low, double high) {

    /// Checks the ends.
    ///
    /// @throws IllegalArgumentException when an end is not finite or they are in the wrong order
    public Interval {
        Check.ordered("interval", low, high);
        if (Double.isInfinite(low) || Double.isInfinite(high)) {
            throw new IllegalArgumentException(
                    "interval: " + low + ".." + high + " (expected: finite)");
        }
    }

    /// Whether a value lies inside, ends included.
    ///
    /// @param value any
    /// @return true inside
    public boolean contains(double value) {
        return value >= low && value <= high;
    }

    double draw(CounterRandom random) {
        return random.uniform(low, high);
    }
}
