package dev.balboa.data;

import java.util.Arrays;
import java.util.Objects;

/// One decoded colour picture, 8 bits per channel.
///
/// The array is not copied, neither in nor out: an image of a dataset is shared by all its readers
/// and must not be written to.
///
/// @param width  pixels per row, at least 1
/// @param height rows, at least 1
/// @param rgb    `height × width × 3` bytes, rows from the top, red green blue interleaved (HWC),
///     each byte an unsigned level 0–255
public record Image(int width, int height, byte[] rgb) {

    /// Number of colour channels of every image.
    public static final int CHANNELS = 3;

    /// Checks the sizes against each other.
    ///
    /// @throws IllegalArgumentException when a side is below 1 or the array has another length
    public Image {
        Objects.requireNonNull(rgb, "rgb");
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException(
                    "image: " + width + "x" + height + " (expected: both sides >= 1)");
        }
        if ((long) width * height * CHANNELS != rgb.length) {
            throw new IllegalArgumentException(
                    "rgb: "
                            + rgb.length
                            + " bytes (expected: "
                            + (long) width * height * CHANNELS
                            + " for "
                            + width
                            + "x"
                            + height
                            + ")");
        }
    }

    /// The level of one channel of one pixel.
    ///
    /// @param x       column, from the left
    /// @param y       row, from the top
    /// @param channel 0 red, 1 green, 2 blue
    /// @return 0–255
    public int level(int x, int y, int channel) {
        Objects.checkIndex(x, width);
        Objects.checkIndex(y, height);
        Objects.checkIndex(channel, CHANNELS);
        return rgb[(y * width + x) * CHANNELS + channel] & 0xFF;
    }

    /// Equal when the sizes and every level are equal.
    @Override
    public boolean equals(Object other) {
        return other instanceof Image(int w, int h, byte[] levels)
                && w == width
                && h == height
                && Arrays.equals(levels, rgb);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * width + height) + Arrays.hashCode(rgb);
    }

    @Override
    public String toString() {
        return "Image[" + width + "x" + height + "]";
    }
}
