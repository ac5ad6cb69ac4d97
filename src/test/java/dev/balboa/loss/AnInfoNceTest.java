package dev.balboa.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.balboa.autograd.Autocast;
import dev.balboa.tensor.DType;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Random;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import dev.balboa.testkit.GradCheck;
import dev.balboa.testkit.TensorAssert;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Oracles: the loss as a double loop over anchors and negatives that sums squared differences and
/// so shares no matrix product with it, in both forms; NT-Xent, which it is where the metric is the
/// same in all directions; values known in closed form; finite differences.
class AnInfoNceTest {

    private static final int D = 5;
    private static final AnInfoNce LOSS = AnInfoNce.defaults();

    private static Tensor random(long n, long seed) {
        try (Generator generator = Generator.of(seed)) {
            return Random.randn(Shape.of(n, D), DType.FLOAT64, generator);
        }
    }

    private static Tensor anisotropic() {
        return Tensor.of(new double[] {25, 9, 0.3, 5, 1});
    }

    private static double[][] unitRows(Tensor z) {
        int n = (int) z.size(0);
        double[] flat = z.toDoubleArray();
        double[][] rows = new double[n][D];
        for (int i = 0; i < n; i++) {
            double square = 0;
            for (int j = 0; j < D; j++) {
                square += flat[i * D + j] * flat[i * D + j];
            }
            for (int j = 0; j < D; j++) {
                rows[i][j] = flat[i * D + j] / Math.sqrt(square);
            }
        }
        return rows;
    }

    private static double d(double[] u, double[] v, double[] metric) {
        double sum = 0;
        for (int j = 0; j < D; j++) {
            sum += metric[j] * (u[j] - v[j]) * (u[j] - v[j]);
        }
        return -sum / 2;
    }

    /// Anchor by anchor, as the paper and its code write it.
    private static double slow(Tensor first, Tensor second, Tensor metric, boolean published) {
        double[][] u = unitRows(first);
        double[][] v = unitRows(second);
        double[] lambda = metric.toDoubleArray();
        double sum = 0;
        for (int i = 0; i < u.length; i++) {
            double positive = d(u[i], v[i], lambda);
            double ofFirst = Math.exp(positive);
            double ofSecond = Math.exp(positive);
            for (int k = 0; k < u.length; k++) {
                if (k != i) {
                    ofFirst += Math.exp(d(u[i], u[k], lambda)) + Math.exp(d(u[i], v[k], lambda));
                    double across = published ? d(u[i], v[k], lambda) : d(v[i], u[k], lambda);
                    ofSecond += Math.exp(d(v[i], v[k], lambda)) + Math.exp(across);
                }
            }
            sum += -2 * positive + Math.log(ofFirst) + Math.log(ofSecond);
        }
        return sum / (2 * u.length);
    }

    @ParameterizedTest
    @CsvSource({"2, false", "7, false", "2, true", "7, true"})
    void isTheFormulaAnchorByAnchor(int n, boolean published) {
        Tensor z0 = random(n, 1);
        Tensor z1 = random(n, 2);
        AnInfoNce loss = new AnInfoNce(published);
        double expected = slow(z0, z1, anisotropic(), published);
        assertThat(loss.apply(z0, z1, anisotropic()).item()).isCloseTo(expected, within(1e-12));
        Tensor single = loss.apply(z0.to(DType.FLOAT32), z1.to(DType.FLOAT32), anisotropic());
        TensorAssert.assertThat(single).hasDType(DType.FLOAT32).hasShape();
        assertThat(single.item()).isCloseTo(expected, within(1e-5));
    }

    @Test
    void theTwoFormsDifferForABatch() {
        double corrected = LOSS.apply(random(4, 1), random(4, 2), anisotropic()).item();
        double published =
                new AnInfoNce(true).apply(random(4, 1), random(4, 2), anisotropic()).item();
        assertThat(Math.abs(corrected - published)).isGreaterThan(1e-3);
    }

    @Test
    void exchangingTheViewsMattersToThePublishedFormAlone() {
        Tensor z0 = random(5, 1);
        Tensor z1 = random(5, 2);
        double exchanged = LOSS.apply(z1, z0, anisotropic()).item();
        assertThat(LOSS.apply(z0, z1, anisotropic()).item()).isCloseTo(exchanged, within(1e-12));
        AnInfoNce published = new AnInfoNce(true);
        assertThat(published.apply(z0, z1, anisotropic()).item())
                .isNotCloseTo(published.apply(z1, z0, anisotropic()).item(), within(1e-4));
    }

