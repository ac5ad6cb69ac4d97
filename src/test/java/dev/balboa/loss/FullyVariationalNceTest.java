package dev.balboa.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.balboa.autograd.Autograd;
import dev.balboa.tensor.DType;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Random;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import dev.balboa.testkit.GradCheck;
import dev.balboa.testkit.TensorAssert;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Oracles: the table of scoring rules in terms of the ratio itself, summed by a loop in double
/// precision; the definition of the clip as a tangent, by central differences; the weights that
/// define the members; finite differences. That the terms are bounds is in
/// `FullyVariationalBoundTest`.
class FullyVariationalNceTest {

    /// The table, in `r` and not in `log r`.
    private record Row(ScoringRule member, DoubleUnaryOperator data, DoubleUnaryOperator noise) {

        @Override
        public String toString() {
            return member.toString();
        }
    }

    static List<Row> rows() {
        return List.of(
                new Row(new ScoringRule.Vae(), Math::log, r -> -r),
                new Row(new ScoringRule.Lsif(), r -> r, r -> -r * r / 2),
                new Row(
                        new ScoringRule.Power(0.5),
                        r -> Math.sqrt(r) / 0.5,
                        r -> -r * Math.sqrt(r) / 1.5),
                new Row(new ScoringRule.Power(0), r -> r, r -> -r * r / 2),
                new Row(new ScoringRule.Power(1), Math::log, r -> -r),
                new Row(new ScoringRule.Log1p(), Math::log1p, r -> Math.log1p(r) - r),
                new Row(new ScoringRule.VaeLsif(), r -> Math.log(r) + r, r -> -r - r * r / 2),
                new Row(
                        new ScoringRule.LogScore(),
                        r -> Math.log(r) - Math.log1p(r),
                        r -> -Math.log1p(r)),
                new Row(
                        new ScoringRule.Brier(),
                        r -> -Math.pow(1 / (1 + r), 2),
                        r -> -Math.pow(r / (1 + r), 2)));
    }

    /// The definition of the clip: the tangent at `c`, by central differences, above it.
    private static double clipped(DoubleUnaryOperator score, double t, double c) {
        if (t <= c) {
            return score.applyAsDouble(Math.exp(t));
        }
        double h = 1e-5;
        double up = score.applyAsDouble(Math.exp(c + h));
        double down = score.applyAsDouble(Math.exp(c - h));
        return score.applyAsDouble(Math.exp(c)) + (up - down) / (2 * h) * (t - c);
    }

