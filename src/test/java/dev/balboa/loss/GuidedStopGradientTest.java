package dev.balboa.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.balboa.autograd.Autocast;
import dev.balboa.loss.GuidedStopGradient.Choice;
import dev.balboa.loss.GuidedStopGradient.Distance;
import dev.balboa.tensor.DType;
import dev.balboa.tensor.Device;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import dev.balboa.testkit.GradCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Oracle: the algorithm as a loop over Java doubles, row by row and case by case, written from the
/// table of the paper's method and sharing no code with the loss; and hand-made projections on a
/// line whose closest pair can be seen.
class GuidedStopGradientTest {

    private final GuidedStopGradient loss = GuidedStopGradient.defaults();

    /// Row `i` of tensor `t` is `values[t][i]`.
    private static List<Tensor> tensors(double[][][] values, boolean trained) {
        List<Tensor> made = new ArrayList<>();
        for (double[][] rows : values) {
            double[] flat = new double[rows.length * rows[0].length];
            for (int i = 0; i < flat.length; i++) {
                flat[i] = rows[i / rows[0].length][i % rows[0].length];
            }
            made.add(Tensor.of(flat, Shape.of(rows.length, rows[0].length)).requiresGrad_(trained));
        }
        return made;
    }

    private static double[][][] random(long seed, int rows, int width) {
        SplittableRandom random = new SplittableRandom(seed);
        double[][][] values = new double[4][rows][width];
        for (double[][] tensor : values) {
            for (double[] row : tensor) {
                for (int d = 0; d < width; d++) {
                    row[d] = random.nextDouble(-1, 1);
                }
            }
        }
        return values;
    }

    private static double distance(double[] a, double[] b) {
        double sum = 0;
        for (int d = 0; d < a.length; d++) {
            sum += (a[d] - b[d]) * (a[d] - b[d]);
        }
        return Math.sqrt(sum);
    }

    private static double cosine(double[] a, double[] b) {
        double product = 0;
        double squaresA = 0;
        double squaresB = 0;
        for (int d = 0; d < a.length; d++) {
            product += a[d] * b[d];
            squaresA += a[d] * a[d];
            squaresB += b[d] * b[d];
        }
        return product / Math.sqrt(squaresA * squaresB);
    }

    /// The paper's method for one row, `z[0], z[1]` the first image's views and `z[2], z[3]` the
    /// second's.
    private static double slowRow(double[][] z, double[][] p) {
        double best = Double.POSITIVE_INFINITY;
        int a = -1;
        int b = -1;
        for (int first = 0; first < 2; first++) {
            for (int second = 2; second < 4; second++) {
                double d = distance(z[first], z[second]);
                if (d < best) {
                    best = d;
                    a = first;
                    b = second;
                }
            }
        }
        double[] partnerOfA = z[1 - a];
        double[] partnerOfB = z[5 - b];
        return -0.5 * (cosine(p[a], partnerOfA) + cosine(p[b], partnerOfB));
    }

    private static double slow(double[][][] z, double[][][] p) {
        int rows = z[0].length;
        double sum = 0;
        for (int i = 0; i < rows; i++) {
            double[][] zRow = {z[0][i], z[1][i], z[2][i], z[3][i]};
            double[][] pRow = {p[0][i], p[1][i], p[2][i], p[3][i]};
            sum += slowRow(zRow, pRow);
        }
        return sum / rows;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void equalsTheSlowLoop(long seed) {
        double[][][] z = random(seed, 17, 5);
        double[][][] p = random(seed + 100, 17, 5);
        double value = loss.apply(tensors(z, false), tensors(p, false)).item();
        assertThat(value).isCloseTo(slow(z, p), within(1e-12)).isBetween(-1.0, 1.0);
    }

    /// Points on a line: z11, z12, z21, z22, and the pair that lies closest.
    @ParameterizedTest
    @CsvSource({
        "0, 10, 1, 20, 0", // 11 and 21
        "0, 10, 20, 1, 1", // 11 and 22
        "10, 0, 1, 20, 2", // 12 and 21
        "10, 0, 20, 1, 3", // 12 and 22
        "5, 5, 5, 5, 0", // all tie: the first
        "0, 9, 1, 10, 0", // 11-21 and 12-22 tie: the first
        "0, 9, 10, 1, 1", // 11-22 and 12-21 tie: the first
    })
    void theClosestPairIsChosen(double z11, double z12, double z21, double z22, long expected) {
        List<Tensor> z =
                tensors(new double[][][] {{{z11, 1}}, {{z12, 1}}, {{z21, 1}}, {{z22, 1}}}, false);
        assertThat(loss.choose(z).toLongArray()).containsExactly(expected);
    }

    /// By angle 11–22 is the closest (the same direction), by distance 11–21.
    @Test
    void distancesAreThoseOfRawProjections() {
        List<Tensor> z =
                tensors(new double[][][] {{{1, 0}}, {{-9, 0}}, {{0.8, 0.8}}, {{50, 0}}}, false);
        assertThat(loss.choose(z).toLongArray()).containsExactly(0);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 10, 1, 20, 0, 2",
        "0, 10, 20, 1, 0, 3",
        "10, 0, 1, 20, 1, 2",
        "10, 0, 20, 1, 1, 3"
    })
    void onlyTheSourcesOfTheClosestPairMove(
            double z11, double z12, double z21, double z22, int first, int second) {
        List<Tensor> z =
                tensors(new double[][][] {{{z11, 1}}, {{z12, 1}}, {{z21, 1}}, {{z22, 1}}}, true);
        List<Tensor> p = tensors(random(9, 1, 2), true);
        loss.apply(z, p).backward();
        for (int i = 0; i < 4; i++) {
            assertThat(z.get(i).grad()).as("target z " + i).isNull();
            double moved = p.get(i).grad().abs().sum().item();
            if (i == first || i == second) {
                assertThat(moved).as("source p " + i).isPositive();
            } else {
                assertThat(moved).as("prediction p " + i).isZero();
            }
        }
    }

