package dev.balboa.eval;

import dev.balboa.tensor.Tensor;
import java.util.List;

/// The weighted nearest-neighbour classifier that the field scores representations with.
///
/// For a query `q` with the `k` rows of the bank of largest cosine similarity `sᵢ` and classes
/// `yᵢ`, class `c` gets `Σᵢ [yᵢ = c] · exp(sᵢ / temperature)` votes; the class with most votes
/// wins, the lowest on ties. Wu et al., *Unsupervised Feature Learning via Non-Parametric Instance
/// Discrimination*, 2018, section 3.4. [KnnSweep] scores several at once.
///
/// @param k           neighbours, at least 1
/// @param temperature of the weights, above 0
public record WeightedKnn(int k, double temperature) {

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
        return new KnnSweep(List.of(this)).scores(bank, queries).get(this).accuracy();
    }

    /// The class of each query.
    ///
    /// @param bank    labelled features, at least `k`
    /// @param queries `[M, D]`, at least one row
    /// @return `M` classes
    /// @throws IllegalArgumentException when the bank is smaller than `k`, widths differ, or a
    ///     label is missing
    public long[] predict(Features bank, Tensor queries) {
        return new KnnSweep(List.of(this)).predict(bank, queries).get(this);
    }
}
