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

/// Oracles: the paper's three terms as loops in double precision, each alone and together; closed
/// forms; finite differences. A recording of lightly is in `SslLossGoldensTest`.
class VicRegTest {

    private static double invariance(double[][] a, double[][] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < a[i].length; j++) {
                sum += Math.pow(a[i][j] - b[i][j], 2);
            }
        }
        return sum / a.length / a[0].length;
    }

    private static double variance(double[][] z) {
        double sum = 0;
        for (int j = 0; j < z[0].length; j++) {
            sum += Math.max(0, 1 - Math.sqrt(covariance(z, j, j) + 1e-4));
        }
        return sum / z[0].length;
    }

    private static double covariances(double[][] z) {
        double sum = 0;
        for (int i = 0; i < z[0].length; i++) {
            for (int j = 0; j < z[0].length; j++) {
                sum += i == j ? 0 : Math.pow(covariance(z, i, j), 2);
            }
        }
        return sum / z[0].length;
    }

    private static double covariance(double[][] z, int i, int j) {
        double sum = 0;
        for (double[] row : z) {
            sum += (row[i] - mean(z, i)) * (row[j] - mean(z, j));
        }
        return sum / (z.length - 1);
    }

    private static double mean(double[][] z, int column) {
        double sum = 0;
        for (double[] row : z) {
            sum += row[column];
        }
        return sum / z.length;
    }

    @ParameterizedTest
    @CsvSource({
        "2, 5, 25, 25, 1",
        "9, 5, 25, 25, 1",
        "9, 1, 25, 25, 1",
        "9, 5, 1, 0, 0",
        "9, 5, 0, 1, 0",
        "9, 5, 0, 0, 1"
    })
    void isThePapersFormula(int n, int d, double inv, double var, double cov) {
        Tensor z0 = random(n, d, 1).add(1);
        Tensor z1 = z0.add(random(n, d, 2)).mul(0.6);
        double[][] a = table(z0);
        double[][] b = table(z1);
        double expected =
                inv * invariance(a, b)
                        + var * (variance(a) + variance(b)) / 2
                        + cov * (covariances(a) + covariances(b));
        VicReg loss = new VicReg(inv, var, cov);
        assertThat(loss.apply(z0, z1).item()).isCloseTo(expected, within(1e-11));
        Tensor single = loss.apply(z0.to(DType.FLOAT32), z1.to(DType.FLOAT32));
        TensorAssert.assertThat(single).hasDType(DType.FLOAT32).hasShape();
        assertThat(single.item()).isCloseTo(expected, within(1e-5 * (1 + expected)));
    }

    @Test
    void equalRowsMissTheWholeSpread() {
        Tensor z = Tensor.ones(Shape.of(6, 5), DType.FLOAT64);
        assertThat(VicReg.defaults().apply(z, z).item()).isCloseTo(25 * 0.99, within(1e-12));
    }

    @Test
    void spreadViewsThatAreAlikeAndUncorrelatedReachZero() {
        double[] hadamard = {1, 1, 1, 1, -1, -1, -1, 1, -1, -1, -1, 1};
        Tensor z = Tensor.of(hadamard, Shape.of(4, 3));
        assertThat(VicReg.defaults().apply(z, z).item()).isZero();
    }

    @Test
    void defaultsAreThePapers() {
        assertThat(VicReg.defaults()).isEqualTo(new VicReg(25, 25, 1));
    }

    @Test
    void gradientsAgreeWithFiniteDifferencesTwice() {
        GradCheck.checkTwice(
                in -> new VicReg(2, 3, 0.5).apply(in.get(0), in.get(1)),
                random(4, 3, 1).mul(0.5),
                random(4, 3, 2).mul(0.5));
    }

    @Test
    void whatDoesNotFitIsNamed() {
        assertThatThrownBy(() -> VicReg.defaults().apply(plane(1, 2), plane(3, 4)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("z0 [1, 2], z1 [1, 2] (expected: the same shape [N, D], N >= 2)");
        assertThatThrownBy(() -> new VicReg(-1, 25, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("invariance: -1.0 (expected: >= 0)");
        assertThatThrownBy(() -> new VicReg(25, Double.NaN, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("variance: NaN (expected: >= 0)");
        assertThatThrownBy(() -> new VicReg(25, 25, -1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("covariance: -1.0 (expected: >= 0)");
    }
}
