package dev.balboa.bench;

import java.util.Arrays;

/// The inputs of the measured work. `bench/python/ops.py` makes the same ones.
///
/// All values are small multiples of a power of two, so that every product and sum of them is exact
/// in float32 and an implementation is either right or wrong, whatever the order of its additions.
final class Inputs {
    /// Rows and columns of the large product.
    static final int SIDE = 1024;

    /// Elements of the 33 MB vector (33,554,432 bytes).
    static final int LARGE = 1 << 23;

    private static final int[] PRODUCT_PROBES = {
        0, 1, 1023, 1024, 525_312, 700_001, 1_047_552, 1_048_575
    };
    private static final int[] LARGE_PROBES = {0, 1, 16, 17, 4_194_304, 8_388_607};

    private Inputs() {}

    /// The left factor of the small products, 2 × 2.
    static float[] smallLeft() {
        return new float[] {1.5f, -2, 3, 0.25f};
    }

    /// The right factor of the small products, 2 × 2.
    static float[] smallRight() {
        return new float[] {2, 3, -1, 8};
    }

    /// The left matrix of the large product, `[SIDE, SIDE]` in row order.
    static float[] matrixLeft() {
        float[] values = new float[SIDE * SIDE];
        for (int i = 0; i < values.length; i++) {
            values[i] = ((7 * (i / SIDE) + 13 * (i % SIDE)) % 11 - 5) / 8f;
        }
        return values;
    }

    /// The right matrix of the large product, `[SIDE, SIDE]` in row order.
    static float[] matrixRight() {
        float[] values = new float[SIDE * SIDE];
        for (int i = 0; i < values.length; i++) {
            values[i] = ((3 * (i / SIDE) + 5 * (i % SIDE)) % 7 - 3) / 8f;
        }
        return values;
    }

    /// The vector of the loop over large temporaries.
    static float[] large() {
        float[] values = new float[LARGE];
        for (int i = 0; i < LARGE; i++) values[i] = (i % 17 - 8) / 4f;
        return values;
    }

    /// Where the large results are compared, as indices into the result in row order.
    static int[] probes(Work work) {
        return work == Work.PRODUCT ? PRODUCT_PROBES.clone() : LARGE_PROBES.clone();
    }

    /// `relu(a b + a)` at the probes, by plain loops.
    static double[] productExpected() {
        float[] a = matrixLeft();
        float[] b = matrixRight();
        return Arrays.stream(PRODUCT_PROBES)
                .mapToDouble(
                        probe -> {
                            int row = probe / SIDE;
                            int column = probe % SIDE;
                            double sum = a[probe];
                            for (int k = 0; k < SIDE; k++)
                                sum += (double) a[row * SIDE + k] * b[k * SIDE + column];
                            return Math.max(sum, 0);
                        })
                .toArray();
    }

    /// `x x + x` at the probes.
    static double[] largeExpected() {
        float[] x = large();
        return Arrays.stream(LARGE_PROBES)
                .mapToDouble(probe -> (double) x[probe] * x[probe] + x[probe])
                .toArray();
    }
}
