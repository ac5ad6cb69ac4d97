package dev.balboa.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Oracles: the definitions as slow loops in double precision, and arrangements that can be seen.
class ClassGeometryTest {

    private static Features features(double[][] rows, long... labels) {
        double[] flat = new double[rows.length * rows[0].length];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(rows[i], 0, flat, i * rows[0].length, rows[0].length);
        }
        return new Features(Tensor.of(flat, Shape.of(rows.length, rows[0].length)), labels);
    }

    private static double[][] random(int count, int width) {
        Random random = new Random(7);
        double[][] rows = new double[count][width];
        for (double[] row : rows) {
            for (int d = 0; d < width; d++) {
                row[d] = random.nextGaussian() + 0.5;
            }
        }
        return rows;
    }

    private static double[] unit(double[] row) {
        double square = 0;
        for (double value : row) {
            square += value * value;
        }
        double[] unit = row.clone();
        for (int d = 0; d < unit.length; d++) {
            unit[d] /= Math.sqrt(square);
        }
        return unit;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int d = 0; d < a.length; d++) {
            sum += a[d] * b[d];
        }
        return sum;
    }

    @Test
    void toleranceIsTheMeanProductOfPairsOfAClass() {
        double[][] rows = random(9, 4);
        long[] labels = {0, 1, 2, 0, 1, 0, 2, 0, 1};
        double sum = 0;
        int pairs = 0;
        for (int i = 0; i < 9; i++) {
            for (int j = 0; j < 9; j++) {
                if (labels[i] == labels[j]) {
                    sum += dot(unit(rows[i]), unit(rows[j]));
                    pairs++;
                }
            }
        }
        assertThat(ClassGeometry.tolerance(features(rows, labels)))
                .isCloseTo(sum / pairs, within(1e-12));
    }

    @Test
    void interClassUniformityIsThePotentialOfTheMeans() {
        double[][] rows = random(9, 4);
        long[] labels = {0, 1, 2, 0, 1, 0, 2, 0, 1};
        for (boolean renormalise : new boolean[] {false, true}) {
            double[][] means = new double[3][4];
            int[] counts = {4, 3, 2};
            for (int i = 0; i < 9; i++) {
                for (int d = 0; d < 4; d++) {
                    means[(int) labels[i]][d] += unit(rows[i])[d] / counts[(int) labels[i]];
                }
            }
            double sum = 0;
            for (int c = 0; c < 3; c++) {
                for (int e = 0; e < 3; e++) {
                    double[] a = renormalise ? unit(means[c]) : means[c];
                    double[] b = renormalise ? unit(means[e]) : means[e];
                    double square = dot(a, a) + dot(b, b) - 2 * dot(a, b);
                    sum += c == e ? 0 : Math.exp(-2 * square);
                }
            }
            assertThat(ClassGeometry.interClassUniformity(features(rows, labels), renormalise))
                    .isCloseTo(Math.log(sum / 6), within(1e-12));
        }
    }

    @Test
    void oneDirectionForEachClassIsFullTolerance() {
        Features apart = features(new double[][] {{2, 0}, {1, 0}, {0, -3}}, 0, 0, 1);
        assertThat(ClassGeometry.tolerance(apart)).isCloseTo(1, within(1e-12));
        assertThat(ClassGeometry.interClassUniformity(apart, false))
                .isCloseTo(-4, within(1e-12)); // ‖m₀ − m₁‖² = 2
    }

    @Test
    void oneClassAndMissingLabelsAreNamed() {
        Features one = features(new double[][] {{1, 0}, {0, 1}}, 0, 0);
        assertThatThrownBy(() -> ClassGeometry.interClassUniformity(one, false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("features: 1 class (expected: at least 2)");
        Features missing = features(new double[][] {{1, 0}, {0, 1}}, 0, -1);
        assertThatThrownBy(() -> ClassGeometry.of(missing))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("row 1 has no label");
    }
}
