package dev.balboa.data;

/// A decoded picture that is read line by line, so that no second copy of all of it is made.
///
/// Used by one thread at a time.
interface Picture {

    /// Pixels per row, at least 1.
    int width();

    /// Rows, at least 1.
    int height();

    /// Reads one row.
    ///
    /// @param y   from the top
    /// @param rgb gets `width × 3` levels from its start on, red green blue interleaved
    void row(int y, byte[] rgb);

    /// Reads one column.
    ///
    /// @param x   from the left
    /// @param rgb gets `height × 3` levels from its start on, from the top
    void column(int x, byte[] rgb);

    /// All of it.
    default Image toImage() {
        int length = width() * Image.CHANNELS;
        byte[] row = new byte[length];
        byte[] rgb = new byte[length * height()];
        for (int y = 0; y < height(); y++) {
            row(y, row);
            System.arraycopy(row, 0, rgb, y * length, length);
        }
        return new Image(width(), height(), rgb);
    }

    /// An image as a picture.
    static Picture of(Image image) {
        return new OfImage(image);
    }

    /// Lines of an image.
    ///
    /// @param image whose lines
    record OfImage(Image image) implements Picture {

        @Override
        public int width() {
            return image.width();
        }

        @Override
        public int height() {
            return image.height();
        }

        @Override
        public void row(int y, byte[] rgb) {
            int length = width() * Image.CHANNELS;
            System.arraycopy(image.rgb(), y * length, rgb, 0, length);
        }

        @Override
        public void column(int x, byte[] rgb) {
            for (int y = 0; y < height(); y++) {
                int from = (y * width() + x) * Image.CHANNELS;
                System.arraycopy(image.rgb(), from, rgb, y * Image.CHANNELS, Image.CHANNELS);
            }
        }
    }
}
