package dev.balboa.bench;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/// The measured losses by plain loops in double precision: what every implementation is held
/// against before it is timed.
final class LossOracle {
    /// Rows and columns of the gradient that are compared.
    static final int[] PROBES = {0, 3 * LossInputs.DIMS + 17, 100 * LossInputs.DIMS + 127};

    /// Entries of the metric's gradient that are compared.
    static final int[] METRIC_PROBES = {0, 17, 127};

    private static final int DIMS = LossInputs.DIMS;
    private static final double TEMPERATURE = 0.5;
    private static final double LOWEST = 0.1;
    private static final double HIGHEST = 0.2;

    // each takes seconds, and each implementation asks
    private static final Map<Work, double[]> KNOWN = new ConcurrentHashMap<>();

    private final Work work;
    private final int pairs;
    private final double[][] rows;
    private final double[] norms;
    private final float[] metric = LossInputs.metric();
    private final double[] logSums;

    private LossOracle(Work work) {
        this.work = work;
        this.pairs = work.pairs();
        float[] values = LossInputs.rows(pairs);
        this.rows = new double[2 * pairs][DIMS];
        this.norms = new double[2 * pairs];
        for (int i = 0; i < rows.length; i++) {
            for (int d = 0; d < DIMS; d++) {
                rows[i][d] = values[i * DIMS + d];
                norms[i] += rows[i][d] * rows[i][d];
            }
            norms[i] = Math.sqrt(norms[i]);
            for (int d = 0; d < DIMS; d++) rows[i][d] /= norms[i];
        }
        this.logSums =
                IntStream.range(0, rows.length).parallel().mapToDouble(this::logSum).toArray();
    }

    /// The loss, then entries of the gradient times the number of rows.
    static double[] of(Work work) {
        return KNOWN.computeIfAbsent(work, LossOracle::compute).clone();
    }

    private static double[] compute(Work work) {
        LossOracle oracle = new LossOracle(work);
        return work == Work.ANINFONCE_2048 ? oracle.withMetricGradient() : oracle.withRowGradient();
    }

    private double loss() {
        return IntStream.range(0, rows.length)
                .mapToDouble(i -> logSums[i] - score(i, partner(i)))
                .average()
                .orElseThrow();
    }

    private int partner(int i) {
        return (i + pairs) % rows.length;
    }

    private double logSum(int i) {
        double sum = 0;
        for (int k = 0; k < rows.length; k++) if (k != i) sum += Math.exp(score(i, k));
        return Math.log(sum);
    }

    private double cosine(int i, int k) {
        double sum = 0;
        for (int d = 0; d < DIMS; d++) sum += rows[i][d] * rows[k][d];
        return sum;
    }

    private double temperature(double cosine) {
        return work == Work.DYSTRESS_2048
                ? LOWEST + (HIGHEST - LOWEST) / 2 * (1 + Math.cos(Math.PI * (1 + cosine)))
                : TEMPERATURE;
    }

    private double score(int i, int k) {
        if (work == Work.ANINFONCE_2048) {
            double sum = 0;
            for (int d = 0; d < DIMS; d++) {
                double difference = rows[i][d] - rows[k][d];
                sum -= metric[d] * difference * difference / 2;
            }
            return sum;
        }
        double cosine = cosine(i, k);
        return cosine / temperature(cosine);
    }

    private double[] withRowGradient() {
        double[] values = new double[1 + PROBES.length];
        values[0] = loss();
        for (int p = 0; p < PROBES.length; p++) {
            values[1 + p] = rowGradient(PROBES[p] / DIMS)[PROBES[p] % DIMS];
        }
        return values;
    }

    /// `2N` times the gradient to a row as it was given: that to the unit row, less its part along
    /// the row, by the row's length.
    private double[] rowGradient(int i) {
        double[] gradient = new double[DIMS];
        for (int k = 0; k < rows.length; k++) {
            if (k == i) continue;
            double cosine = cosine(i, k);
            double score = cosine / temperature(cosine);
            double weight = Math.exp(score - logSums[i]) + Math.exp(score - logSums[k]);
            if (k == partner(i)) weight -= 2;
            for (int d = 0; d < DIMS; d++) {
                gradient[d] += weight / temperature(cosine) * rows[k][d];
            }
        }
        double along = 0;
        for (int d = 0; d < DIMS; d++) along += gradient[d] * rows[i][d];
        for (int d = 0; d < DIMS; d++) gradient[d] = (gradient[d] - along * rows[i][d]) / norms[i];
        return gradient;
    }

    /// `2N` times the gradient to the metric, whose entry `d` is a mean of `−½ (u − v)²`.
    private double[] withMetricGradient() {
        double[] values = new double[1 + METRIC_PROBES.length];
        values[0] = loss();
        for (int p = 0; p < METRIC_PROBES.length; p++) {
            int d = METRIC_PROBES[p];
            values[1 + p] =
                    IntStream.range(0, rows.length).parallel().mapToDouble(i -> pull(i, d)).sum();
        }
        return values;
    }

    private double pull(int i, int d) {
        double sum = 0;
        for (int k = 0; k < rows.length; k++) {
            if (k == i) continue;
            double weight = Math.exp(score(i, k) - logSums[i]) - (k == partner(i) ? 1 : 0);
            double difference = rows[i][d] - rows[k][d];
            sum -= weight * difference * difference / 2;
        }
        return sum;
    }
}
