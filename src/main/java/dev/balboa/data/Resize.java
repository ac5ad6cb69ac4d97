package dev.balboa.data;

/// Resizes the whole image to `height × width`, with antialiasing, without keeping the aspect
/// ratio; an image of that size passes unchanged. Nothing is drawn. This is torchvision's
/// `Resize((height, width))`; its `Resize(size)` is [ResizeShorterSide].
///
/// @param height        rows of the result, at least 1
/// @param width         pixels per row of the result, at least 1
/// @param interpolation bilinear or bicubic
public record Resize(int height, int width, Interpolation interpolation) implements Transform {

    /// Checks the sizes.
    ///
    /// @throws IllegalArgumentException when a side is below 1, or the interpolation is nearest
    public Resize {
        Check.atLeast("height", height, 1);
        Check.atLeast("width", width, 1);
        Interpolation.checkSmooth(interpolation);
    }

    /// To `size × size`, bilinear.
    ///
    /// @param size side of the result in pixels, at least 1
    /// @throws IllegalArgumentException when `size` is below 1
    public Resize(int size) {
        this(checked(size), size, Interpolation.BILINEAR);
    }

    private static int checked(int size) {
        Check.atLeast("size", size, 1);
        return size;
    }
}
