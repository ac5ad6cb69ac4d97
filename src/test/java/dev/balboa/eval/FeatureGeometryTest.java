package dev.balboa.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.balboa.tensor.DType;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Linalg;
import dev.balboa.tensor.Random;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Oracle: closed forms for features whose geometry is known, and double loops over the formulas.
class FeatureGeometryTest {

    private static Tensor normal(long rows, long width, long seed) {
        try (Generator generator = Generator.of(seed)) {
            return Random.randn(Shape.of(rows, width), DType.FLOAT64, generator);
        }
    }

    private static Tensor orthonormal(long rows, long width) {
        return Linalg.qr(normal(rows, width, 1)).get(0);
    }

    @ParameterizedTest
    @CsvSource({"8, 8", "100, 8", "3, 3"})
    void orthonormalColumnsUseEveryDimension(long rows, long width) {
        assertThat(FeatureGeometry.effectiveRank(orthonormal(rows, width)))
                .isCloseTo(width, within(1e-9));
    }

    @Test
    void equalRowsAreOneDirection() {
        Tensor equal = normal(1, 16, 2).repeat(50, 1);
        FeatureGeometry geometry = FeatureGeometry.of(equal);
        assertThat(geometry.effectiveRank()).isCloseTo(1, within(1e-9));
        assertThat(geometry.std()).isCloseTo(0, within(1e-12));
        assertThat(geometry.collapseLevel()).isCloseTo(1, within(1e-12));
        assertThat(geometry.uniformity()).isCloseTo(0, within(1e-12));
    }

    /// Singular values 3 and 1: p = ¾, ¼.
    @Test
    void theEffectiveRankIsTheExponentOfTheEntropy() {
        Tensor features = Tensor.of(new double[] {3, 0, 0, 1, 0, 0}, Shape.of(3, 2));
        double entropy = -0.75 * Math.log(0.75) - 0.25 * Math.log(0.25);
        assertThat(FeatureGeometry.effectiveRank(features))
                .isCloseTo(Math.exp(entropy), within(1e-12));
    }

    @Test
    void theEffectiveRankDoesNotDependOnScaleOrRotation() {
        Tensor features = normal(40, 6, 3).mul(Tensor.of(1.0, 2, 3, 0.1, 5, 1));
        double rank = FeatureGeometry.effectiveRank(features);
        assertThat(rank).isBetween(1.0, 6.0);
        assertThat(FeatureGeometry.effectiveRank(features.mul(7).matmul(orthonormal(6, 6))))
                .isCloseTo(rank, within(1e-9));
    }

    @Test
    void zerosHaveNoRank() {
        assertThat(FeatureGeometry.effectiveRank(Tensor.zeros(Shape.of(3, 2)))).isZero();
    }

    /// 0.0883 for 128 dimensions and 0.0221 for 2048.
    @ParameterizedTest
    @ValueSource(longs = {16, 128, 2048})
    void randomUnitVectorsDeviateByOneOverTheRootOfTheWidth(long width) {
        Tensor features = normal(4000, width, 4);
        double healthy = 1 / Math.sqrt(width);
        assertThat(FeatureGeometry.std(features)).isCloseTo(healthy, within(0.01 * healthy));
        assertThat(FeatureGeometry.collapseLevel(features)).isCloseTo(0, within(0.01));
    }

    /// Half the rows +e₁, half −e₁, in 4 dimensions: the deviation is 1 in one dimension of four.
    @Test
    void oneDirectionOfFourIsHalfCollapsed() {
        double[] values = new double[4000];
        for (int i = 0; i < 1000; i++) {
            values[4 * i] = i % 2 == 0 ? 3 : -0.5;
        }
        Tensor features = Tensor.of(values, Shape.of(1000, 4));
        double unbiased = Math.sqrt(1000.0 / 999);
        assertThat(FeatureGeometry.std(features)).isCloseTo(0.25 * unbiased, within(1e-12));
        assertThat(FeatureGeometry.collapseLevel(features))
                .isCloseTo(1 - 0.5 * unbiased, within(1e-12));
    }

