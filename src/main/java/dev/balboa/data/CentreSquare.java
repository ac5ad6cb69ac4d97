package dev.balboa.data;

/// Brings a picture to a square: the shorter side is resized to its side (the longer one's exact
/// length rounded down), then the centre is cut out. Levels as [Resampler] gives them for the
/// whole picture, to the bit.
///
/// Rows are read one by one and only what is left of them is kept, so that a picture of any size
/// needs the floats of the square and of one row.
final class CentreSquare {

    private static final float[] LEVELS = new float[256];

    static {
        for (int level = 0; level < LEVELS.length; level++) {
            LEVELS[level] = level / 255f;
        }
    }

    private final Picture picture;
    private final int size;
    private final Resampler.Axis columns;
    private final Resampler.Axis rows;
    private final byte[] bytes;
    private final float[] levels;
    private final float[] narrow;

    private CentreSquare(Picture picture, int size) {
        int shorter = Math.min(picture.width(), picture.height());
        this.picture = picture;
        this.size = size;
        this.columns = axis(picture.width(), shorter, size);
        this.rows = axis(picture.height(), shorter, size);
        this.bytes = new byte[picture.width() * Image.CHANNELS];
        this.levels = new float[picture.width()];
        this.narrow = new float[size];
    }

    private static Resampler.Axis axis(int in, int shorter, int size) {
        int out = (int) ((long) size * in / shorter);
        int first = (int) Math.rint((out - size) / 2.0);
        return Resampler.Axis.of(in, out, first, size, Interpolation.BILINEAR);
    }

    /// The square. A picture of that size passes unchanged.
    static Image of(Picture picture, int size) {
        return picture.width() == size && picture.height() == size
                ? picture.toImage()
                : new CentreSquare(picture, size).resized();
    }

    private Image resized() {
        float[] out = new float[Image.CHANNELS * size * size];
        int open = 0;
        for (int y = rows.first(0); y < rows.end(size - 1); y++) {
            while (rows.end(open) <= y) {
                open++;
            }
            picture.row(y, bytes);
            for (int c = 0; c < Image.CHANNELS; c++) {
                for (int x = 0; x < levels.length; x++) {
                    levels[x] = LEVELS[bytes[x * Image.CHANNELS + c] & 0xFF];
                }
                Resampler.alongRow(levels, 0, columns, narrow, 0);
                for (int i = open; i < size && rows.first(i) <= y; i++) {
                    add(rows.weight(i, y), out, (c * size + i) * size);
                }
            }
        }
        return new Pixels(size, size, out).toImage();
    }

    private void add(float weight, float[] out, int at) {
        for (int x = 0; x < size; x++) {
            out[at + x] += weight * narrow[x];
        }
    }
}
