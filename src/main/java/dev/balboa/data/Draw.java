package dev.balboa.data;

import java.util.List;

/// One operation with its values: what a [Transform] became for one view of one sample. Plain
/// numbers, so that any executor can apply them.
sealed interface Draw {

    /// Cut out `height` rows from `top` and `width` columns from `left`, resize to `outHeight ×
    /// outWidth`.
    record Crop(
            int top,
            int left,
            int height,
            int width,
            int outHeight,
            int outWidth,
            Interpolation interpolation)
            implements Draw {

        /// To `size × size`, bilinear.
        Crop(int top, int left, int height, int width, int size) {
            this(top, left, height, width, size, size, Interpolation.BILINEAR);
        }
    }

    /// Add pixels on the four sides.
    record Pad(int top, int left, int bottom, int right, PaddingMode mode) implements Draw {}

    /// Mirror left to right.
    record Flip() implements Draw {}

    /// Mirror top to bottom.
    record VerticalFlip() implements Draw {}

    /// Turn counter-clockwise about the centre.
    record Rotate(double degrees, Interpolation interpolation, double fill) implements Draw {}

    /// `clamp(factor · x)`.
    record Brightness(double factor) implements Draw {}

    /// `clamp(factor · x + (1 − factor) · mean(gray))`.
    record Contrast(double factor) implements Draw {}

    /// `clamp(factor · x + (1 − factor) · gray(x))`.
    record Saturation(double factor) implements Draw {}

    /// Turn the hue by `turns`, in `[-0.5, 0.5]`.
    record Hue(double turns) implements Draw {}

    /// All channels to the gray level.
    record Gray() implements Draw {}

    /// Gaussian of standard deviation `sigma` on `kernelSize` taps, mirrored at the edge.
    record Blur(int kernelSize, double sigma) implements Draw {}

    /// `x ≥ threshold → 1 − x`.
    record Solarize(double threshold) implements Draw {}

    /// Flatten the histogram of each channel.
    record Equalize() implements Draw {}

    /// `(x − mean) / std` per channel.
    record Standardize(List<Double> mean, List<Double> std) implements Draw {}
}
