package dev.balboa.latent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.balboa.tensor.DType;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Random;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import dev.balboa.testkit.TensorAssert;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Oracles: densities written out in plain Java, sums over all rows of zeros and ones, sums over a
/// grid, and the moments of many samples.
class NoiseDistributionTest {

    private static Tensor binaryRows() {
        return Tensor.of(new float[] {1, 0, 0, 1, 1, 0, 1, 0, 0, 1, 1, 1}, Shape.of(4, 3));
    }

    private static Tensor correlated(int count) {
        try (Generator generator = Generator.of(3)) {
            Tensor e = Random.randn(Shape.of(count, 2), generator);
            Tensor mix = Tensor.of(new float[] {2, 1, 0, 0.5f}, Shape.of(2, 2));
            return e.matmul(mix).add(Tensor.of(1f, -2f));
        }
    }

    /// All 8 rows of three binary columns.
    private static Tensor all() {
        float[] rows = new float[24];
        for (int i = 0; i < 8; i++) {
            for (int d = 0; d < 3; d++) {
                rows[3 * i + d] = i >> d & 1;
            }
        }
        return Tensor.of(rows, Shape.of(8, 3));
    }

    /// Integral of a density over the square from −20 to 20, by the midpoint rule.
    private static double integral(NoiseDistribution noise) {
        Tensor axis = Tensor.arange(-19.95, 20, 0.1, DType.FLOAT64);
        List<Tensor> grid = Tensor.meshgrid(List.of(axis, axis));
        Tensor points = Tensor.stack(List.of(grid.get(0).flatten(), grid.get(1).flatten()), 1);
        return noise.logDensity(points).exp().sum().item() * 0.01;
    }

    @Test
    void bernoulliMeansAreSmoothedAwayFromZeroAndOne() {
        // sums 4, 2, 1 of 4 rows, and one more of each value
        try (BernoulliNoise noise = BernoulliNoise.fit(binaryRows(), 1)) {
            TensorAssert.assertThat(noise.probabilities().tensor())
                    .isCloseTo(5 / 6.0, 3 / 6.0, 2 / 6.0);
            double expected = Math.log(5 / 6.0) + Math.log(3 / 6.0) + Math.log(4 / 6.0);
            Tensor x = Tensor.of(new float[] {1, 0, 0}, Shape.of(1, 3));
            TensorAssert.assertThat(noise.logDensity(x)).hasDType(DType.FLOAT32);
            assertThat(noise.logDensity(x).item()).isCloseTo(expected, within(1e-6));
        }
        Tensor zeros = Tensor.zeros(Shape.of(10, 2));
        TensorAssert.assertThat(BernoulliNoise.means(zeros, 0.5)).isCloseTo(1 / 22.0, 1 / 22.0);
    }

    @Test
    void probabilitiesOfAllBinaryRowsSumToOne() {
        try (Generator generator = Generator.of(0);
                BernoulliNoise bernoulli = BernoulliNoise.fit(binaryRows(), 1);
                UniformNoise uniform = UniformNoise.binary(3);
                MixtureNoise mixture = MixtureNoise.fitBernoulli(binaryRows(), 2, 0.5, generator)) {
            for (NoiseDistribution noise : List.of(bernoulli, uniform, mixture)) {
                assertThat(noise.logDensity(all()).exp().sum().item()).isCloseTo(1, within(1e-6));
                assertThat(noise.support()).isEqualTo(Support.BINARY);
            }
            TensorAssert.assertThat(uniform.logDensity(all()).exp())
                    .isCloseTo(Tensor.full(Shape.of(8), 0.125), 1e-6, 0);
        }
    }

    @Test
    void densitiesOfRealRowsIntegrateToOne() {
        Tensor rows = correlated(50);
        try (GaussianNoise full = GaussianNoise.fit(rows, 0);
                GaussianNoise diagonal = GaussianNoise.fitDiagonal(rows, 0.1);
                UniformNoise box = UniformNoise.fit(rows, 0.1);
                MixtureNoise mixture =
                        MixtureNoise.of(
                                List.of(3.0, 1.0),
                                List.of(
                                        GaussianNoise.fit(rows, 0),
                                        GaussianNoise.fit(rows.add(4), 0)))) {
            assertThat(integral(full)).isCloseTo(1, within(1e-6));
            assertThat(integral(diagonal)).isCloseTo(1, within(1e-6));
            assertThat(integral(mixture)).isCloseTo(1, within(1e-6));
            // its edges cut through cells of the grid
            assertThat(integral(box)).isCloseTo(1, within(0.02));
        }
    }

