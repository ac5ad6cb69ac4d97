package dev.balboa.data;

/// Flattens the histogram of each channel, in place: [RandomEqualize].
final class Equalization {

    private static final int LEVELS = 256;

    /// Makes the bins equally wide and puts 1 into the last, as torchvision's conversion to bytes.
    private static final float BINS = LEVELS - 0.001f;

    private Equalization() {}

    static void apply(Pixels pixels) {
        int plane = pixels.plane();
        float[] x = pixels.levels();
        for (int c = 0; c < Image.CHANNELS; c++) {
            int[] histogram = new int[LEVELS];
            for (int i = c * plane; i < (c + 1) * plane; i++) {
                histogram[bin(x[i])]++;
            }
            float[] levels = levels(histogram, plane);
            for (int i = c * plane; i < (c + 1) * plane; i++) {
                x[i] = levels[bin(x[i])];
            }
        }
    }

    private static int bin(float level) {
        return Math.clamp((int) (level * BINS), 0, LEVELS - 1);
    }

    /// The new level of each bin, in `[0, 1]`.
    private static float[] levels(int[] histogram, int pixels) {
        int brightest = LEVELS - 1;
        while (histogram[brightest] == 0) {
            brightest--;
        }
        int step = (pixels - histogram[brightest]) / (LEVELS - 1);
        float[] levels = new float[LEVELS];
        int below = 0;
        for (int k = 0; k < LEVELS; k++) {
            int level = step == 0 ? k : Math.min(LEVELS - 1, (below + step / 2) / step);
            levels[k] = level / (float) (LEVELS - 1);
            below += histogram[k];
        }
        return levels;
    }
}
