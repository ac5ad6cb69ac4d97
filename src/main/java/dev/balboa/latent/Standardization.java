package dev.balboa.latent;

import dev.balboa.tensor.DType;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/// Columns with mean 0 and deviation 1: `(x − mean) / deviation`.
///
/// A density of standardised rows is one of the rows themselves after [#logVolume()] is subtracted
/// from its logarithm.
///
/// @param means      of the columns
/// @param deviations of the columns, above 0
public record Standardization(List<Double> means, List<Double> deviations) {

    /// Copies the lists.
    ///
    /// @throws IllegalArgumentException when they differ in length, or a deviation is not above 0
    public Standardization {
        means = List.copyOf(means);
        deviations = List.copyOf(deviations);
        if (means.size() != deviations.size()) {
            throw new IllegalArgumentException(
                    "deviations: %d (expected: %d, as many as means)"
                            .formatted(deviations.size(), means.size()));
        }
        for (int i = 0; i < deviations.size(); i++) {
            if (!(deviations.get(i) > 0)) {
                throw new IllegalArgumentException(
                        "deviations: %s in column %d (expected: > 0; leave constant columns out)"
                                .formatted(deviations.get(i), i));
            }
        }
    }

    /// That of some data, such as the features of a [dev.balboa.data.CsvTable].
    ///
    /// @param rows data `[N, D]`
    /// @return with the deviations of the data themselves (divided by `N`)
    /// @throws IllegalArgumentException when a column is constant
    public static Standardization fit(Tensor rows) {
        Check.rows("rows", rows);
        try (Scope _ = Scope.open()) {
            Tensor x = rows.detach().to(DType.FLOAT64);
            return new Standardization(list(x.mean(false, 0)), list(x.std(false, false, 0)));
        }
    }

    private static List<Double> list(Tensor values) {
        return Arrays.stream(values.toDoubleArray()).boxed().toList();
    }

    /// Standardises rows.
    ///
    /// @param rows `[N, D]`
    /// @return the same shape and type
    public Tensor apply(Tensor rows) {
        Check.rows("rows", rows, means.size());
        try (Scope scope = Scope.open()) {
            Tensor x = rows.to(DType.FLOAT64).sub(vector(means, rows));
            return scope.keep(x.div(vector(deviations, rows)).to(rows.dtype()));
        }
    }

    /// Undoes [#apply].
    ///
    /// @param rows `[N, D]`, standardised
    /// @return the same shape and type
    public Tensor restore(Tensor rows) {
        Check.rows("rows", rows, means.size());
        try (Scope scope = Scope.open()) {
            Tensor x = rows.to(DType.FLOAT64).mul(vector(deviations, rows));
            return scope.keep(x.add(vector(means, rows)).to(rows.dtype()));
        }
    }

    private static Tensor vector(List<Double> values, Tensor rows) {
        double[] all = values.stream().mapToDouble(Double::doubleValue).toArray();
        return Tensor.of(all).to(rows.device());
    }

    /// How much the logarithm of a density grows by standardisation.
    ///
    /// @return the sum of the logarithms of the deviations
    public double logVolume() {
        return deviations.stream().mapToDouble(Math::log).sum();
    }
}
