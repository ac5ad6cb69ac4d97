package dev.balboa.data;

/// Mirrors the image left to right with probability `p`.
///
/// @param p probability in `[0, 1]`
public record RandomHorizontalFlip(double p) implements Transform {

    /// Checks the probability.
    ///
    /// @throws IllegalArgumentException when `p` is outside `[0, 1]`
    public RandomHorizontalFlip {
        Check.probability("p", p);
    }
}