    @Test
    void theGaussianIsThatOfTheMomentsOfTheData() {
        Tensor rows = correlated(40);
        double[] x = rows.to(DType.FLOAT64).toDoubleArray();
        double[] mean = new double[2];
        double[] cov = new double[3];
        for (int i = 0; i < 40; i++) {
            mean[0] += x[2 * i] / 40;
            mean[1] += x[2 * i + 1] / 40;
        }
        for (int i = 0; i < 40; i++) {
            double a = x[2 * i] - mean[0];
            double b = x[2 * i + 1] - mean[1];
            cov[0] += a * a / 40;
            cov[1] += a * b / 40;
            cov[2] += b * b / 40;
        }
        double ridge = 0.01 * (cov[0] + cov[2]) / 2;
        double a = 0.3 - mean[0];
        double b = -1.1 - mean[1];
        Tensor point = Tensor.of(new double[] {0.3, -1.1}, Shape.of(1, 2));
        double aa = cov[0] + ridge;
        double bb = cov[2] + ridge;
        double det = aa * bb - cov[1] * cov[1];
        double square = (bb * a * a - 2 * cov[1] * a * b + aa * b * b) / det;
        try (GaussianNoise full = GaussianNoise.fit(rows, 0.01);
                GaussianNoise diagonal = GaussianNoise.fitDiagonal(rows, 0)) {
            assertThat(full.logDensity(point).item())
                    .isCloseTo(
                            -0.5 * square - 0.5 * Math.log(det) - Math.log(2 * Math.PI),
                            within(1e-9));
            assertThat(diagonal.logDensity(point).item())
                    .isCloseTo(
                            -0.5 * (a * a / cov[0] + b * b / cov[2])
                                    - 0.5 * Math.log(cov[0] * cov[2])
                                    - Math.log(2 * Math.PI),
                            within(1e-9));
        }
    }

    @Test
    void samplesHaveTheMomentsOfTheDistribution() {
        Tensor rows = correlated(100).to(DType.FLOAT64);
        Tensor binary = binaryRows();
        int n = 40_000;
        try (Generator generator = Generator.of(1);
                GaussianNoise gaussian = GaussianNoise.fit(rows, 0);
                BernoulliNoise bernoulli = BernoulliNoise.fit(binary, 1);
                UniformNoise box = UniformNoise.fit(rows, 0);
                UniformNoise coins = UniformNoise.binary(2);
                MixtureNoise mixture =
                        MixtureNoise.of(
                                List.of(3.0, 1.0),
                                List.of(
                                        GaussianNoise.fit(rows, 0),
                                        GaussianNoise.fit(rows.add(40), 0)))) {
            Tensor drawn = gaussian.sample(n, generator);
            TensorAssert.assertThat(drawn).hasShape(n, 2).hasDType(DType.FLOAT64);
            TensorAssert.assertThat(drawn.mean(false, 0)).isCloseTo(rows.mean(false, 0), 0, 0.05);
            TensorAssert.assertThat(drawn.t().cov())
                    .isCloseTo(rows.t().cov().mul(0.99), 0.03, 0.03);
            TensorAssert.assertThat(bernoulli.sample(n, generator).mean(false, 0))
                    .isCloseTo(bernoulli.probabilities().tensor(), 0, 0.01);
            Tensor boxed = box.sample(n, generator);
            TensorAssert.assertThat(boxed.amin(false, 0)).isCloseTo(rows.amin(false, 0), 0, 0.01);
            TensorAssert.assertThat(boxed.amax(false, 0)).isCloseTo(rows.amax(false, 0), 0, 0.01);
            TensorAssert.assertThat(coins.sample(n, generator).mean(false, 0))
                    .isCloseTo(new double[] {0.5, 0.5}, 0, 0.01);
            double far =
                    mixture.sample(n, generator)
                            .select(1, 0)
                            .gt(20)
                            .to(DType.FLOAT64)
                            .mean()
                            .item();
            assertThat(far).isCloseTo(0.25, within(0.01));
        }
    }

    @Test
    void entropiesBySamplesAgreeWithTheClosedForms() {
        Tensor rows = correlated(100);
        try (Generator generator = Generator.of(1);
                GaussianNoise gaussian = GaussianNoise.fit(rows, 0);
                BernoulliNoise bernoulli = BernoulliNoise.fit(binaryRows(), 1)) {
            double volume = gaussian.factor().tensor().diagonal(0).log().sum().item();
            assertThat(gaussian.logDensity(gaussian.sample(20_000, generator)).mean().item())
                    .isCloseTo(-volume - 1 - Math.log(2 * Math.PI), within(0.03));
            double expected = 0;
            for (double p : bernoulli.probabilities().tensor().toDoubleArray()) {
                expected += p * Math.log(p) + (1 - p) * Math.log(1 - p);
            }
            assertThat(bernoulli.logDensity(bernoulli.sample(20_000, generator)).mean().item())
                    .isCloseTo(expected, within(0.02));
        }
    }

