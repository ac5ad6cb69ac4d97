package dev.balboa.loss;

import static dev.balboa.loss.SlowRows.plane;
import static dev.balboa.loss.SlowRows.random;
import static dev.balboa.loss.SlowRows.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.balboa.tensor.DType;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import dev.balboa.testkit.GradCheck;
import dev.balboa.testkit.TensorAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Oracles: the paper's equation as a loop in double precision; closed forms; finite differences. A
/// recording of lightly is in `SslLossGoldensTest`.
class BarlowTwinsTest {

    private static final BarlowTwins LOSS = BarlowTwins.defaults();

    private static double slow(double[][] a, double[][] b, double lambda) {
        int d = a[0].length;
        double sum = 0;
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < d; j++) {
                double c = correlation(a, i, b, j);
                sum += i == j ? (1 - c) * (1 - c) : lambda * c * c;
            }
        }
        return sum;
    }

    private static double correlation(double[][] a, int i, double[][] b, int j) {
        double product = 0;
        for (int row = 0; row < a.length; row++) {
            product += (a[row][i] - mean(a, i)) * (b[row][j] - mean(b, j)) / a.length;
        }
        return product / Math.sqrt((variance(a, i) + 1e-5) * (variance(b, j) + 1e-5));
    }

    private static double mean(double[][] z, int column) {
        double sum = 0;
        for (double[] row : z) {
            sum += row[column];
        }
        return sum / z.length;
    }

    private static double variance(double[][] z, int column) {
        double sum = 0;
        for (double[] row : z) {
            sum += Math.pow(row[column] - mean(z, column), 2);
        }
        return sum / z.length;
    }

    @ParameterizedTest
    @CsvSource({"2, 5, 0.005", "9, 5, 0.005", "9, 1, 0.005", "6, 4, 0", "6, 4, 1"})
    void isThePapersFormula(int n, int d, double lambda) {
        Tensor z0 = random(n, d, 1).mul(3).add(1);
        Tensor z1 = z0.add(random(n, d, 2));
        double expected = slow(table(z0), table(z1), lambda);
        BarlowTwins loss = new BarlowTwins(lambda);
        assertThat(loss.apply(z0, z1).item()).isCloseTo(expected, within(1e-12));
        Tensor single = loss.apply(z0.to(DType.FLOAT32), z1.to(DType.FLOAT32));
        TensorAssert.assertThat(single).hasDType(DType.FLOAT32).hasShape();
        assertThat(single.item()).isCloseTo(expected, within(1e-5));
    }

    @Test
    void alikeViewsWithUncorrelatedDimensionsReachZero() {
        double[] hadamard = {1, 1, 1, 1, -1, -1, -1, 1, -1, -1, -1, 1};
        Tensor z = Tensor.of(hadamard, Shape.of(4, 3));
        assertThat(new BarlowTwins(1).apply(z, z.mul(5).add(2)).item()).isBetween(0.0, 1e-9);
        // turned around, every dimension is at −1: (1 + 1)² each
        assertThat(LOSS.apply(z, z.neg()).item()).isCloseTo(12, within(1e-3));
    }

    @Test
    void equalRowsGiveTheNumberOfDimensions() {
        Tensor z = Tensor.ones(Shape.of(6, 5), DType.FLOAT64);
        assertThat(LOSS.apply(z, z).item()).isEqualTo(5);
    }

    @Test
    void defaultIsThePapers() {
        assertThat(LOSS.lambda()).isEqualTo(0.005);
    }

    @Test
    void gradientsAgreeWithFiniteDifferencesTwice() {
        GradCheck.checkTwice(
                in -> new BarlowTwins(0.3).apply(in.get(0), in.get(1)),
                random(4, 3, 1),
                random(4, 3, 2));
    }

    @Test
    void whatDoesNotFitIsNamed() {
        assertThatThrownBy(() -> LOSS.apply(plane(1, 2), plane(3, 4)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("z0 [1, 2], z1 [1, 2] (expected: the same shape [N, D], N >= 2)");
        assertThatThrownBy(() -> new BarlowTwins(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("lambda: -1.0 (expected: >= 0)");
    }
}
