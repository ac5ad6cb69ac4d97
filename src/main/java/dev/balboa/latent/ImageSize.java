package dev.balboa.latent;

/// Size of the gray images whose pixels are the columns of a table, row after row.
///
/// @param height rows of an image, at least 1
/// @param width  columns of an image, at least 1
public record ImageSize(int height, int width) {

    /// Checks the sizes.
    ///
    /// @throws IllegalArgumentException when a side is below 1
    public ImageSize {
        Check.atLeast("height", height, 1);
        Check.atLeast("width", width, 1);
    }

    /// A square.
    ///
    /// @param side rows and columns
    /// @return the size
    public static ImageSize of(int side) {
        return new ImageSize(side, side);
    }

    /// Number of pixels.
    ///
    /// @return `height · width`
    public int pixels() {
        return Math.multiplyExact(height, width);
    }

    /// Two halvings lie between the image and the innermost maps of the convolutional networks.
    void requireQuarters() {
        if (height % 4 != 0 || width % 4 != 0) {
            throw new IllegalArgumentException(
                    "size: " + height + "x" + width + " (expected: both sides multiples of 4)");
        }
    }
}
