package dev.balboa.eval;

import java.util.Arrays;

/// How often each class was taken for each other.
///
/// @param counts square; row: the true class, column: the predicted one
public record ConfusionMatrix(long[][] counts) {

    /// Copies the rows.
    ///
    /// @throws IllegalArgumentException when the rows are not as many as each is long, or a count
    ///     is below 0
    public ConfusionMatrix {
        counts = Arrays.stream(counts).map(long[]::clone).toArray(long[][]::new);
        for (long[] row : counts) {
            if (row.length != counts.length) {
                throw new IllegalArgumentException(
                        "counts: a row of "
                                + row.length
                                + " (expected: "
                                + counts.length
                                + ", the number of rows)");
            }
            for (long count : row) {
                if (count < 0) {
                    throw new IllegalArgumentException("counts: " + count + " (expected: >= 0)");
                }
            }
        }
    }

    /// Counts pairs.
    ///
    /// @param labels    the true classes
    /// @param predicted the predicted classes, as many
    /// @param classes   number of classes
    /// @return the matrix `[classes][classes]`
    /// @throws IllegalArgumentException when the lengths differ or a class is out of range
    public static ConfusionMatrix of(long[] labels, long[] predicted, int classes) {
        if (labels.length != predicted.length) {
            throw new IllegalArgumentException(
                    "predicted: "
                            + predicted.length
                            + " classes (expected: "
                            + labels.length
                            + ", one per label)");
        }
        long[][] counts = new long[classes][classes];
        for (int i = 0; i < labels.length; i++) {
            counts[inRange("labels", labels[i], classes)][
                    inRange("predicted", predicted[i], classes)]++;
        }
        return new ConfusionMatrix(counts);
    }

    private static int inRange(String name, long value, int classes) {
        if (value < 0 || value >= classes) {
            throw new IllegalArgumentException(
                    name + ": " + value + " (expected: within [0, " + classes + "))");
        }
        return (int) value;
    }

    /// Number of classes.
    ///
    /// @return rows of the matrix
    public int classes() {
        return counts.length;
    }

    /// Number of examples.
    ///
    /// @return the sum of all counts
    public long total() {
        return Arrays.stream(counts).flatMapToLong(Arrays::stream).sum();
    }

    /// Share of the examples classified rightly (top-1).
    ///
    /// @return in `[0, 1]`; NaN without examples
    public double accuracy() {
        long right = 0;
        for (int i = 0; i < counts.length; i++) {
            right += counts[i][i];
        }
        return (double) right / total();
    }

    /// Share of each class's examples classified rightly (its recall).
    ///
    /// @return one per class, in `[0, 1]`; NaN for a class without examples
    public double[] classAccuracy() {
        double[] accuracies = new double[counts.length];
        for (int i = 0; i < accuracies.length; i++) {
            accuracies[i] = (double) counts[i][i] / Arrays.stream(counts[i]).sum();
        }
        return accuracies;
    }
}