    @Test
    void clustersAreFoundAndWeighted() {
        float[] rows = new float[400];
        for (int i = 0; i < 100; i++) {
            for (int d = 0; d < 4; d++) {
                rows[4 * i + d] = i < 75 == d < 2 ? 1 : 0;
            }
        }
        Tensor x = Tensor.of(rows, Shape.of(100, 4));
        try (Generator generator = Generator.of(1);
                MixtureNoise mixture = MixtureNoise.fitBernoulli(x, 2, 0.01, generator)) {
            assertThat(mixture.weights().tensor().toDoubleArray())
                    .containsExactlyInAnyOrder(0.75, 0.25);
            double entropy = 0.75 * Math.log(0.75) + 0.25 * Math.log(0.25);
            assertThat(mixture.logDensity(x).mean().item()).isCloseTo(entropy, within(0.01));
        }
    }

    @Test
    void outsideTheBoxThereIsNoDensity() {
        Tensor rows = Tensor.of(new float[] {0, 0, 2, 4}, Shape.of(2, 2));
        try (UniformNoise box = UniformNoise.fit(rows, 0.5)) {
            Tensor x = Tensor.of(new float[] {-1, -2, 3, 6, -1.01f, 0, 1, 6.01f}, Shape.of(4, 2));
            double log = -Math.log(4 * 8);
            TensorAssert.assertThat(box.logDensity(x))
                    .isCloseTo(log, log, Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY);
        }
    }

    /// 0.1 and 0.7 are rounded up in float32: a draw there is outside a box of float64, and inside
    /// it as float32 sees it.
    @Test
    void whatIsRoundedOntoAnEdgeIsInTheBox() {
        Tensor rows = Tensor.of(new double[] {0.1, 0.1, 0.7, 0.7}, Shape.of(2, 2));
        try (UniformNoise box = UniformNoise.fit(rows, 0)) {
            Tensor edges = rows.to(DType.FLOAT32);
            assertThat(edges.to(DType.FLOAT64).gt(rows).any().itemBoolean()).isTrue();
            assertThat(box.logDensity(edges).isfinite().all().itemBoolean()).isTrue();
            assertThat(box.logDensity(edges.mul(1.0001)).isfinite().any().itemBoolean()).isTrue();
            assertThat(box.logDensity(edges.mul(1.0001)).isfinite().all().itemBoolean()).isFalse();
        }
    }

    @Test
    void itsNumbersArePartOfTheStateAndNotTrained() {
        Tensor rows = correlated(50);
        try (GaussianNoise noise = GaussianNoise.fit(rows, 0);
                GaussianNoise other = GaussianNoise.fit(rows.mul(2), 0)) {
            assertThat(noise.parameters()).isEmpty();
            assertThat(noise.stateDict()).containsOnlyKeys("mean", "factor");
            other.loadStateDict(noise.stateDict());
            assertThat(other.logDensity(rows).equal(noise.logDensity(rows))).isTrue();
        }
    }

    @Test
    void dataThatCannotBeFittedAreNamed() {
        Tensor same = Tensor.ones(Shape.of(5, 2));
        assertThatThrownBy(() -> GaussianNoise.fit(same, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("rows: a singular covariance (expected: columns that");
        assertThatThrownBy(() -> UniformNoise.fit(same, 0.1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("rows: a constant column (expected: at least two values");
        assertThatThrownBy(() -> BernoulliNoise.fit(same.mul(1.5), 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("rows: from 1.5 to 1.5 (expected: within [0, 1])");
        assertThatThrownBy(() -> BernoulliNoise.fit(same, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("smoothing: 0.0 (expected: > 0)");
        assertThatThrownBy(() -> GaussianNoise.fit(Tensor.ones(Shape.of(5)), 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("rows: float32 [5] (expected: floating-point [N, D], N >= 1)");
        try (UniformNoise coins = UniformNoise.binary(3)) {
            assertThatThrownBy(() -> coins.logDensity(same))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("x: [5, 2] (expected: [N, 3])");
            assertThatThrownBy(
                            () ->
                                    MixtureNoise.of(
                                            List.of(1.0, 1.0),
                                            List.of(coins, UniformNoise.fit(correlated(5), 0))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("parts: real and binary (expected: the same support)");
        }
    }
}
