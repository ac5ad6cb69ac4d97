package dev.balboa.eval;

import org.apache.commons.statistics.distribution.TDistribution;

/// How two methods differ over runs that share their seeds: the mean of the differences with its
/// confidence interval by Student's t, `mean ± t · s / √n` with `n − 1` degrees of freedom.
///
/// Pairing by seed removes what a seed does to both: the images, their order, the split.
///
/// @param mean of the differences
/// @param low  lower end of the interval
/// @param high upper end of the interval
public record PairedDifference(double mean, double low, double high) {

    private static final double CONFIDENCE = 0.95;

    /// The difference with a 95 % interval.
    ///
    /// @param first  a score of the first method for each seed, at least two
    /// @param second a score of the second method for each seed, in the same order
    /// @return `first − second`
    /// @throws IllegalArgumentException when there are fewer than two, or the numbers differ
    public static PairedDifference of(double[] first, double[] second) {
        if (first.length < 2 || first.length != second.length) {
            throw new IllegalArgumentException(
                    "scores: %d and %d (expected: as many of each, at least 2)"
                            .formatted(first.length, second.length));
        }
        int n = first.length;
        double mean = 0;
        for (int i = 0; i < n; i++) {
            mean += (first[i] - second[i]) / n;
        }
        double squares = 0;
        for (int i = 0; i < n; i++) {
            double deviation = first[i] - second[i] - mean;
            squares += deviation * deviation;
        }
        double t = TDistribution.of(n - 1).inverseCumulativeProbability((1 + CONFIDENCE) / 2);
        double half = t * Math.sqrt(squares / (n - 1) / n);
        return new PairedDifference(mean, mean - half, mean + half);
    }

    /// Whether the interval leaves 0 out.
    ///
    /// @return false where the seeds cannot tell the methods apart
    public boolean isClear() {
        return low > 0 || high < 0;
    }
}
