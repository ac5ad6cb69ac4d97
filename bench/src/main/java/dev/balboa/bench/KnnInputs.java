package dev.balboa.bench;

/// The features among which neighbours are looked for. `bench/python/knn.py` makes the same ones.
final class KnnInputs {
    /// Numbers in a feature.
    static final int DIMS = 512;

    static final int CLASSES = 10;

    /// Labelled features.
    static final int BANK = 50_000;

    /// Features to classify.
    static final int QUERIES = 10_000;

    static final int NEIGHBOURS = 200;
    static final double TEMPERATURE = 0.1;

    private static final int ROWS_OF_A_FEATURE = DIMS / Noise.DIMS;
    private static final int PROBE_STEP = 501;

    private KnnInputs() {}

    /// Row `i` is noise and an eighth of its class's, which is `i` mod 10: little enough that some
    /// queries end in another class.
    static float[] features(int first, int count) {
        float[] centres = Noise.values((long) (BANK + QUERIES) * ROWS_OF_A_FEATURE, CLASSES * DIMS);
        float[] values = Noise.values((long) first * ROWS_OF_A_FEATURE, count * DIMS);
        for (int i = 0; i < count; i++) {
            int centre = (first + i) % CLASSES * DIMS;
            for (int d = 0; d < DIMS; d++) values[i * DIMS + d] += centres[centre + d] / 8;
        }
        return values;
    }

    static long[] labels(int count) {
        long[] labels = new long[count];
        for (int i = 0; i < count; i++) labels[i] = i % CLASSES;
        return labels;
    }

    /// The queries whose classes the gate looks at, two of each class.
    static int[] probes() {
        int[] probes = new int[Math.ceilDiv(QUERIES, PROBE_STEP)];
        for (int p = 0; p < probes.length; p++) probes[p] = p * PROBE_STEP;
        return probes;
    }
}
