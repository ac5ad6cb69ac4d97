package dev.balboa.data;

/// Sets the three channels to `0.2989 R + 0.587 G + 0.114 B` with probability `p`.
///
/// The weights are those of torchvision's `rgb_to_grayscale` (ITU-R 601 with the first one cut to
/// four digits, so that white becomes 0.9999).
///
/// @param p probability in `[0, 1]`
public record RandomGrayscale(double p) implements Transform {

    /// Checks the probability.
    ///
    /// @throws IllegalArgumentException when `p` is outside `[0, 1]`
    public RandomGrayscale {
        Check.probability("p", p);
    }
}
