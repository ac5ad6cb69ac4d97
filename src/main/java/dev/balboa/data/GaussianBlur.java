package dev.balboa.data;

/// Blurs with a Gaussian of random width, with probability `p`: torchvision's
/// `RandomApply([GaussianBlur(kernel_size, sigma)], p)`.
///
/// `σ ~ U(minSigma, maxSigma)`; the kernel is `w_i ∝ exp(−i² / 2σ²)` for `|i| ≤ (kernelSize − 1) /
/// 2`, summing to 1, along both axes; outside, the image is mirrored without repeating the edge.
/// That needs `(kernelSize − 1) / 2` to be less than each side, otherwise the image is refused when
/// its view is drawn.
///
/// Pipelines written for Pillow call `ImageFilter.GaussianBlur(radius=σ)`, which approximates the
/// whole Gaussian by three box blurs and repeats the edge. [#of(int, double)] is the nearest
/// definition here.
///
/// @param kernelSize number of taps, odd, at least 1
/// @param minSigma   least standard deviation in pixels, above 0
/// @param maxSigma   largest standard deviation in pixels
/// @param p          probability in `[0, 1]`
public record GaussianBlur(int kernelSize, double minSigma, double maxSigma, double p)
        implements Transform {

    private static final int FULL = 23;

    /// Checks the ranges.
    ///
    /// @throws IllegalArgumentException naming the component that is out of range
    public GaussianBlur {
        if (kernelSize < 1 || kernelSize % 2 == 0) {
            throw new IllegalArgumentException(
                    "kernelSize: " + kernelSize + " (expected: odd and >= 1)");
        }
        Check.ordered("sigma", minSigma, maxSigma);
        if (!(minSigma > 0) || Double.isInfinite(maxSigma)) {
            throw new IllegalArgumentException(
                    "sigma: " + minSigma + ".." + maxSigma + " (expected: positive and finite)");
        }
        Check.probability("p", p);
    }

    /// `σ ~ U(0.1, 2)` with 23 taps, or as many as a smaller view allows. At 23 taps and `σ ≤ 2`
    /// less than 10⁻⁷ of the Gaussian is cut off, so this stands for the pipelines that give only
    /// σ.
    ///
    /// @param size side of the view in pixels, at least 1
    /// @param p    probability in `[0, 1]`
    /// @return the transform
    public static GaussianBlur of(int size, double p) {
        Check.atLeast("size", size, 1);
        return new GaussianBlur(Math.min(FULL, Math.min(size, FULL) * 2 - 1), 0.1, 2, p);
    }

    /// SimCLR's: `σ ~ U(0.1, 2)`, kernel a tenth of the view's side, made odd as `2⌊⌊size / 10⌋ /
    /// 2⌋ + 1`: 23 at 224 pixels, 3 at 32, and 1, which changes nothing, below 20.
    ///
    /// @param size side of the view in pixels, at least 1
    /// @param p    probability in `[0, 1]`
    /// @return the transform
    public static GaussianBlur simClr(int size, double p) {
        Check.atLeast("size", size, 1);
        return new GaussianBlur(size / 10 / 2 * 2 + 1, 0.1, 2, p);
    }
}
