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
import org.junit.jupiter.api.Test;

/// Oracles: the squared distance of unit rows as a loop in double precision, which has no cosine;
/// [NegativeCosine], of which it is an affine function; finite differences.
class ByolRegressionTest {

    private static final ByolRegression LOSS = ByolRegression.defaults();

    private static double slow(double[][] p, double[][] z) {
        double sum = 0;
        for (int i = 0; i < p.length; i++) {
            for (int d = 0; d < p[i].length; d++) {
                sum += Math.pow(p[i][d] / norm(p[i]) - z[i][d] / norm(z[i]), 2);
            }
        }
        return sum / p.length;
    }

    private static double norm(double[] row) {
        double sum = 0;
        for (double x : row) {
            sum += x * x;
        }
        return Math.sqrt(sum);
    }

    @Test
    void isTheSquaredDistanceOfUnitRows() {
        Tensor p = random(7, 5, 1);
        Tensor z = random(7, 5, 2);
        assertThat(LOSS.apply(p, z).item()).isCloseTo(slow(table(p), table(z)), within(1e-12));
        assertThat(LOSS.apply(p.to(DType.FLOAT32), z.to(DType.FLOAT32)).item())
                .isCloseTo(slow(table(p), table(z)), within(1e-6));
    }

    @Test
    void isTwoMoreThanTwiceTheNegativeCosine() {
        Tensor p = random(7, 5, 1);
        Tensor z = random(7, 5, 2);
        assertThat(LOSS.apply(p, z).item())
                .isCloseTo(2 + 2 * NegativeCosine.defaults().apply(p, z).item(), within(1e-12));
    }

    @Test
    void isZeroAlongTwoAcrossAndFourAgainst() {
        Tensor z = plane(1, 0);
        assertThat(LOSS.apply(plane(5, 0), z).item()).isCloseTo(0, within(1e-12));
        assertThat(LOSS.apply(plane(0, 5), z).item()).isCloseTo(2, within(1e-12));
        assertThat(LOSS.apply(plane(-5, 0), z).item()).isCloseTo(4, within(1e-12));
        assertThat(LOSS.apply(plane(0, 0), z).item()).isEqualTo(2);
    }

    @Test
    void gradientsAgreeWithFiniteDifferencesTwice() {
        GradCheck.checkTwice(
                in -> LOSS.apply(in.get(0), in.get(1)), random(3, 4, 1), random(3, 4, 2));
    }

    @Test
    void whatDoesNotFitIsNamed() {
        assertThatThrownBy(() -> LOSS.apply(plane(1, 2), plane(1, 2, 3, 4)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("p [1, 2], z [2, 2] (expected: the same shape [N, D], N >= 1)");
        Tensor none = Tensor.zeros(Shape.of(0, 2));
        assertThatThrownBy(() -> LOSS.apply(none, none))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("p [0, 2], z [0, 2]");
        assertThatThrownBy(() -> new ByolRegression(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("eps: 0.0 (expected: > 0)");
    }
}
