package dev.balboa.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.balboa.tensor.DType;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Random;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Oracles: the closed form in double precision by slow loops and Gaussian elimination, always in
/// the space of features; factors that are in the features by construction, or are not.
class RidgeReadoutTest {

    private static Tensor normal(long rows, long width, long seed) {
        try (Generator generator = Generator.of(seed)) {
            return Random.randn(Shape.of(rows, width), DType.FLOAT64, generator);
        }
    }

    private static ReadoutRows rows(Tensor features, Tensor target) {
        return new ReadoutRows(features, Map.of("z", target));
    }

    /// Mean and deviation of each column over the rows of `x`.
    private static double[][] statistics(double[][] x) {
        int d = x[0].length;
        double[] mean = new double[d];
        double[] deviation = new double[d];
        for (int j = 0; j < d; j++) {
            for (double[] row : x) {
                mean[j] += row[j] / x.length;
            }
            for (double[] row : x) {
                deviation[j] += (row[j] - mean[j]) * (row[j] - mean[j]) / x.length;
            }
            deviation[j] = Math.sqrt(deviation[j]);
        }
        return new double[][] {mean, deviation};
    }

    private static double[][] matrix(Tensor x) {
        double[] flat = x.toDoubleArray();
        int d = (int) x.size(1);
        double[][] rows = new double[flat.length / d][d];
        for (int i = 0; i < flat.length; i++) {
            rows[i / d][i % d] = flat[i];
        }
        return rows;
    }

    /// Solves `a w = b` by elimination with pivots.
    private static double[] solve(double[][] a, double[] b) {
        int n = b.length;
        for (int k = 0; k < n; k++) {
            int pivot = k;
            for (int i = k + 1; i < n; i++) {
                pivot = Math.abs(a[i][k]) > Math.abs(a[pivot][k]) ? i : pivot;
            }
            double[] row = a[k];
            a[k] = a[pivot];
            a[pivot] = row;
            double value = b[k];
            b[k] = b[pivot];
            b[pivot] = value;
            for (int i = k + 1; i < n; i++) {
                double factor = a[i][k] / a[k][k];
                for (int j = k; j < n; j++) {
                    a[i][j] -= factor * a[k][j];
                }
                b[i] -= factor * b[k];
            }
        }
        double[] w = new double[n];
        for (int k = n - 1; k >= 0; k--) {
            double sum = b[k];
            for (int j = k + 1; j < n; j++) {
                sum -= a[k][j] * w[j];
            }
            w[k] = sum / a[k][k];
        }
        return w;
    }

    /// Predictions for the rows of `asked`, of one column of factors.
    private static double[] predictions(
            double[][] x, double[] y, double[][] asked, double penalty) {
        int n = x.length;
        int d = x[0].length;
        double[][] scale = statistics(x);
        double mean = 0;
        for (double value : y) {
            mean += value / n;
        }
        double[][] a = new double[d][d];
        double[] b = new double[d];
        for (int r = 0; r < n; r++) {
            for (int j = 0; j < d; j++) {
                double u = (x[r][j] - scale[0][j]) / scale[1][j];
                b[j] += u * (y[r] - mean) / n;
                for (int k = 0; k < d; k++) {
                    a[j][k] += u * (x[r][k] - scale[0][k]) / scale[1][k] / n;
                }
            }
        }
        for (int j = 0; j < d; j++) {
            a[j][j] += penalty;
        }
        double[] w = solve(a, b);
        double[] predicted = new double[asked.length];
        for (int r = 0; r < asked.length; r++) {
            predicted[r] = mean;
            for (int j = 0; j < d; j++) {
                predicted[r] += w[j] * (asked[r][j] - scale[0][j]) / scale[1][j];
            }
        }
        return predicted;
    }

    /// Σ (y − ŷ)² over all columns of factors.
    private static double error(ReadoutRows train, ReadoutRows asked, double penalty) {
        double[][] y = matrix(train.targets().get("z"));
        double[][] truth = matrix(asked.targets().get("z"));
        double sum = 0;
        for (int t = 0; t < truth[0].length; t++) {
            double[] column = new double[y.length];
            for (int r = 0; r < y.length; r++) {
                column[r] = y[r][t];
            }
            double[] predicted =
                    predictions(
                            matrix(train.features()), column, matrix(asked.features()), penalty);
            for (int r = 0; r < truth.length; r++) {
                sum += Math.pow(truth[r][t] - predicted[r], 2);
            }
        }
        return sum;
    }