    private static Tensor random(long seed, long... sizes) {
        try (Generator generator = Generator.of(seed)) {
            return Random.randn(Shape.of(sizes), DType.FLOAT64, generator).mul(2);
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void isTheTableAveragedOverSamples(Row row) {
        Tensor lrData = random(1, 7, 3);
        Tensor lrNoise = random(2, 5, 1);
        double expected = 0;
        for (double t : lrData.toDoubleArray()) {
            expected -= row.data().applyAsDouble(Math.exp(t)) / 21;
        }
        for (double t : lrNoise.toDoubleArray()) {
            expected -= row.noise().applyAsDouble(Math.exp(t)) / 5;
        }
        FullyVariationalNce loss = FullyVariationalNce.exact(row.member());
        assertThat(loss.apply(lrData, lrNoise).loss().item())
                .isCloseTo(expected, within(1e-12 * (1 + Math.abs(expected))));
        // a threshold that no sample reaches changes nothing, nor does a flat list of samples
        FullyVariationalNce wide = new FullyVariationalNce(row.member(), 30);
        assertThat(wide.apply(lrData.flatten(), lrNoise.flatten()).loss().item())
                .isCloseTo(expected, within(1e-12 * (1 + Math.abs(expected))));
        Tensor single = loss.apply(lrData.to(DType.FLOAT32), lrNoise.to(DType.FLOAT32)).loss();
        TensorAssert.assertThat(single).hasDType(DType.FLOAT32).hasShape();
        assertThat(single.item()).isCloseTo(expected, within(1e-5 * (1 + Math.abs(expected))));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void aboveOneThresholdOfTheLogRatioBothScoresContinueAsTheirTangents(Row row) {
        double c = 1.5;
        double[] points = {-30, -2, 0, 0.75, 1.49, 1.5, 1.51, 2.9, 3.1, 30, 400};
        FullyVariationalNce loss = new FullyVariationalNce(row.member(), c);
        Tensor t = Tensor.of(points);
        double[] data = loss.data(t).toDoubleArray();
        double[] noise = loss.noise(t).toDoubleArray();
        for (int i = 0; i < points.length; i++) {
            // the two members without bounds have nothing that grows, and are never clipped
            double at = row.member().boundsBothTerms() ? c : 1e9;
            double s1 = clipped(row.data(), points[i], at);
            double s0 = clipped(row.noise(), points[i], at);
            if (Double.isFinite(s1) && Double.isFinite(s0)) {
                assertThat(data[i]).isCloseTo(s1, within(1e-8 * (1 + Math.abs(s1))));
                assertThat(noise[i]).isCloseTo(s0, within(1e-8 * (1 + Math.abs(s0))));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void slopesAreTheWeightsAlsoAboveTheThreshold(Row row) {
        double c = 1.5;
        FullyVariationalNce loss = new FullyVariationalNce(row.member(), c);
        double[] points = {-3, 0, 1.4, 1.6, 300};
        Tensor t = Tensor.of(points).requiresGrad_(true);
        double[] s1 = Autograd.grad(loss.data(t).sum(), List.of(t)).getFirst().toDoubleArray();
        double[] s0 = Autograd.grad(loss.noise(t).sum(), List.of(t)).getFirst().toDoubleArray();
        for (int i = 0; i < points.length; i++) {
            boolean bounded = row.member().boundsBothTerms();
            double r = Math.exp(bounded ? Math.min(points[i], c) : points[i]);
            double slope = r * row.member().weight(r);
            assertThat(s1[i]).isCloseTo(slope, within(1e-12 * (1 + slope)));
            // of Brier's weight at e^300, both factors are 0 or overflow
            if (bounded || points[i] < 100) {
                assertThat(s0[i]).isCloseTo(-r * slope, within(1e-12 * (1 + r * slope)));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void gradientsAreThoseOfFiniteDifferences(Row row) {
        for (double c : new double[] {1, 4, Double.POSITIVE_INFINITY}) {
            FullyVariationalNce loss = new FullyVariationalNce(row.member(), c);
            GradCheck.check(
                    t -> loss.apply(t.get(0), t.get(1)).loss(), random(3, 4, 2), random(4, 3, 2));
        }
    }

    @Test
    void theLogScoreSumsOverSamplesBeforeItScoresNoise() {
        Tensor lrData = random(1, 4, 3);
        Tensor lrNoise = random(2, 6, 3);
        double expected = 0;
        for (double t : lrData.toDoubleArray()) {
            expected += Math.log(1 + Math.exp(-t)) / 12;
        }
        double[] noise = lrNoise.toDoubleArray();
        for (int i = 0; i < 6; i++) {
            double ratio = 0;
            for (int k = 0; k < 3; k++) {
                ratio += Math.exp(noise[3 * i + k]) / 3;
            }
            expected += Math.log(1 + ratio) / 6;
        }
        FullyVariationalNce loss = FullyVariationalNce.of(new ScoringRule.LogScore());
        assertThat(loss.apply(lrData, lrNoise).loss().item()).isCloseTo(expected, within(1e-12));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void logRatiosOfHundredsOfNatsAndNoiseWithoutDensityAreFinite(Row row) {
        FullyVariationalNce loss = FullyVariationalNce.of(row.member());
        Tensor data = Tensor.of(700f, -700f).requiresGrad_(true);
        Tensor noise = Tensor.of(650f, -900f, Float.NEGATIVE_INFINITY).requiresGrad_(true);
        Tensor value = loss.apply(data, noise).loss();
        value.backward();
        assertThat(value.isfinite().itemBoolean()).isTrue();
        assertThat(data.grad().isfinite().all().itemBoolean()).isTrue();
        assertThat(noise.grad().isfinite().all().itemBoolean()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "vae, 0.25, 0.5",
        "log1p, 0.375, 0.5",
        "lsif, 0.375, 0.5",
        "power, 0.375, 0.5",
        "vae-lsif, 0.375, 0.5",
        "log-score, 0, 0.5",
        "brier, 0, 0.5"
    })
    void theSharesCountWhatEntersAnExponential(String member, double clipped, double beyond) {
        Tensor lrData = Tensor.of(6.0, 5.01, 5.0, -3.0);
        Tensor lrNoise = Tensor.of(9.0, 0.0, 4.9, -80.0);
        FullyVariationalNce.Value value =
                FullyVariationalNce.of(ScoringRule.of(member))
                        .apply(lrData.requiresGrad_(true), lrNoise);
        assertThat(value.clipped().item()).isEqualTo(clipped);
        assertThat(value.beyond().item()).isEqualTo(beyond);
        assertThat(value.clipped().requiresGrad()).isFalse();
        FullyVariationalNce.Value exact =
                FullyVariationalNce.exact(ScoringRule.of(member)).apply(lrData, lrNoise);
        assertThat(exact.clipped().item()).isZero();
        assertThat(exact.beyond().item()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"FLOAT16", "BFLOAT16"})
    void smallTypesAreComputedInFloat32(DType dtype) {
        Tensor lr = Tensor.of(12f, -3f, 0.5f).to(dtype);
        FullyVariationalNce loss = new FullyVariationalNce(new ScoringRule.Lsif(), 10);
        // exp(2 · 10) does not fit float16
        Tensor value = loss.apply(lr, lr).loss();
        TensorAssert.assertThat(value).hasDType(DType.FLOAT32);
        Tensor wide = lr.to(DType.FLOAT64);
        double expected = loss.apply(wide, wide).loss().item();
        assertThat(value.item()).isCloseTo(expected, within(1e-5 * Math.abs(expected)));
    }

    @Test
    void membersHaveNames() {
        assertThat(ScoringRule.names())
                .allSatisfy(name -> assertThat(ScoringRule.of(name)).isNotNull())
                .hasSize(7);
        assertThat(ScoringRule.names().stream().map(ScoringRule::of))
                .filteredOn(member -> !member.boundsBothTerms())
                .containsExactly(new ScoringRule.LogScore(), new ScoringRule.Brier());
        assertThatThrownBy(() -> ScoringRule.of("kl"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "member: kl (expected: one of [vae, lsif, power, log1p, vae-lsif,"
                                + " log-score, brier])");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, 30.1, Double.NaN, Double.NEGATIVE_INFINITY})
    void thresholdsOutOfRangeAreRefused(double threshold) {
        assertThatThrownBy(() -> new FullyVariationalNce(new ScoringRule.Vae(), threshold))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "threshold: "
                                + threshold
                                + " (expected: above 0 and at most 30.0, or infinity for exact"
                                + " exponentials)");
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1.1, Double.NaN})
    void powersOutsideTheFamilyAreRefused(double b) {
        assertThatThrownBy(() -> new ScoringRule.Power(b))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("b: " + b + " (expected: within [0.0, 1.0])");
    }

    @Test
    void shapesAndTypesThatDoNotFitAreNamed() {
        FullyVariationalNce loss = FullyVariationalNce.of(new ScoringRule.Vae());
        Tensor good = Tensor.of(1.0, 2.0);
        assertThatThrownBy(() -> loss.apply(Tensor.zeros(Shape.of(2, 2, 2)), good))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("lrData: [2, 2, 2] (expected: [N] or [N, K], not empty)");
        assertThatThrownBy(() -> loss.apply(good, Tensor.zeros(Shape.of(0, 3))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("lrNoise: [0, 3] (expected: [N] or [N, K], not empty)");
        assertThatThrownBy(() -> loss.apply(Tensor.of(1, 2), good))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("lrData: int32");
    }
}