    @Test
    void gradientsOfPredictionsAgreeWithFiniteDifferences() {
        List<Tensor> z = tensors(random(6, 3, 4), false);
        GradCheck.check(
                p -> loss.apply(z, p), tensors(random(7, 3, 4), false).toArray(Tensor[]::new));
    }

    @Test
    void withoutAPredictorTheSourceSideKeepsItsGradient() {
        List<Tensor> z = tensors(new double[][][] {{{0, 1}}, {{9, 1}}, {{1, 1}}, {{20, 1}}}, true);
        loss.apply(z, z).backward();
        assertThat(z.get(0).grad().abs().sum().item()).isPositive();
        assertThat(z.get(1).grad().abs().sum().item()).isZero();
        assertThat(z.get(2).grad().abs().sum().item()).isPositive();
        assertThat(z.get(3).grad().abs().sum().item()).isZero();
    }

    @Test
    void anImagePairedWithItselfIsAPairLikeAnyOther() {
        double[][][] z = random(3, 4, 3);
        double[][][] p = random(4, 4, 3);
        z[2] = z[0];
        p[2] = p[0];
        assertThat(loss.apply(tensors(z, false), tensors(p, false)).item())
                .isCloseTo(slow(z, p), within(1e-12));
    }

    @Test
    void isMinusOneWhenEveryPredictionIsRight() {
        double[][][] same = {{{1, 2}}, {{1, 2}}, {{3, 1}}, {{3, 1}}};
        assertThat(loss.apply(tensors(same, false), tensors(same, false)).item())
                .isCloseTo(-1, within(1e-12));
    }

    @Test
    void isFiniteForZeroProjections() {
        double[][][] zero = new double[4][2][3];
        List<Tensor> p = tensors(zero, true);
        Tensor value = loss.apply(tensors(zero, false), p);
        value.backward();
        assertThat(value.item()).isZero();
        assertThat(p.getFirst().grad().toDoubleArray()).doesNotContain(Double.NaN);
    }

    /// The same points as above, and the pair that lies farthest.
    @ParameterizedTest
    @CsvSource({
        "0, 30, 1, 20, 2", // 12 and 21
        "0, 30, 20, 1, 3", // 12 and 22
        "30, 0, 1, 20, 0", // 11 and 21
        "30, 0, 20, 1, 1", // 11 and 22
        "5, 5, 5, 5, 0", // all tie: the first
    })
    void theFarthestPairIsChosenWhereItIsAskedFor(
            double z11, double z12, double z21, double z22, long expected) {
        List<Tensor> z =
                tensors(new double[][][] {{{z11, 1}}, {{z12, 1}}, {{z21, 1}}, {{z22, 1}}}, false);
        assertThat(loss.withChoice(Choice.FARTHEST).choose(z).toLongArray())
                .containsExactly(expected);
    }

    /// The points of `distancesAreThoseOfRawProjections`.
    @Test
    void normalisedDistancesCompareAngles() {
        List<Tensor> z =
                tensors(new double[][][] {{{1, 0}}, {{-9, 0}}, {{0.8, 0.8}}, {{50, 0}}}, false);
        assertThat(loss.withDistance(Distance.NORMALISED).choose(z).toLongArray())
                .containsExactly(1);
    }

    @Test
    void givenChoicesTakeTheRowsTheyName() {
        double[][][] z = random(3, 4, 5);
        double[][][] p = random(4, 4, 5);
        double[][] expected = {
            {cosine(p[0][0], z[1][0]), cosine(p[2][0], z[3][0])},
            {cosine(p[0][1], z[1][1]), cosine(p[3][1], z[2][1])},
            {cosine(p[1][2], z[0][2]), cosine(p[2][2], z[3][2])},
            {cosine(p[1][3], z[0][3]), cosine(p[3][3], z[2][3])},
        };
        double sum = 0;
        for (double[] pair : expected) {
            sum -= (pair[0] + pair[1]) / 2;
        }
        GuidedStopGradient random = loss.withChoice(Choice.RANDOM);
        Tensor value =
                random.apply(tensors(z, false), tensors(p, false), Tensor.of(0L, 1L, 2L, 3L));
        assertThat(value.item()).isCloseTo(sum / 4, within(1e-12));
    }

