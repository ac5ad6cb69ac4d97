package dev.balboa.loss;

import static dev.balboa.loss.SlowRows.cosine;
import static dev.balboa.loss.SlowRows.plane;
import static dev.balboa.loss.SlowRows.random;
import static dev.balboa.loss.SlowRows.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.balboa.tensor.DType;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import dev.balboa.testkit.TensorAssert;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Oracles: the formula as a loop in double precision; the gradient of [Dcl], which it has by
/// algebra; limits. A recording of lightly is in `SslLossGoldensTest`.
class MaclTest {

    private static double temperature(double[][] z, Macl loss) {
        int n = z.length / 2;
        double alignment = 0;
        for (int i = 0; i < n; i++) {
            alignment += cosine(z[i], z[i + n]) / n;
        }
        return loss.temperature() * (1 + loss.alpha() * (alignment - loss.threshold()));
    }

    private static double slow(double[][] z, double temperature) {
        double sum = 0;
        for (int i = 0; i < z.length; i++) {
            double denominator = 0;
            for (int k = 0; k < z.length; k++) {
                denominator += k == i ? 0 : Math.exp(cosine(z[i], z[k]) / temperature);
            }
            double p =
                    Math.exp(cosine(z[i], z[(i + z.length / 2) % z.length]) / temperature)
                            / denominator;
            sum -= Math.log(p) / (1 - p);
        }
        return sum / z.length;
    }

    @ParameterizedTest
    @CsvSource({"2, 0.1, 0.5, 0", "6, 0.1, 0.5, 0", "6, 0.5, 1, 0.5", "6, 0.1, 0, 0"})
    void isThePapersFormula(int n, double temperature, double alpha, double threshold) {
        Tensor z0 = random(n, 5, 1);
        Tensor z1 = z0.add(random(n, 5, 2));
        double[][] z = table(z0, z1);
        Macl loss = new Macl(temperature, alpha, threshold);
        double expected = slow(z, temperature(z, loss));
        assertThat(loss.apply(z0, z1).item()).isCloseTo(expected, within(1e-9));
        Tensor single = loss.apply(z0.to(DType.FLOAT32), z1.to(DType.FLOAT32));
        TensorAssert.assertThat(single).hasDType(DType.FLOAT32).hasShape();
        assertThat(single.item()).isCloseTo(expected, within(2e-5));
    }

    @Test
    void statisticsAreTheAlignmentAndTheTemperatureThatFollowsIt() {
        Tensor z0 = random(6, 5, 1);
        Tensor z1 = z0.add(random(6, 5, 2));
        double[][] z = table(z0, z1);
        Macl loss = new Macl(0.5, 1, 0.25);
        Map<String, Tensor> found = loss.statistics(z0, z1);
        assertThat(found.keySet())
                .containsExactly(
                        "cosine_partners", "cosine_others", "cosine_nearest", "temperature");
        double alignment = temperature(z, new Macl(1, 1, 1));
        assertThat(found.get("cosine_partners").item()).isCloseTo(alignment, within(1e-10));
        assertThat(found.get("temperature").item()).isCloseTo(temperature(z, loss), within(1e-10));
    }

    /// Also where a positive's probability is 1 in float32 and in float64.
    @ParameterizedTest
    @CsvSource({"0.5, 1", "0.1, 1", "0.01, 0.1", "0.01, 0"})
    void theGradientIsThatOfDclAtItsTemperature(double temperature, double noise) {
        Tensor z0 = random(5, 4, 1);
        Tensor z1 = z0.add(random(5, 4, 2).mul(noise));
        Macl loss = new Macl(temperature, 0.5, 0);
        Tensor a = z0.copy().requiresGrad_(true);
        loss.apply(a, z1).backward();
        Tensor b = z0.copy().requiresGrad_(true);
        double tau = temperature(table(z0, z1), loss);
        new Dcl(tau, Dcl.Definition.JOINED).apply(b, z1).backward();
        TensorAssert.assertThat(a.grad()).isCloseTo(b.grad(), 1e-9, 1e-9);
        assertThat(b.grad().norm().item()).isGreaterThan(1e-3);
    }

    @Test
    void isOneWhereEveryPositiveIsCertain() {
        Tensor z0 = plane(1, 0, -1, 0).to(DType.FLOAT32).requiresGrad_(true);
        Tensor loss = new Macl(0.01, 0.5, 0).apply(z0, z0.detach());
        loss.backward();
        assertThat(loss.item()).isEqualTo(1);
        assertThat(z0.grad().isfinite().all().itemBoolean()).isTrue();
    }

    @Test
    void equalRowsGiveTheClosedForm() {
        Tensor z = Tensor.ones(Shape.of(6, 5), DType.FLOAT64);
        // P = 1 / 11
        assertThat(Macl.defaults().apply(z, z).item())
                .isCloseTo(Math.log(11) * 11 / 10, within(1e-12));
    }

    @Test
    void theTemperatureIsHeldAboveZero() {
        // alignment −1: the formula has 0.1 (1 + 2 (−1 − 0.8)) = −0.26; held at 0.001
        Tensor z0 = plane(1, 0, 0, 1);
        Tensor z1 = plane(-1, 0, 0, -1);
        double[][] z = table(z0, z1);
        assertThat(new Macl(0.1, 2, 0.8).apply(z0, z1).item())
                .isCloseTo(slowGap(z) / 0.001 + Math.log(2), within(1e-9));
    }

    /// With negatives at right angles and positives opposite: 0 − (−1).
    private static double slowGap(double[][] z) {
        return cosine(z[0], z[1]) - cosine(z[0], z[2]);
    }

    @Test
    void settingsAndBatchesOutOfRangeAreNamed() {
        assertThatThrownBy(() -> new Macl(0, 0.5, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("temperature: 0.0 (expected: >= 1.0E-8");
        assertThatThrownBy(() -> new Macl(0.1, -1, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("alpha: -1.0 (expected: >= 0)");
        assertThatThrownBy(() -> new Macl(0.1, 1, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("threshold: 2.0 (expected: within [-1.0, 1.0])");
        assertThatThrownBy(() -> Macl.defaults().apply(plane(1, 2), plane(3, 4)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("z0 [1, 2], z1 [1, 2] (expected: the same shape [N, D], N >= 2)");
    }
}