    private static double total(double[][] y) {
        double sum = 0;
        double[][] scale = statistics(y);
        for (double[] row : y) {
            for (int t = 0; t < row.length; t++) {
                sum += Math.pow(row[t] - scale[0][t], 2);
            }
        }
        return sum;
    }

    /// Features of uneven scale and mean, two columns of factors with noise.
    private static ReadoutRows noisy(int rows, int width, long seed) {
        Tensor x = normal(rows, width, seed);
        Tensor z = x.narrow(1, 0, 2).add(normal(rows, 2, seed + 100).mul(0.8));
        Tensor scales = Tensor.arange(1, width + 1, 1).to(DType.FLOAT64);
        return rows(x.mul(scales).add(scales), z);
    }

    @ParameterizedTest
    @CsvSource({"40, 5, 0.01", "40, 5, 3.0", "12, 30, 0.5", "20, 20, 0.1"})
    void aReadoutIsTheClosedForm(int count, int width, double penalty) {
        ReadoutRows train = noisy(count, width, 1);
        ReadoutRows test = noisy(25, width, 2);
        double expected = 1 - error(train, test, penalty) / total(matrix(test.targets().get("z")));
        Readout readout =
                new RidgeReadout(List.of(penalty)).read(train, noisy(9, width, 3), test).get("z");
        assertThat(readout.r2()).isCloseTo(expected, within(1e-9));
        assertThat(readout.penalty()).isEqualTo(penalty);
    }

    @Test
    void thePenaltyIsThatOfTheLeastErrorOnTheValidationRows() {
        ReadoutRows train = noisy(20, 15, 4);
        ReadoutRows validation = noisy(200, 15, 5);
        ReadoutRows test = noisy(50, 15, 6);
        RidgeReadout ridge = RidgeReadout.standard();
        double best = ridge.penalties().getFirst();
        for (double penalty : ridge.penalties()) {
            if (error(train, validation, penalty) < error(train, validation, best)) {
                best = penalty;
            }
        }
        // the choice is not at an end
        assertThat(best).isStrictlyBetween(1e-6, 1e3);
        Readout readout = ridge.read(train, validation, test).get("z");
        assertThat(readout.penalty()).isEqualTo(best);
        assertThat(readout.r2())
                .isCloseTo(
                        1 - error(train, test, best) / total(matrix(test.targets().get("z"))),
                        within(1e-9));
    }

    @Test
    void eachFactorHasAPenaltyOfItsOwn() {
        Map<String, Readout> both = readBoth();
        assertThat(both.get("held").penalty()).isLessThan(1e-3);
        assertThat(both.get("absent").penalty()).isGreaterThan(1);
    }

    @Test
    void aFactorInTheFeaturesIsReadAndAnotherIsNotMeasurable() {
        Map<String, Readout> both = readBoth();
        assertThat(both.get("held").r2()).isCloseTo(1, within(1e-6));
        assertThat(both.get("held").isMeasurable()).isTrue();
        assertThat(both.get("absent").r2()).isLessThan(Readout.MEASURABLE);
        assertThat(both.get("absent").isMeasurable()).isFalse();
        assertThat(both.keySet()).containsExactly("held", "absent");
    }

    /// Of a linear mixture of latents, one of them, and noise that is not among them.
    private static Map<String, Readout> readBoth() {
        return RidgeReadout.standard().read(mixed(300, 7), mixed(100, 8), mixed(100, 9));
    }

    private static ReadoutRows mixed(int count, long seed) {
        Tensor latents = normal(count, 6, seed);
        Map<String, Tensor> targets = new LinkedHashMap<>();
        targets.put("held", latents.narrow(1, 2, 1).mul(0.01).add(5));
        targets.put("absent", normal(count, 1, seed + 1000));
        return new ReadoutRows(latents.matmul(normal(6, 6, 77)).add(3), targets);
    }