    @Test
    void randomChoicesAreTheCallersToDraw() {
        List<Tensor> z = tensors(random(1, 2, 2), false);
        assertThatThrownBy(() -> loss.withChoice(Choice.RANDOM).apply(z, z))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("choice: RANDOM (expected: the choices as an argument of apply)");
        assertThatThrownBy(() -> loss.apply(z, z, Tensor.of(0L, 4L)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("choices: 4 (expected: 0 to 3)");
        assertThatThrownBy(() -> loss.apply(z, z, Tensor.of(0L)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("choices: int64 [1] (expected: int64 [2], one for each row)");
    }

    /// Rows on a line: distances 1, 20, 9, 10 (margin 8/9), 1, 1, 1, 1 (none) and 0, 0, 0, 0
    /// (defined as none); cases 11–21 twice by ties, and once 12–21 by hand.
    @Test
    void statisticsTellTheSharesOfTheCasesAndTheMargin() {
        List<Tensor> z =
                tensors(
                        new double[][][] {
                            {{0, 1}, {0, 0}, {2, 2}},
                            {{10, 1}, {0, 0}, {2, 2}},
                            {{1, 1}, {1, 0}, {2, 2}},
                            {{20, 1}, {1, 0}, {2, 2}}
                        },
                        true);
        Map<String, Tensor> figures = loss.statistics(z, Tensor.of(0L, 2L, 0L));
        assertThat(figures.keySet())
                .containsExactly(
                        "choice_11_21",
                        "choice_11_22",
                        "choice_12_21",
                        "choice_12_22",
                        "choice_margin");
        assertThat(figures.get("choice_11_21").item()).isCloseTo(2.0 / 3, within(1e-6));
        assertThat(figures.get("choice_11_22").item()).isZero();
        assertThat(figures.get("choice_12_21").item()).isCloseTo(1.0 / 3, within(1e-6));
        assertThat(figures.get("choice_12_22").item()).isZero();
        assertThat(figures.get("choice_margin").item()).isCloseTo(8.0 / 27, within(1e-6));
        assertThat(figures.values())
                .allMatch(figure -> !figure.requiresGrad() && figure.dim() == 0);
    }

    /// BYOL's case: no `p` shares anything with `z`.
    @Test
    void distancesAndTargetsAreThoseOfTheProjections() {
        double[][][] z = random(21, 9, 4);
        double[][][] p = random(22, 9, 4);
        double[][][] scaled = random(22, 9, 4);
        for (double[][] tensor : scaled) {
            for (double[] row : tensor) {
                for (int d = 0; d < row.length; d++) {
                    row[d] *= 1000;
                }
            }
        }
        assertThat(loss.apply(tensors(z, false), tensors(scaled, false)).item())
                .isCloseTo(slow(z, p), within(1e-12));
    }

    /// In bfloat16 the distances 300.4 and 300 are the same.
    @Test
    void smallTypesAndAutocastAreComputedInFloat32() {
        List<Tensor> z =
                tensors(new double[][][] {{{300.4, 1}}, {{-900, 1}}, {{0, 1}}, {{0.4, 1}}}, false)
                        .stream()
                        .map(row -> row.to(DType.FLOAT32))
                        .toList();
        double expected = loss.apply(z, z).item();
        Autocast.on(Device.CPU, DType.BFLOAT16)
                .run(
                        () -> {
                            assertThat(loss.choose(z).toLongArray()).containsExactly(1);
                            assertThat(loss.apply(z, z).dtype()).isEqualTo(DType.FLOAT32);
                            assertThat(loss.apply(z, z).item()).isEqualTo(expected);
                        });
        List<Tensor> small = z.stream().map(row -> row.to(DType.BFLOAT16)).toList();
        assertThat(loss.apply(small, small).dtype()).isEqualTo(DType.FLOAT32);
    }

    @Test
    void threeViewsAreRefused() {
        List<Tensor> z = tensors(random(1, 2, 2), false);
        assertThatThrownBy(() -> loss.apply(z.subList(0, 3), z))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("z: 3 tensors (expected: 4)");
    }

    @Test
    void shapesThatDifferAreNamed() {
        List<Tensor> z = tensors(random(1, 2, 2), false);
        List<Tensor> p = tensors(random(1, 3, 2), false);
        assertThatThrownBy(() -> loss.apply(z, p))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("p: shapes [[3, 2]")
                .hasMessageEndingWith("(expected: four times the same [N, D])");
    }
}
