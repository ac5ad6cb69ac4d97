package dev.balboa.data;

/// Cuts a random rectangle out of the image and resizes it to `size × size`.
///
/// Up to ten times: draw an area `A · U(minScale, maxScale)` of the image's area `A` and an aspect
/// ratio `exp U(ln minRatio, ln maxRatio)`; width `round(√(area · ratio))`, height `round(√(area /
/// ratio))`; a rectangle that fits is placed uniformly. If none fits, the largest centred rectangle
/// whose ratio is within bounds is taken. The resize is bilinear with antialiasing: when it
/// shrinks, the triangle filter widens by the factor.
///
/// @param size     side of the result in pixels, at least 1
/// @param minScale smallest part of the area, above 0
/// @param maxScale largest part of the area, at most 1
/// @param minRatio smallest width / height, above 0
/// @param maxRatio largest width / height
public record RandomResizedCrop(
        int size, double minScale, double maxScale, double minRatio, double maxRatio)
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
    }

    /// A crop with torchvision's aspect ratios 3/4 to 4/3 and the whole image as largest area.
    ///
    /// @param size     side of the result in pixels
    /// @param minScale smallest part of the area
    /// @return the transform
    public static RandomResizedCrop of(int size, double minScale) {
        return new RandomResizedCrop(size, minScale, 1.0, 3.0 / 4.0, 4.0 / 3.0);
    }
}
