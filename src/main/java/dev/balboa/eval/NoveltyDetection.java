package dev.balboa.eval;

import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Tensor;
import java.util.Arrays;

/// How well features tell images of classes that were learned on from images of others.
///
/// The score of an image is one minus the cosine similarity to its `k`-th nearest train image: high
/// for what is unlike anything known. Sun et al., *Out-of-Distribution Detection with Deep Nearest
/// Neighbors*, ICML 2022.
///
/// @param auroc          chance that an unknown image scores above a known one, a tie counted half;
///     0.5 for guessing
/// @param falsePositives share of the known images that are taken for unknown at the highest
///     threshold that finds at least 95 % of the unknown
public record NoveltyDetection(double auroc, double falsePositives) {

    /// Of the unknown images, found.
    public static final double RECALL = 0.95;

    /// Measures features.
    ///
    /// @param bank    `[N, D]`, of the train images, at least `k` rows
    /// @param known   `[M, D]`, of unseen images of the same classes
    /// @param unknown `[L, D]`, of images of other classes
    /// @param k       which neighbour, at least 1
    /// @return the figures
    /// @throws IllegalArgumentException when there are no images of a kind, or fewer than `k` in
    ///     the bank
    public static NoveltyDetection of(Tensor bank, Tensor known, Tensor unknown, int k) {
        if (k < 1 || k > bank.size(0)) {
            throw new IllegalArgumentException(
                    "k: %d (expected: within 1 and %d, the rows of the bank)"
                            .formatted(k, bank.size(0)));
        }
        return ofScores(scores(bank, known, k), scores(bank, unknown, k));
    }

    private static double[] scores(Tensor bank, Tensor queries, int k) {
        try (Scope _ = Scope.open()) {
            return KnnSweep.similarity(bank, queries, k).neg().add(1).toDoubleArray();
        }
    }

    /// Measures scores that are higher for what is more likely unknown.
    ///
    /// @param known   at least one, finite
    /// @param unknown at least one, finite
    /// @return the figures
    /// @throws IllegalArgumentException when one is empty or a score is NaN
    public static NoveltyDetection ofScores(double[] known, double[] unknown) {
        double[] inside = sorted("known", known);
        double[] outside = sorted("unknown", unknown);
        double wins = 0;
        for (double score : outside) {
            int below = below(inside, score);
            int upTo = below(inside, Math.nextUp(score));
            wins += below + (upTo - below) / 2.0;
        }
        int missed = (int) Math.floor((1 - RECALL) * outside.length + 1e-9);
        double threshold = outside[missed];
        int flagged = inside.length - below(inside, threshold);
        return new NoveltyDetection(
                wins / ((double) inside.length * outside.length), (double) flagged / inside.length);
    }

    private static double[] sorted(String name, double[] scores) {
        if (scores.length == 0 || Arrays.stream(scores).anyMatch(Double::isNaN)) {
            throw new IllegalArgumentException(
                    name + ": " + scores.length + " scores (expected: some, and none NaN)");
        }
        double[] ascending = scores.clone();
        Arrays.sort(ascending);
        return ascending;
    }

    /// How many of the ascending values are below one.
    private static int below(double[] ascending, double value) {
        int low = 0;
        int high = ascending.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (ascending[middle] < value) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
