package dev.balboa.data;

/// Changes brightness, contrast, saturation and hue, in an order drawn anew each time, with
/// probability `p`.
///
/// With `clamp` to `[0, 1]`, `x` a level and `gray(x) = 0.2989 R + 0.587 G + 0.114 B`:
/// - brightness: `clamp(f·x)`, `f ~ U(max(0, 1 − brightness), 1 + brightness)`
/// - contrast: `clamp(f·x + (1 − f)·m)`, `m` the mean of `gray` over the image, `f` likewise
/// - saturation: `clamp(f·x + (1 − f)·gray(x))`, `f` likewise
/// - hue: to HSV, `H ← (H + s) mod 1`, back to RGB, `s ~ U(−hue, hue)`
///
/// An amplitude of 0 leaves its operation out. This is torchvision's `RandomApply([ColorJitter(…)],
/// p)`.
///
/// @param brightness amplitude, at least 0
/// @param contrast   amplitude, at least 0
/// @param saturation amplitude, at least 0
/// @param hue        amplitude in turns, `0 … 0.5`
/// @param p          probability that the image is changed at all, in `[0, 1]`
public record ColorJitter(
        double brightness, double contrast, double saturation, double hue, double p)
        implements Transform {

    /// Checks the amplitudes.
    ///
    /// @throws IllegalArgumentException naming the component that is out of range
    public ColorJitter {
        Check.amplitude("brightness", brightness);
        Check.amplitude("contrast", contrast);
        Check.amplitude("saturation", saturation);
        if (!(hue >= 0 && hue <= 0.5)) {
            throw new IllegalArgumentException("hue: " + hue + " (expected: within [0, 0.5])");
        }
        Check.probability("p", p);
    }
}
