package dev.balboa.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.balboa.loss.TemperatureProfile.Constant;
import dev.balboa.loss.TemperatureProfile.Cosine;
import dev.balboa.loss.TemperatureProfile.Shifted;
import dev.balboa.tensor.DType;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import dev.balboa.testkit.GradCheck;
import dev.balboa.testkit.TensorAssert;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Oracles: the temperatures at eleven cosines, computed from the paper's formulas outside Balboa;
/// the formulas in plain Java on a grid; the derivative written out by hand; finite differences.
class TemperatureProfileTest {

    private static final double MIN = 0.1;
    private static final double MAX = 0.2;

    private static final double[] GRID =
            DoubleStream.iterate(-1, s -> s <= 1, s -> s + 0.125).toArray();

    private static double wave(double phase) {
        return MIN + 0.5 * (MAX - MIN) * (1 + Math.cos(Math.PI * phase));
    }

    private static DoubleUnaryOperator shifted(double shift, double scale) {
        return s -> s > -shift ? MAX : wave((shift + s) / scale);
    }

    static Stream<Arguments> profiles() {
        return Stream.of(
                Arguments.of(new Constant(0.15), (DoubleUnaryOperator) s -> 0.15),
                Arguments.of(new Cosine(MIN, MAX), (DoubleUnaryOperator) s -> wave(1 + s)),
                Arguments.of(Shifted.published(MIN, MAX), shifted(-0.4, 0.7)),
                Arguments.of(Shifted.oneSided(MIN, MAX), shifted(0.2, 0.8)),
                Arguments.of(new Shifted(MIN, MAX, 0.4, 0.8), shifted(0.4, 0.8)));
    }

    @Test
    void thePublishedProfilesHaveTheTabulatedTemperatures() {
        Tensor s = Tensor.of(-1.0, -.75, -.5, -.3, -.25, 0, .25, .4, .5, .75, 1);
        TensorAssert.assertThat(rounded(new Cosine(MIN, MAX).at(s)))
                .isCloseTo(.2, .1854, .15, .1206, .1146, .1, .1146, .1345, .15, .1854, .2);
        TensorAssert.assertThat(rounded(Shifted.published(MIN, MAX).at(s)))
                .isCloseTo(.2, .1717, .1188, .1, .1013, .1389, .1891, .2, .2, .2, .2);
    }

    private static Tensor rounded(Tensor x) {
        return x.round(4);
    }

    @Test
    void theVanillaTemperatureIsLowestAtRightAnglesAndHighestAtBothEnds() {
        Tensor t = new Cosine(MIN, MAX).at(Tensor.of(-1.0, 0, 1));
        TensorAssert.assertThat(t).isCloseTo(MAX, MIN, MAX);
    }

    @Test
    void theOneSidedTemperatureRisesOnceAndStays() {
        double[] t = Shifted.oneSided(MIN, MAX).at(Tensor.of(GRID)).toDoubleArray();
        assertThat(t[0]).isCloseTo(MIN, within(1e-12));
        for (int i = 1; i < t.length; i++) {
            assertThat(t[i]).isGreaterThanOrEqualTo(t[i - 1]);
        }
        assertThat(Shifted.oneSided(MIN, MAX).at(Tensor.of(-0.2, 0.3, 1.0)).toDoubleArray())
                .containsOnly(MAX);
    }

    @ParameterizedTest
    @MethodSource("profiles")
    void isItsFormula(TemperatureProfile profile, DoubleUnaryOperator formula) {
        Tensor s = Tensor.of(GRID);
        double[] expected = DoubleStream.of(GRID).map(formula).toArray();
        TensorAssert.assertThat(profile.at(s)).isCloseTo(expected);
        Tensor single = profile.at(s.to(DType.FLOAT32));
        assertThat(single.dtype()).isEqualTo(DType.FLOAT32);
        for (int i = 0; i < expected.length; i++) {
            assertThat(single.toFloatArray()[i]).isCloseTo((float) expected[i], within(1e-6f));
        }
    }

    /// d(s / τ)/ds = (1 / τ)(1 − s τ′ / τ), with τ′ from central differences of the plain formula.
    @ParameterizedTest
    @MethodSource("profiles")
    void theDetachedTemperatureIsLeftOutOfTheDerivative(
            TemperatureProfile profile, DoubleUnaryOperator formula) {
        double[] detached = slope(profile, true);
        double[] attached = slope(profile, false);
        double h = 1e-6;
        for (int i = 0; i < GRID.length; i++) {
            double s = GRID[i];
            double t = formula.applyAsDouble(s);
            assertThat(detached[i]).isCloseTo(1 / t, within(1e-9));
            if (Math.abs(s) < 1) {
                double rise =
                        (formula.applyAsDouble(s + h) - formula.applyAsDouble(s - h)) / (2 * h);
                assertThat(attached[i]).isCloseTo((1 - s * rise / t) / t, within(1e-6));
            }
        }
    }

    private static double[] slope(TemperatureProfile profile, boolean detached) {
        Tensor s = Tensor.of(GRID).requiresGrad_(true);
        profile.divide(s, detached).sum().backward();
        return s.grad().toDoubleArray();
    }

    @ParameterizedTest
    @MethodSource("profiles")
    void gradientsAgreeWithFiniteDifferences(
            TemperatureProfile profile, DoubleUnaryOperator formula) {
        Tensor inside = Tensor.of(GRID).narrow(0, 1, GRID.length - 2);
        GradCheck.check(in -> profile.divide(in.get(0), false), inside);
    }

    @ParameterizedTest
    @MethodSource("profiles")
    void whatRoundingPutsOutsideCountsAsTheBound(
            TemperatureProfile profile, DoubleUnaryOperator formula) {
        double[] bounds = profile.at(Tensor.of(-1.0, 1.0)).toDoubleArray();
        double[] outside = profile.at(Tensor.of(-1.25, 1.25)).toDoubleArray();
        assertThat(outside).containsExactly(bounds);
    }

    @Test
    void equalEndsAreAConstant() {
        Tensor s = Tensor.of(GRID).reshape(Shape.of(1, GRID.length));
        double[] expected = new Constant(0.3).at(s).toDoubleArray();
        assertThat(new Cosine(0.3, 0.3).at(s).toDoubleArray()).containsExactly(expected);
        assertThat(Shifted.published(0.3, 0.3).at(s).toDoubleArray()).containsExactly(expected);
    }

    @Test
    void rangesThatDoNotFitAreNamed() {
        refused(() -> new Cosine(0.3, 0.2), "min: 0.3, max: 0.2 (expected: min <= max)");
        refused(() -> Shifted.published(0.3, 0.2), "min: 0.3, max: 0.2 (expected: min <= max)");
        refused(() -> new Cosine(0, 0.2), "min: 0.0 (expected: >= 1.0E-8, usually 0.07 to 0.5)");
        refused(
                () -> Shifted.oneSided(0.1, Double.NaN),
                "max: NaN (expected: >= 1.0E-8, usually 0.07 to 0.5)");
        refused(
                () -> new Constant(-1),
                "temperature: -1.0 (expected: >= 1.0E-8, usually 0.07 to 0.5)");
        refused(() -> new Shifted(0.1, 0.2, 1.5, 0.7), "shift: 1.5 (expected: within [-1.0, 1.0])");
        refused(() -> new Shifted(0.1, 0.2, 0.5, 0), "scale: 0.0 (expected: > 0)");
    }

    private static void refused(Runnable call, String message) {
        assertThatThrownBy(call::run)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
