package dev.balboa.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.balboa.autograd.Autograd;
import dev.balboa.tensor.DType;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Tensor;
import dev.balboa.testkit.TensorAssert;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Oracles: the formula `log(1 + exp a)` in double precision, the moments of the initial values,
/// and entropies known in closed form.
class DiagonalMetricTest {

    private static void set(DiagonalMetric metric, double... a) {
        Autograd.noGrad(() -> metric.parameters().get("a").copy_(Tensor.of(a)));
    }

    @Test
    void theWeightsAreTheSoftplusOfTheParameter() {
        try (Generator generator = Generator.of(1);
                DiagonalMetric metric = DiagonalMetric.of(3, generator)) {
            set(metric, -2, 0, 30);
            assertThat(metric.values()[0]).isCloseTo(Math.log1p(Math.exp(-2)), within(1e-7));
            assertThat(metric.values()[1]).isCloseTo(Math.log(2), within(1e-7));
            assertThat(metric.values()[2]).isCloseTo(30, within(1e-5));
            metric.forward().sum().backward();
            // the derivative of softplus is the logistic function
            TensorAssert.assertThat(metric.parameters().get("a").grad().to(DType.FLOAT64))
                    .isCloseTo(Tensor.of(-2.0, 0.0, 30.0).sigmoid(), 0, 1e-6);
        }
    }

    @Test
    void startsAsPublished() {
        try (Generator generator = Generator.of(2);
                DiagonalMetric metric = DiagonalMetric.of(20_000, generator)) {
            Tensor a = metric.parameters().get("a");
            assertThat(a.mean().item()).isCloseTo(0, within(0.005));
            assertThat(a.std().item()).isCloseTo(0.1, within(0.005));
            assertThat(DoubleStream.of(metric.values()).average().orElseThrow())
                    .isCloseTo(0.69, within(0.01));
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-3, 0.01, 0.07, 0.5, 1, 100})
    void startsAtATemperature(double temperature) {
        try (DiagonalMetric metric = DiagonalMetric.ofTemperature(4, temperature)) {
            for (double weight : metric.values()) {
                assertThat(weight * temperature).isCloseTo(1, within(1e-4));
            }
        }
    }

    @Test
    void staysWithinItsRange() {
        try (DiagonalMetric metric = DiagonalMetric.ofTemperature(4, 1)) {
            set(metric, -1e9, 1e9, Double.NEGATIVE_INFINITY, 3);
            metric.clamp_();
            double[] weights = metric.values();
            assertThat(weights[0]).isCloseTo(1e-3, within(1e-8));
            assertThat(weights[1]).isEqualTo(1e3);
            assertThat(weights[2]).isCloseTo(1e-3, within(1e-8));
            assertThat(weights[3]).isCloseTo(Math.log1p(Math.exp(3)), within(1e-6));
            // in place and unrecorded: it is still the leaf that an optimiser holds
            assertThat(metric.parameters().get("a").requiresGrad()).isTrue();
            metric.forward().sum().backward();
        }
    }

    @Test
    void aSignedMetricIsItsParameter() {
        try (DiagonalMetric metric = DiagonalMetric.signed(2, -3)) {
            assertThat(metric.values()).containsExactly(-3, -3);
            set(metric, -5_000, 5_000);
            metric.clamp_();
            assertThat(metric.values()).containsExactly(-1e3, 1e3);
        }
    }

    @Test
    void theFiguresAreTheRangeAndTheEntropy() {
        try (DiagonalMetric metric = DiagonalMetric.signed(4, 2)) {
            assertThat(metric.figures().entropy()).isCloseTo(Math.log(4), within(1e-12));
            set(metric, 0, 0, -8, 0);
            assertThat(metric.figures()).isEqualTo(new DiagonalMetric.Figures(-8, 0, 0));
            set(metric, 1, -3, 0, 0);
            double entropy = -0.25 * Math.log(0.25) - 0.75 * Math.log(0.75);
            assertThat(metric.figures().entropy()).isCloseTo(entropy, within(1e-12));
            set(metric, 0, 0, 0, 0);
            assertThat(metric.figures().entropy()).isZero();
        }
    }

    @Test
    void itsStateIsOneVector() {
        try (DiagonalMetric metric = DiagonalMetric.ofTemperature(3, 0.5);
                DiagonalMetric other = DiagonalMetric.ofTemperature(3, 0.1)) {
            assertThat(metric.stateDict()).containsOnlyKeys("a");
            metric.loadStateDict(Map.copyOf(other.stateDict()));
            assertThat(metric.values()).isEqualTo(other.values());
        }
    }

    @Test
    void argumentsOutOfRangeAreNamed() {
        assertThatThrownBy(() -> DiagonalMetric.ofTemperature(3, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("temperature: 0.0 (expected: within [0.001, 1000.0])");
        assertThatThrownBy(() -> DiagonalMetric.signed(3, Double.NaN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("value: NaN (expected: within [-1000.0, 1000.0])");
        assertThatThrownBy(() -> DiagonalMetric.signed(0, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("dim: 0");
    }
}