    /// Opposite rows are at a squared distance of 4, orthogonal ones of 2.
    @Test
    void uniformityOfFewRowsIsInClosedForm() {
        Tensor opposite = Tensor.of(new double[] {1, 0, -5, 0}, Shape.of(2, 2));
        assertThat(FeatureGeometry.uniformity(opposite)).isCloseTo(-8, within(1e-12));
        assertThat(FeatureGeometry.uniformity(Tensor.eye(5))).isCloseTo(-4, within(1e-12));
        Tensor cross = Tensor.of(new double[] {1, 0, -1, 0, 0, 2, 0, -2}, Shape.of(4, 2));
        assertThat(FeatureGeometry.uniformity(cross))
                .isCloseTo(Math.log((4 * Math.exp(-4) + 2 * Math.exp(-8)) / 6), within(1e-12));
    }

    /// More rows than one block of distances has.
    @Test
    void uniformityEqualsTheDoubleLoop() {
        int rows = 1100;
        double[] x = normal(rows, 3, 5).toDoubleArray();
        double sum = 0;
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < i; j++) {
                sum += Math.exp(-2 * distance(x, 3 * i, 3 * j));
            }
        }
        assertThat(FeatureGeometry.uniformity(normal(rows, 3, 5)))
                .isCloseTo(Math.log(sum / (rows * (rows - 1) / 2.0)), within(1e-12));
    }

    /// Squared distance of two vectors of three, each divided by its norm.
    private static double distance(double[] x, int a, int b) {
        double norms =
                Math.hypot(Math.hypot(x[a], x[a + 1]), x[a + 2])
                        * Math.hypot(Math.hypot(x[b], x[b + 1]), x[b + 2]);
        double product = x[a] * x[b] + x[a + 1] * x[b + 1] + x[a + 2] * x[b + 2];
        return 2 - 2 * product / norms;
    }

    @Test
    void alignmentIsTheMeanSquaredDistanceOfViews() {
        Tensor first = Tensor.of(new double[] {1, 0, 0, 2, 3, 0, 1, 0}, Shape.of(4, 2));
        Tensor second = Tensor.of(new double[] {5, 0, 1, 0, -1, 0, 1, 1}, Shape.of(4, 2));
        // the same direction, orthogonal, opposite, 45 degrees
        assertThat(FeatureGeometry.alignment(first, second))
                .isCloseTo((0 + 2 + 4 + 2 - Math.sqrt(2)) / 4, within(1e-12));
    }

    @Test
    void float32IsMeasuredInFloat64() {
        Tensor features = normal(30, 4, 6).to(DType.FLOAT32);
        FeatureGeometry wide = FeatureGeometry.of(features.to(DType.FLOAT64));
        assertThat(FeatureGeometry.of(features)).isEqualTo(wide);
    }

    static Stream<ToDoubleFunction<Tensor>> figures() {
        return Stream.of(
                FeatureGeometry::std,
                FeatureGeometry::collapseLevel,
                FeatureGeometry::effectiveRank,
                FeatureGeometry::uniformity);
    }

    @ParameterizedTest
    @MethodSource("figures")
    void whatCannotBeMeasuredIsNamed(ToDoubleFunction<Tensor> figure) {
        for (Tensor wrong : List.of(Tensor.zeros(Shape.of(1, 2)), Tensor.zeros(Shape.of(3)))) {
            assertThatThrownBy(() -> figure.applyAsDouble(wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("features: " + wrong.shape() + " (expected: [N, D] with N >= 2)");
        }
        Tensor nan = Tensor.full(Shape.of(2, 2), Double.NaN);
        assertThatThrownBy(() -> figure.applyAsDouble(nan))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("features: 4 of 4 values are NaN or infinite");
    }

    @Test
    void viewsOfDifferentShapesAreRefused() {
        assertThatThrownBy(() -> FeatureGeometry.alignment(Tensor.eye(2), Tensor.eye(3)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("second: [3, 3] (expected: [2, 2], as first)");
    }
}
