package dev.balboa.eval;

import dev.balboa.autograd.Autograd;
import dev.balboa.tensor.Device;
import dev.balboa.tensor.Functional;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/// The weighted nearest-neighbour classifier that the field scores representations with.
///
/// For a query `q` with the `k` rows of the bank of largest cosine similarity `sᵢ` and classes
/// `yᵢ`, class `c` gets `Σᵢ [yᵢ = c] · exp(sᵢ / temperature)` votes; the class with most votes
/// wins, the lowest on ties. Wu et al., *Unsupervised Feature Learning via Non-Parametric Instance
/// Discrimination*, 2018, section 3.4.
///
/// @param k           neighbours, at least 1
/// @param temperature of the weights, above 0
public record WeightedKnn(int k, double temperature) {

    /// Queries per block: bounds the similarity matrix to this many rows of the bank's length.
    private static final long BLOCK = 256;

    /// Checks the ranges.
    ///
    /// @throws IllegalArgumentException naming the component that is out of range
    public WeightedKnn {
        if (k < 1) {
            throw new IllegalArgumentException("k: " + k + " (expected: >= 1)");
        }
        if (!(temperature > 0) || Double.isInfinite(temperature)) {
            throw new IllegalArgumentException("temperature: " + temperature + " (expected: > 0)");
        }
    }

    /// `k` = 200, temperature 0.1: the convention on CIFAR-10.
    ///
    /// @return the classifier
    public static WeightedKnn standard() {
        return new WeightedKnn(200, 0.1);
    }

    /// Share of the queries whose class is predicted rightly.
    ///
    /// @param bank    labelled features, at least `k`
    /// @param queries labelled features of the same width and device
    /// @return in `[0, 1]`
    /// @throws IllegalArgumentException when the bank is smaller than `k`, widths differ, or a
    ///     label is missing
    public double accuracy(Features bank, Features queries) {
        requireLabels("queries", queries);
        long[] predicted = predict(bank, queries.values());
        long right = 0;
        for (int i = 0; i < predicted.length; i++) {
            right += predicted[i] == queries.labels()[i] ? 1 : 0;
        }
        return (double) right / predicted.length;
    }

    /// The class of each query.
    ///
    /// @param bank    labelled features, at least `k`
    /// @param queries `[M, D]`, at least one row
    /// @return `M` classes
    /// @throws IllegalArgumentException when the bank is smaller than `k`, widths differ, or a
    ///     label is missing
    public long[] predict(Features bank, Tensor queries) {
        requireFit(bank, queries);
        return Autograd.noGrad(
                () -> {
                    try (Scope _ = Scope.open()) {
                        Device device = bank.values().device();
                        Tensor rows = normalised(bank.values());
                        Tensor labels = Tensor.of(bank.labels()).to(device);
                        long classes = Arrays.stream(bank.labels()).max().orElse(0) + 1;
                        List<Tensor> blocks = normalised(queries).split(BLOCK, 0);
                        return blocks.stream()
                                .flatMapToLong(
                                        block -> Arrays.stream(vote(block, rows, labels, classes)))
                                .toArray();
                    }
                });
    }

    /// The rows of the bank nearest to each query, by cosine, nearest first.
    ///
    /// @param bank    `[N, D]`
    /// @param queries `[M, D]`
    /// @param count   how many, at most `N`
    /// @return int64 `[M, count]`, in the current scope
    static Tensor nearest(Tensor bank, Tensor queries, int count) {
        return normalised(queries).matmul(normalised(bank).t()).topk(count, 1, true, true).get(1);
    }

    private long[] vote(Tensor queries, Tensor bank, Tensor labels, long classes) {
        try (Scope _ = Scope.open()) {
            List<Tensor> nearest = queries.matmul(bank.t()).topk(k, 1, true, true);
            Tensor similarity = nearest.get(0);
            // relative to the best neighbour: the same winner, and no overflow at small
            // temperatures
            Tensor weights = similarity.sub(similarity.narrow(1, 0, 1)).mul(1 / temperature).exp();
            Tensor neighbours =
                    labels.indexSelect(0, nearest.get(1).flatten(0, 1)).reshape(queries.size(0), k);
            Shape shape = Shape.of(queries.size(0), classes);
            Tensor votes = Tensor.zeros(shape, weights.dtype(), weights.device());
            return votes.scatterAdd_(1, neighbours, weights).argmax(1, false).toLongArray();
        }
    }

    private static Tensor normalised(Tensor rows) {
        return Functional.normalize(rows, 2, 1, 1e-12);
    }

    private void requireFit(Features bank, Tensor queries) {
        requireLabels("bank", bank);
        if (bank.values().size(0) < k) {
            throw new IllegalArgumentException(
                    "k: "
                            + k
                            + " (expected: <= "
                            + bank.values().size(0)
                            + ", the number of labelled features)");
        }
        if (queries.dim() != 2 || queries.size(1) != bank.values().size(1)) {
            throw new IllegalArgumentException(
                    "queries: "
                            + queries.shape()
                            + " (expected: [M, "
                            + bank.values().size(1)
                            + "], the bank's width)");
        }
    }

    private static void requireLabels(String name, Features features) {
        for (int i = 0; i < features.labels().length; i++) {
            if (features.labels()[i] < 0) {
                throw new IllegalArgumentException(
                        name + ": row " + i + " has no label (expected: a class >= 0)");
            }
        }
    }
}
