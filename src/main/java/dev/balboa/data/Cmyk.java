package dev.balboa.data;

import java.awt.image.Raster;

/// Four-component JPEG samples to RGB, as Pillow converts them: samples are taken as Adobe stores
/// them, inverted (255 is no ink), YCCK is brought to CMY by the JFIF equations, and red is `(255 −
/// K) · (255 − C) / 255`, green and blue alike with M and Y. No colour profile is applied.
final class Cmyk {

    private static final int FULL = 255;

    private Cmyk() {}

    /// @param samples the file's samples, four bands of 8 bits, not converted
    /// @param ycck    whether the first three bands are YCbCr
    static Image toRgb(Raster samples, boolean ycck) {
        int width = samples.getWidth();
        int height = samples.getHeight();
        byte[] rgb = new byte[width * height * Image.CHANNELS];
        int[] row = new int[width * 4];
        int[] light = new int[Image.CHANNELS];
        int at = 0;
        for (int y = 0; y < height; y++) {
            samples.getPixels(0, y, width, 1, row);
            for (int x = 0; x < width; x++) {
                int pixel = 4 * x;
                if (ycck) {
                    fromYcck(row[pixel], row[pixel + 1], row[pixel + 2], light);
                } else {
                    System.arraycopy(row, pixel, light, 0, Image.CHANNELS);
                }
                int white = row[pixel + 3];
                for (int c = 0; c < Image.CHANNELS; c++) {
                    rgb[at++] = (byte) Math.max(0, white - product(FULL - light[c], white));
                }
            }
        }
        return new Image(width, height, rgb);
    }

    /// Inverted inks from YCbCr, whose red, green and blue stand for the inks themselves.
    private static void fromYcck(int y, int cb, int cr, int[] light) {
        light[0] = FULL - clipped(y + 1.402 * (cr - 128));
        light[1] = FULL - clipped(y - 0.344136 * (cb - 128) - 0.714136 * (cr - 128));
        light[2] = FULL - clipped(y + 1.772 * (cb - 128));
    }

    private static int clipped(double level) {
        return (int) Math.clamp(Math.rint(level), 0, FULL);
    }

    /// `a · b / 255`, rounded.
    private static int product(int a, int b) {
        return (2 * a * b + FULL) / (2 * FULL);
    }
}
