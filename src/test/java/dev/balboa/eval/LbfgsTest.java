package dev.balboa.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.balboa.tensor.Memory;
import dev.balboa.tensor.Tensor;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Oracle: functions whose minimum is known.
class LbfgsTest {

    private static final Lbfgs SETTINGS = new Lbfgs(10, 200, 1e-9);

    /// `Σ (i + 1)³ (x_i − i)² / 2`, of condition number 1000: minimum 0 at `x_i = i`.
    private static Lbfgs.Evaluation quadratic(Tensor x) {
        double[] at = x.toDoubleArray();
        double value = 0;
        double[] gradient = new double[at.length];
        for (int i = 0; i < at.length; i++) {
            double weight = Math.pow(i + 1, 3);
            value += weight * (at[i] - i) * (at[i] - i) / 2;
            gradient[i] = weight * (at[i] - i);
        }
        return new Lbfgs.Evaluation(value, Tensor.of(gradient));
    }

    /// `(1 − x)² + 100 (y − x²)²`: minimum 0 at (1, 1), at the end of a bent valley.
    private static Lbfgs.Evaluation rosenbrock(Tensor at) {
        double x = at.toDoubleArray()[0];
        double y = at.toDoubleArray()[1];
        double value = (1 - x) * (1 - x) + 100 * (y - x * x) * (y - x * x);
        double[] gradient = {-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)};
        return new Lbfgs.Evaluation(value, Tensor.of(gradient));
    }

    @Test
    void findsTheMinimumOfAQuadratic() {
        Lbfgs.Result end = SETTINGS.minimize(LbfgsTest::quadratic, Tensor.of(new double[10]));
        assertThat(end.converged()).isTrue();
        double[] x = end.x().toDoubleArray();
        for (int i = 0; i < x.length; i++) {
            assertThat(x[i]).isCloseTo(i, within(1e-9));
        }
    }

    /// As many pairs as dimensions: the curvature is known after a few of them.
    @Test
    void theHistoryPaysOnAnIllConditionedQuadratic() {
        Tensor start = Tensor.of(new double[10]);
        assertThat(SETTINGS.minimize(LbfgsTest::quadratic, start).iterations()).isLessThan(60);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 10})
    void findsTheEndOfTheBentValley(int history) {
        Lbfgs.Result end =
                new Lbfgs(history, 1000, 1e-9)
                        .minimize(LbfgsTest::rosenbrock, Tensor.of(-1.2, 1.0));
        assertThat(end.converged()).isTrue();
        assertThat(end.value()).isLessThan(1e-16);
        assertThat(end.x().toDoubleArray()[0]).isCloseTo(1, within(1e-8));
        assertThat(end.x().toDoubleArray()[1]).isCloseTo(1, within(1e-8));
    }

    @Test
    void aStartAtTheMinimumTakesNoStep() {
        Lbfgs.Result end = SETTINGS.minimize(LbfgsTest::rosenbrock, Tensor.of(1.0, 1.0));
        assertThat(end.iterations()).isZero();
        assertThat(end.converged()).isTrue();
    }

    @Test
    void aRunThatIsCutShortSaysSo() {
        Lbfgs.Result end =
                new Lbfgs(10, 3, 1e-9).minimize(LbfgsTest::rosenbrock, Tensor.of(-1.2, 1.0));
        assertThat(end.iterations()).isEqualTo(3);
        assertThat(end.converged()).isFalse();
        assertThat(end.steepness()).isGreaterThan(1e-9);
    }

    @Test
    void theStartIsNotChangedAndOnlyTheResultStays() {
        Tensor start = Tensor.of(-1.2, 1.0);
        SETTINGS.minimize(LbfgsTest::rosenbrock, start);
        long before = Memory.liveTensors();
        SETTINGS.minimize(LbfgsTest::rosenbrock, start);
        assertThat(Memory.liveTensors() - before).isEqualTo(1);
        assertThat(start.toDoubleArray()).containsExactly(-1.2, 1);
    }

    /// Memory while it runs: the pairs of the history and a few tensors of the step, not all steps.
    @Test
    void stepsThatAreOverAreFreed() {
        long before = Memory.liveTensors();
        AtomicInteger most = new AtomicInteger();
        new Lbfgs(2, 1000, 1e-9)
                .minimize(
                        x -> {
                            int live = (int) (Memory.liveTensors() - before);
                            most.accumulateAndGet(live, Math::max);
                            return rosenbrock(x);
                        },
                        Tensor.of(-1.2, 1.0));
        assertThat(most.get()).isLessThan(80);
    }

    @Test
    void settingsOutOfRangeAreNamed() {
        assertThatThrownBy(() -> new Lbfgs(0, 1, 1)).hasMessage("history: 0 (expected: >= 1)");
        assertThatThrownBy(() -> new Lbfgs(1, 0, 1))
                .hasMessage("maxIterations: 0 (expected: >= 1)");
        assertThatThrownBy(() -> new Lbfgs(1, 1, 0)).hasMessage("tolerance: 0.0 (expected: > 0)");
    }
}
