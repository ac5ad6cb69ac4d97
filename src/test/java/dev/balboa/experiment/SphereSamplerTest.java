package dev.balboa.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.balboa.tensor.DType;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import dev.balboa.testkit.TensorAssert;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Oracles: moments of the even distribution; the density of a positive on the circle, integrated
/// numerically; the published rejection loop, one draw at a time with Java's own random numbers.
/// Bounds are five standard errors.
class SphereSamplerTest {

    private static Tensor repeated(double[] row, int times) {
        return Tensor.of(row, Shape.of(1, row.length)).to(DType.FLOAT32).repeat(times, 1);
    }

    private static void requireUnitRows(Tensor rows) {
        Tensor norms = rows.to(DType.FLOAT64).norm(2, false, 1);
        TensorAssert.assertThat(norms).isCloseTo(Tensor.onesLike(norms), 0, 1e-6);
    }

    @Test
    void anchorsAreSpreadEvenly() {
        int count = 40_000;
        try (Generator generator = Generator.of(1)) {
            Tensor z = SphereSampler.uniform(count, 5, generator).to(DType.FLOAT64);
            requireUnitRows(z);
            // mean 0, second moments 1/5 on the diagonal and 0 off it
            double error = 5 / Math.sqrt(5.0 * count);
            TensorAssert.assertThat(z.mean(false, 0))
                    .isCloseTo(Tensor.zeros(Shape.of(5), DType.FLOAT64), 0, error);
            TensorAssert.assertThat(z.t().matmul(z).div(count))
                    .isCloseTo(Tensor.eye(5).to(DType.FLOAT64).div(5), 0, error);
        }
    }

    /// On the circle the positive at angle `t` has density `∫ r exp(−½ ‖r u(t) − z‖²_λ) dr` over
    /// the ring that is accepted.
    @Test
    void positivesHaveTheDensityOfTheRejectionRule() {
        double[] precisions = {9, 2};
        double[] anchor = {Math.cos(0.7), Math.sin(0.7)};
        double mass = 0;
        double x = 0;
        double xx = 0;
        double xy = 0;
        for (int i = 0; i < 2_000; i++) {
            double t = 2 * Math.PI * (i + 0.5) / 2_000;
            double weight = 0;
            for (double r = 0.9005; r < 1.1; r += 0.001) {
                double dx = r * Math.cos(t) - anchor[0];
                double dy = r * Math.sin(t) - anchor[1];
                weight += r * Math.exp(-(precisions[0] * dx * dx + precisions[1] * dy * dy) / 2);
            }
            mass += weight;
            x += weight * Math.cos(t);
            xx += weight * Math.cos(t) * Math.cos(t);
            xy += weight * Math.cos(t) * Math.sin(t);
        }
        int count = 40_000;
        try (Generator generator = Generator.of(2)) {
            Tensor z =
                    new SphereSampler(List.of(9.0, 2.0), 0.1)
                            .positives(repeated(anchor, count), generator)
                            .to(DType.FLOAT64);
            requireUnitRows(z);
            double error = 5 / Math.sqrt(count);
            Tensor first = z.select(1, 0);
            assertThat(first.mean().item()).isCloseTo(x / mass, within(error));
            assertThat(first.square().mean().item()).isCloseTo(xx / mass, within(error));
            assertThat(first.mul(z.select(1, 1)).mean().item()).isCloseTo(xy / mass, within(error));
        }
    }

    @ParameterizedTest
    @EnumSource(Precisions.class)
    void positivesAreThoseOfTheLoop(Precisions kind) {
        List<Double> precisions = kind.of(10);
        int count = 4_000;
        try (Generator generator = Generator.of(3)) {
            Tensor anchors = SphereSampler.uniform(count, 10, generator);
            Tensor positives = new SphereSampler(precisions, 0.1).positives(anchors, generator);
            requireUnitRows(positives);
            double[] found = squares(anchors, positives);
            double[] expected = slowSquares(anchors, precisions);
            for (int j = 0; j < 10; j++) {
                // a squared normal has a standard deviation of 1.4 means; two samples of it
                double error = 5 * 1.5 * expected[j] * Math.sqrt(2.0 / count);
                assertThat(found[j]).isCloseTo(expected[j], within(error));
            }
            assertThat(found[0] > found[9]).isEqualTo(precisions.get(0) < precisions.get(9));
        }
    }

    private static double[] squares(Tensor anchors, Tensor positives) {
        return positives.sub(anchors).to(DType.FLOAT64).square().mean(false, 0).toDoubleArray();
    }

    private static double[] slowSquares(Tensor anchors, List<Double> precisions) {
        Random random = new Random(4);
        int dims = precisions.size();
        int count = (int) anchors.size(0);
        double[] flat = anchors.to(DType.FLOAT64).toDoubleArray();
        double[] sums = new double[dims];
        double[] y = new double[dims];
        for (int i = 0; i < count; i++) {
            double norm;
            do {
                double square = 0;
                for (int j = 0; j < dims; j++) {
                    double noise = random.nextGaussian() / Math.sqrt(precisions.get(j));
                    y[j] = flat[i * dims + j] + noise;
                    square += y[j] * y[j];
                }
                norm = Math.sqrt(square);
            } while (Math.abs(norm - 1) >= 0.1);
            for (int j = 0; j < dims; j++) {
                double step = y[j] / norm - flat[i * dims + j];
                sums[j] += step * step / count;
            }
        }
        return sums;
    }

    @Test
    void eachAnchorGetsItsOwnPositive() {
        // so precise that a positive is next to its anchor, wherever its row was filled in
        try (Generator generator = Generator.of(5)) {
            Tensor anchors = SphereSampler.uniform(500, 6, generator);
            Tensor positives =
                    new SphereSampler(Collections.nCopies(6, 1e4), 0.01)
                            .positives(anchors, generator);
            assertThat(positives.sub(anchors).norm(2, false, 1).max().item()).isLessThan(0.1);
        }
    }

    @Test
    void theSameSeedGivesTheSamePairs() {
        try (Generator one = Generator.of(6);
                Generator two = Generator.of(6)) {
            SphereSampler sampler = new SphereSampler(Precisions.LINEAR.of(4), 0.1);
            Tensor a = SphereSampler.uniform(20, 4, one);
            Tensor b = SphereSampler.uniform(20, 4, two);
            assertThat(sampler.positives(a, one).equal(sampler.positives(b, two))).isTrue();
        }
    }

    @Test
    void theMostDimensionsThatAreAllowedCanStillBeDrawn() {
        int dims = IdentifiabilitySettings.MOST_DIMS;
        try (Generator generator = Generator.of(7)) {
            Tensor anchors = SphereSampler.uniform(64, dims, generator);
            for (Precisions kind : Precisions.values()) {
                requireUnitRows(
                        new SphereSampler(kind.of(dims), 0.1).positives(anchors, generator));
            }
        }
    }

    @Test
    void precisionsThatAlmostNeverFitAreNamed() {
        try (Generator generator = Generator.of(8)) {
            Tensor anchor = SphereSampler.uniform(1, 60, generator);
            SphereSampler sampler = new SphereSampler(Collections.nCopies(60, 1.0), 0.1);
            assertThatThrownBy(() -> sampler.positives(anchor, generator))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("dims: 60 (expected: fewer; of ");
        }
    }
}
