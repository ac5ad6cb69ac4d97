package dev.balboa.data;

import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.Raster;

/// Lines of what the JDK decoded, as 8-bit RGB: gray three times, without alpha, of 16 bits the
/// upper 8.
abstract sealed class BufferedPicture implements Picture {

    private final int width;
    private final int height;

    private BufferedPicture(BufferedImage image) {
        width = image.getWidth();
        height = image.getHeight();
    }

    static BufferedPicture of(BufferedImage image) {
        return image.getColorModel() instanceof ComponentColorModel
                ? new Samples(image)
                : new PackedPixels(image);
    }

    /// Reads a rectangle, row by row.
    abstract void read(int x, int y, int columns, int rows, byte[] rgb);

    @Override
    public final int width() {
        return width;
    }

    @Override
    public final int height() {
        return height;
    }

    @Override
    public final void row(int y, byte[] rgb) {
        read(0, y, width, 1, rgb);
    }

    @Override
    public final void column(int x, byte[] rgb) {
        read(x, 0, 1, height, rgb);
    }

    /// Takes the stored levels as they are; `getRGB` would apply a linear gray curve to gray
    /// images.
    private static final class Samples extends BufferedPicture {

        private final Raster raster;
        private final int bands;
        private final int shift;
        private final int[] line;

        Samples(BufferedImage image) {
            super(image);
            raster = image.getRaster();
            bands = raster.getNumBands();
            shift = raster.getSampleModel().getSampleSize(0) - Byte.SIZE;
            line = new int[Math.max(width(), height()) * bands];
        }

        @Override
        void read(int x, int y, int columns, int rows, byte[] rgb) {
            raster.getPixels(x, y, columns, rows, line);
            int at = 0;
            for (int pixel = 0; pixel < columns * rows; pixel++) {
                for (int c = 0; c < Image.CHANNELS; c++) {
                    int band = bands < Image.CHANNELS ? 0 : c;
                    rgb[at++] = (byte) (line[pixel * bands + band] >> shift);
                }
            }
        }
    }

    /// Palettes and pixels of one word.
    private static final class PackedPixels extends BufferedPicture {

        private final BufferedImage image;
        private final int[] line;

        PackedPixels(BufferedImage image) {
            super(image);
            this.image = image;
            line = new int[Math.max(width(), height())];
        }

        @Override
        void read(int x, int y, int columns, int rows, byte[] rgb) {
            image.getRGB(x, y, columns, rows, line, 0, columns);
            int at = 0;
            for (int pixel = 0; pixel < columns * rows; pixel++) {
                rgb[at++] = (byte) (line[pixel] >> 16);
                rgb[at++] = (byte) (line[pixel] >> 8);
                rgb[at++] = (byte) line[pixel];
            }
        }
    }
}
