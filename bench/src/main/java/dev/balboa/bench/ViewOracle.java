package dev.balboa.bench;

/// One view without randomness by plain loops in double precision: the first image resized with an
/// antialiased triangle, mirrored, gray, blurred at σ = 1, standardised. Every implementation is
/// held against it before it is timed; those that round to bytes in between may be two levels off.
final class ViewOracle {
    /// Pixels of the red plane that are compared, as shares of the view's side.
    static final double[][] PROBES = {{0, 0}, {0.5, 0.5}, {0.1, 0.9}, {0.7, 0.2}, {0.99, 0.99}};

    /// ImageNet's mean and standard deviation of the red channel.
    private static final double MEAN = 0.485;

    private static final double DEVIATION = 0.229;
    private static final double[] GRAY = {0.2989, 0.587, 0.114};
    private static final int WHITE = 255;

    private ViewOracle() {}

    static double[] of(ViewInputs inputs) {
        int side = inputs.side();
        int size = inputs.gateSize();
        byte[] rgb = inputs.image(0);
        double[][] gray = new double[side][side];
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                for (int c = 0; c < 3; c++) {
                    gray[y][x] += GRAY[c] * (rgb[(y * side + x) * 3 + c] & 0xFF) / WHITE;
                }
            }
        }
        // gray is linear, so it may come first; and so is all that follows
        double[][] small = apart(apart(gray, resize(side, size)), resize(side, size));
        double[][] blurred =
                apart(apart(small, blur(size, inputs.gateTaps())), blur(size, inputs.gateTaps()));
        double[] values = new double[PROBES.length];
        for (int p = 0; p < values.length; p++) {
            int y = (int) (PROBES[p][0] * size);
            int x = size - 1 - (int) (PROBES[p][1] * size);
            values[p] = (blurred[y][x] - MEAN) / DEVIATION;
        }
        return values;
    }

    /// The columns weighed, and the result transposed: twice for both axes.
    private static double[][] apart(double[][] rows, double[][] weights) {
        double[][] result = new double[weights.length][rows.length];
        for (int i = 0; i < weights.length; i++) {
            for (int y = 0; y < rows.length; y++) {
                for (int x = 0; x < rows[y].length; x++) {
                    result[i][y] += weights[i][x] * rows[y][x];
                }
            }
        }
        return result;
    }

    private static double[][] resize(int from, int to) {
        double scale = (double) from / to;
        double[][] weights = new double[to][from];
        for (int i = 0; i < to; i++) {
            double total = 0;
            for (int j = 0; j < from; j++) {
                weights[i][j] = Math.max(0, 1 - Math.abs(j + 0.5 - (i + 0.5) * scale) / scale);
                total += weights[i][j];
            }
            for (int j = 0; j < from; j++) weights[i][j] /= total;
        }
        return weights;
    }

    private static double[][] blur(int size, int taps) {
        double total = 0;
        for (int k = -(taps / 2); k <= taps / 2; k++) total += Math.exp(-k * k / 2.0);
        double[][] weights = new double[size][size];
        for (int i = 0; i < size; i++) {
            for (int k = -(taps / 2); k <= taps / 2; k++) {
                int at = Math.abs(i + k);
                at = at < size ? at : 2 * size - 2 - at;
                weights[i][at] += Math.exp(-k * k / 2.0) / total;
            }
        }
        return weights;
    }
}
