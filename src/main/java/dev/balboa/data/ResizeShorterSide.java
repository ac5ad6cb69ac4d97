package dev.balboa.data;

/// Resizes so that the shorter side has `size` pixels and the aspect ratio stays, with
/// antialiasing. Nothing is drawn. This is torchvision's `Resize(size, max_size)`.
///
/// The longer side becomes `⌊size · longer / shorter⌋`. Where that is more than `maxSize`, it
/// becomes `maxSize` and the shorter side `⌊maxSize · size / longer⌋` of the new sides, at least 1.
///
/// @param size          shorter side of the result in pixels, at least 1
/// @param maxSize       most that the longer side may become, above `size`; [#UNLIMITED] for any
/// @param interpolation bilinear or bicubic
public record ResizeShorterSide(int size, int maxSize, Interpolation interpolation)
        implements Transform {

    /// No limit for the longer side.
    public static final int UNLIMITED = Integer.MAX_VALUE;

    /// Checks the sizes.
    ///
    /// @throws IllegalArgumentException naming the component that is out of range
    public ResizeShorterSide {
        Check.atLeast("size", size, 1);
        if (maxSize <= size) {
            throw new IllegalArgumentException(
                    "maxSize: " + maxSize + " (expected: > " + size + ", the shorter side)");
        }
        Interpolation.checkSmooth(interpolation);
    }

    /// Bilinear, without a limit for the longer side.
    ///
    /// @param size shorter side of the result in pixels
    /// @return the transform
    public static ResizeShorterSide of(int size) {
        return new ResizeShorterSide(size, UNLIMITED, Interpolation.BILINEAR);
    }
}
