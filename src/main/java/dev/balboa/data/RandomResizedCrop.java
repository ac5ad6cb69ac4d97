package dev.balboa.data;

/// Cuts a random rectangle out of the image and resizes it to `size × size`.
///
/// Up to ten times: draw an area `A · U(minScale, maxScale)` of the image's area `A` and an aspect
/// ratio `exp U(ln minRatio, ln maxRatio)`; width `round(√(area · ratio))`, height `round(√(area /
/// ratio))`; a rectangle that fits is placed uniformly. If none fits, the largest centred rectangle
/// whose ratio is within bounds is taken. The resize is antialiased: when it shrinks, the kernel
/// widens by the factor.
///
/// @param size     side of the result in pixels, at least 1
/// @param minScale smallest part of the area, above 0
/// @param maxScale largest part of the area, at most 1
/// @param minRatio smallest width / height, above 0
/// @param maxRatio largest width / height
/// @param interpolation bilinear (torchvision's default) or bicubic
public record RandomResizedCrop(
        int size,
        double minScale,
        double maxScale,
        double minRatio,
        double maxRatio,
        Interpolation interpolation)
        implements Transform {

    /// Checks the ranges.
    ///
    /// @throws IllegalArgumentException naming the component that is out of range
    public RandomResizedCrop {
        Check.atLeast("size", size, 1);
        Check.ordered("scale", minScale, maxScale);
        if (!(minScale > 0 && maxScale <= 1)) {
            throw new IllegalArgumentException(
                    "scale: " + minScale + ".." + maxScale + " (expected: within (0, 1])");
        }
        Check.ordered("ratio", minRatio, maxRatio);
        if (!(minRatio > 0) || Double.isInfinite(maxRatio)) {
            throw new IllegalArgumentException(
                    "ratio: " + minRatio + ".." + maxRatio + " (expected: positive and finite)");
        }
        Interpolation.checkSmooth(interpolation);
    }

    /// A bilinear crop.
    ///
    /// @param size     side of the result in pixels
    /// @param minScale smallest part of the area
    /// @param maxScale largest part of the area
    /// @param minRatio smallest width / height
    /// @param maxRatio largest width / height
    public RandomResizedCrop(
            int size, double minScale, double maxScale, double minRatio, double maxRatio) {
        this(size, minScale, maxScale, minRatio, maxRatio, Interpolation.BILINEAR);
    }

    /// A bilinear crop with torchvision's aspect ratios 3/4 to 4/3 and the whole image as largest
    /// area.
    ///
    /// @param size     side of the result in pixels
    /// @param minScale smallest part of the area
    /// @return the transform
    public static RandomResizedCrop of(int size, double minScale) {
        return new RandomResizedCrop(size, minScale, 1.0, 3.0 / 4.0, 4.0 / 3.0);
    }

    /// The same crop resized in another way.
    ///
    /// @param other bilinear or bicubic
    /// @return a copy
    public RandomResizedCrop with(Interpolation other) {
        return new RandomResizedCrop(size, minScale, maxScale, minRatio, maxRatio, other);
    }
}
