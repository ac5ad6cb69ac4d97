package dev.balboa.bench;

/// The rows of the measured losses. `bench/python/loss.py` makes the same ones.
final class LossInputs {
    /// Numbers in a row.
    static final int DIMS = Noise.DIMS;

    private LossInputs() {}

    /// Rows of both views, `[2 · pairs, DIMS]` in row order: pseudo-random, exact in float32. The
    /// second view of a pair is the first and half as much of something else.
    static float[] rows(int pairs) {
        float[] rows = new float[2 * pairs * DIMS];
        for (int i = 0; i < pairs; i++) {
            for (int d = 0; d < DIMS; d++) {
                float first = Noise.at(i, d);
                rows[i * DIMS + d] = first;
                rows[(pairs + i) * DIMS + d] = first + Noise.at(pairs + i, d) / 2;
            }
        }
        return rows;
    }

    /// A metric between 2 and 4, `[DIMS]`.
    static float[] metric() {
        float[] metric = new float[DIMS];
        for (int d = 0; d < DIMS; d++) metric[d] = 2 + d / 64f;
        return metric;
    }
}
