package dev.balboa.data;

/// Mirrors the image top to bottom with probability `p`.
///
/// @param p probability in `[0, 1]`
public record RandomVerticalFlip(double p) implements Transform {

    /// Checks the probability.
    ///
    /// @throws IllegalArgumentException when `p` is outside `[0, 1]`
    public RandomVerticalFlip {
        Check.probability("p", p);
    }
}