    @ParameterizedTest
    @ValueSource(doubles = {2, 0.5, 0.07})
    void theSameWeightInAllDirectionsIsNtXent(double temperature) {
        Tensor z0 = random(6, 1).requiresGrad_(true);
        Tensor z1 = random(6, 2);
        Tensor metric = Tensor.full(Shape.of(D), 1 / temperature, DType.FLOAT64);
        Tensor expected = new NtXent(temperature).apply(z0, z1);
        Tensor found = LOSS.apply(z0, z1, metric);
        assertThat(found.item()).isCloseTo(expected.item(), within(1e-12));
        expected.backward();
        Tensor gradient = z0.grad().copy();
        z0.zeroGrad();
        found.backward();
        TensorAssert.assertThat(z0.grad()).isCloseTo(gradient, 0, 1e-12);
        Tensor single =
                LOSS.apply(
                        z0.detach().to(DType.FLOAT32),
                        z1.to(DType.FLOAT32),
                        metric.to(DType.FLOAT32));
        assertThat(single.item()).isCloseTo(expected.item(), within(1e-5));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 6, 1000})
    void equalRowsGiveTheLogarithmOfTheNumberOfOthers(int n) {
        Tensor z = Tensor.ones(Shape.of(n, D), DType.FLOAT64);
        double expected = Math.log(2 * n - 1);
        assertThat(LOSS.apply(z, z, anisotropic()).item()).isCloseTo(expected, within(1e-12));
        assertThat(new AnInfoNce(true).apply(z, z, anisotropic()).item())
                .isCloseTo(expected, within(1e-12));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void gradientsOfRowsAndMetricAgreeWithFiniteDifferencesTwice(boolean published) {
        GradCheck.checkTwice(
                in -> new AnInfoNce(published).apply(in.get(0), in.get(1), in.get(2).softplus()),
                random(3, 1),
                random(3, 2),
                Tensor.of(new double[] {1.5, 0.2, -0.3, 3, -2}));
    }

    @Test
    void aMetricMayHaveNegativeEntries() {
        Tensor signed = Tensor.of(new double[] {4, -3, 0, 7, -0.5});
        assertThat(LOSS.apply(random(6, 1), random(6, 2), signed).item())
                .isCloseTo(slow(random(6, 1), random(6, 2), signed, false), within(1e-12));
        GradCheck.check(
                in -> LOSS.apply(in.get(0), in.get(1), in.get(2)),
                random(3, 1),
                random(3, 2),
                signed);
    }

    @ParameterizedTest
    @CsvSource({"1e-3, false", "1e3, false", "-1e3, false", "1e-3, true", "1e3, true"})
    void zeroRowsEqualRowsAndExtremeMetricsStayFinite(double weight, boolean published) {
        Tensor zero = Tensor.zeros(Shape.of(1, D));
        Tensor equal = Tensor.ones(Shape.of(2, D));
        Tensor other = random(1, 3).to(DType.FLOAT32);
        Tensor z0 = Tensor.cat(List.of(zero, equal, other), 0).requiresGrad_(true);
        Tensor z1 = Tensor.cat(List.of(equal, zero, other), 0).requiresGrad_(true);
        Tensor metric = Tensor.full(Shape.of(D), weight).requiresGrad_(true);
        Tensor loss = new AnInfoNce(published).apply(z0, z1, metric);
        loss.backward();
        assertThat(loss.isfinite().itemBoolean()).isTrue();
        for (Tensor leaf : List.of(z0, z1, metric)) {
            assertThat(leaf.grad().isfinite().all().itemBoolean()).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"FLOAT16, 2e-2", "BFLOAT16, 2e-1"})
    void smallTypesAreComputedInFloat32(DType dtype, double tolerance) {
        Tensor z0 = random(6, 1);
        Tensor z1 = random(6, 2);
        Tensor loss = LOSS.apply(z0.to(dtype), z1.to(dtype), anisotropic().to(dtype));
        TensorAssert.assertThat(loss).hasDType(DType.FLOAT32);
        // what is left is the rounding of the rows and of the metric themselves
        assertThat(loss.item())
                .isCloseTo(LOSS.apply(z0, z1, anisotropic()).item(), within(tolerance));
    }

    @Test
    void autocastDoesNotReachTheSimilarities() {
        Tensor z0 = random(6, 1).to(DType.FLOAT32);
        Tensor z1 = random(6, 2).to(DType.FLOAT32);
        Tensor metric = anisotropic().to(DType.FLOAT32);
        double expected = LOSS.apply(z0, z1, metric).item();
        Autocast.cpu(DType.BFLOAT16)
                .run(
                        () -> {
                            assertThat(z0.matmul(z1.t()).dtype()).isEqualTo(DType.BFLOAT16);
                            assertThat(LOSS.apply(z0, z1, metric).item()).isEqualTo(expected);
                        });
    }

    @Test
    void anEnsembleIsTheMeanOverItsGroups() {
        Tensor even = Tensor.ones(Shape.of(D), DType.FLOAT64);
        double first = LOSS.apply(random(4, 1), random(4, 2), anisotropic()).item();
        double second = LOSS.apply(random(7, 3), random(7, 4), even).item();
        double both =
                LOSS.ensemble(
                                List.of(random(4, 1), random(7, 3)),
                                List.of(random(4, 2), random(7, 4)),
                                List.of(anisotropic(), even))
                        .item();
        assertThat(both).isCloseTo((first + second) / 2, within(1e-12));
    }

    @Test
    void nanMakesTheLossNan() {
        Tensor z = random(3, 1);
        Tensor metric = Tensor.full(Shape.of(D), Double.NaN, DType.FLOAT64);
        assertThat(LOSS.apply(z, random(3, 2), metric).item()).isNaN();
    }

    @Test
    void shapesThatDoNotFitAreNamed() {
        Tensor z = random(3, 1);
        assertThatThrownBy(() -> LOSS.apply(z, random(4, 2), anisotropic()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("z0 [3, 5], z1 [4, 5] (expected: the same shape [N, D], N >= 2)");
        assertThatThrownBy(() -> LOSS.apply(random(1, 1), random(1, 2), anisotropic()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("z0 [1, 5], z1 [1, 5] (expected: the same shape [N, D], N >= 2)");
        assertThatThrownBy(() -> LOSS.apply(z, z, Tensor.ones(Shape.of(1), DType.FLOAT64)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "metric: [1] (expected: [5], a weight for each direction of z0 [3, 5])");
        assertThatThrownBy(() -> LOSS.apply(z, z, Tensor.of(1L, 1L, 1L, 1L, 1L)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("metric: ");
        assertThatThrownBy(() -> LOSS.ensemble(List.of(z), List.of(z), List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "groups: z0 1, z1 1, metrics 0 (expected: the same number, at least 1)");
        assertThatThrownBy(() -> LOSS.ensemble(List.of(), List.of(), List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