    @Test
    void scaleAndMeanOfFeaturesAndFactorsDoNotMatter() {
        ReadoutRows train = noisy(40, 5, 10);
        ReadoutRows validation = noisy(20, 5, 11);
        ReadoutRows test = noisy(20, 5, 12);
        double plain = RidgeReadout.standard().read(train, validation, test).get("z").r2();
        double moved =
                RidgeReadout.standard()
                        .read(moved(train), moved(validation), moved(test))
                        .get("z")
                        .r2();
        assertThat(moved).isCloseTo(plain, within(1e-9));
    }

    private static ReadoutRows moved(ReadoutRows rows) {
        return rows(rows.features().mul(1e3).add(7), rows.targets().get("z").mul(1e-2).sub(4));
    }

    @Test
    void aConstantFeatureAddsNothing() {
        ReadoutRows train = noisy(40, 5, 13);
        ReadoutRows test = noisy(20, 5, 14);
        Readout plain = RidgeReadout.standard().read(train, test, test).get("z");
        Readout wider =
                RidgeReadout.standard()
                        .read(withConstant(train), withConstant(test), withConstant(test))
                        .get("z");
        assertThat(wider.r2()).isCloseTo(plain.r2(), within(1e-12));
    }

    private static ReadoutRows withConstant(ReadoutRows rows) {
        Tensor constant = Tensor.full(Shape.of(rows.features().size(0), 1), 3).to(DType.FLOAT64);
        return rows(Tensor.cat(List.of(rows.features(), constant), 1), rows.targets().get("z"));
    }

    @Test
    void aFactorThatDoesNotVaryOverTheTestRowsHasNoFigure() {
        ReadoutRows train = noisy(40, 5, 15);
        Tensor same = Tensor.full(Shape.of(20, 2), 2).to(DType.FLOAT64);
        ReadoutRows test = rows(noisy(20, 5, 16).features(), same);
        Readout readout = RidgeReadout.standard().read(train, train, test).get("z");
        assertThat(readout.r2()).isNaN();
        assertThat(readout.isMeasurable()).isFalse();
    }

    @Test
    void rowsAreCutOutTogether() {
        ReadoutRows all = noisy(10, 3, 17);
        ReadoutRows part = all.rows(4, 5);
        assertThat(part.features().toDoubleArray())
                .isEqualTo(all.features().narrow(0, 4, 5).toDoubleArray());
        assertThat(part.targets().get("z").toDoubleArray())
                .isEqualTo(all.targets().get("z").narrow(0, 4, 5).toDoubleArray());
    }

    @Test
    void faultsAreNamed() {
        assertThatThrownBy(() -> new RidgeReadout(List.of()))
                .hasMessage("penalties: [] (expected: at least one)");
        assertThatThrownBy(() -> new RidgeReadout(List.of(1.0, 0.0)))
                .hasMessage("penalties: 0.0 (expected: > 0)");
        assertThatThrownBy(() -> new RidgeReadout(List.of(Double.NaN)))
                .hasMessage("penalties: NaN (expected: > 0)");
        Tensor x = normal(4, 2, 18);
        assertThatThrownBy(() -> new ReadoutRows(x, Map.of()))
                .hasMessage("targets: {} (expected: at least one)");
        assertThatThrownBy(() -> rows(x, normal(3, 1, 19)))
                .hasMessage(
                        "targets: z is [3, 1] (expected: [4, 1], a row for each of the features)");
        assertThatThrownBy(() -> rows(normal(1, 2, 20), normal(1, 1, 20)))
                .hasMessage("features: [1, 2] (expected: [N, D] with N >= 2)");
        ReadoutRows good = rows(x, normal(4, 1, 21));
        RidgeReadout ridge = RidgeReadout.standard();
        assertThatThrownBy(() -> ridge.read(good, good, rows(normal(4, 3, 22), normal(4, 1, 22))))
                .hasMessage("test: features [4, 3] (expected: [N, 2], the width of train)");
        assertThatThrownBy(() -> ridge.read(good, rows(x, normal(4, 2, 23)), good))
                .hasMessage("validation: targets [z[2]] (expected: [z[1]], those of train)");
        Tensor diverged = x.div(0.0).mul(0.0);
        assertThatThrownBy(() -> ridge.read(rows(diverged, good.targets().get("z")), good, good))
                .hasMessageStartingWith("train: features: 8 of 8 values are NaN or infinite");
    }
}
