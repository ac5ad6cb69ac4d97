package dev.balboa.data;

import java.awt.image.Raster;

/// Four-component JPEG samples to RGB, as Pillow converts them: samples are taken as Adobe stores
/// them, inverted (255 is no ink), YCCK is brought to CMY by the JFIF equations, and red is `(255 −
/// K) · (255 − C) / 255`, green and blue alike with M and Y. No colour profile is applied.
final class Cmyk implements Picture {

    private static final int FULL = 255;
    private static final int BANDS = 4;

    private final Raster samples;
    private final boolean ycck;
    private final int[] line;
    private final int[] light = new int[Image.CHANNELS];

    /// @param samples the file's samples, four bands of 8 bits, not converted
    /// @param ycck    whether the first three bands are YCbCr
    Cmyk(Raster samples, boolean ycck) {
        this.samples = samples;
        this.ycck = ycck;
        this.line = new int[Math.max(samples.getWidth(), samples.getHeight()) * BANDS];
    }

    @Override
    public int width() {
        return samples.getWidth();
    }

    @Override
    public int height() {
        return samples.getHeight();
    }

    @Override
    public void row(int y, byte[] rgb) {
        samples.getPixels(0, y, width(), 1, line);
        convert(width(), rgb);
    }

    @Override
    public void column(int x, byte[] rgb) {
        samples.getPixels(x, 0, 1, height(), line);
        convert(height(), rgb);
    }

    private void convert(int pixels, byte[] rgb) {
        int at = 0;
        for (int pixel = 0; pixel < pixels * BANDS; pixel += BANDS) {
            if (ycck) {
                fromYcck(line[pixel], line[pixel + 1], line[pixel + 2], light);
            } else {
                System.arraycopy(line, pixel, light, 0, Image.CHANNELS);
            }
            int white = line[pixel + 3];
            for (int c = 0; c < Image.CHANNELS; c++) {
                rgb[at++] = (byte) Math.max(0, white - product(FULL - light[c], white));
            }
        }
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
