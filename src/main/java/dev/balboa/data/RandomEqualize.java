package dev.balboa.data;

/// Flattens the histogram of each channel, with probability `p`.
///
/// The definition is Pillow's and torchvision's on 256 levels, so float levels are first put into
/// bins `k = ⌊255.999 x⌋`, as torchvision does; a level that came from 8 bits keeps its number.
/// With `h(k)` the histogram, `H` its running sum, `m` the brightest level present and `s =
/// ⌊(H(255) − h(m)) / 255⌋`: `k ← min(255, ⌊(H(k − 1) + ⌊s / 2⌋) / s⌋)`. Where `s = 0` (fewer than
/// 255 pixels below the brightest level, for example) the channel stays as it is in bins. The
/// result is `k / 255`.
///
/// @param p probability in `[0, 1]`
public record RandomEqualize(double p) implements Transform {

    /// Checks the probability.
    ///
    /// @throws IllegalArgumentException when `p` is outside `[0, 1]`
    public RandomEqualize {
        Check.probability("p", p);
    }
}
