package dev.balboa.loss;

import static dev.balboa.loss.SlowRows.cosine;
import static dev.balboa.loss.SlowRows.plane;
import static dev.balboa.loss.SlowRows.random;
import static dev.balboa.loss.SlowRows.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.balboa.loss.Dcl.Definition;
import dev.balboa.tensor.DType;
import dev.balboa.tensor.Functional;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import dev.balboa.testkit.GradCheck;
import dev.balboa.testkit.TensorAssert;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Oracles: equation 6 of the paper as a loop in double precision with a list of negatives instead
/// of a mask; values in closed form; NT-Xent, from which each row differs by the positive in the
/// denominator; finite differences. Recordings of lightly are in `SslLossGoldensTest`.
class DclTest {

    private static final Dcl LOSS = Dcl.defaults();

    private static double slow(
            double[][] z, double temperature, Definition definition, double[] weights) {
        int n = z.length / 2;
        double sum = 0;
        for (int i = 0; i < z.length; i++) {
            double[] views = new double[2];
            for (int k = 0; k < z.length; k++) {
                if (k % n != i % n) {
                    views[k / n] += Math.exp(cosine(z[i], z[k]) / temperature);
                }
            }
            sum -= weights[i % n] * cosine(z[i], z[(i + n) % z.length]) / temperature;
            sum +=
                    switch (definition) {
                        case JOINED -> Math.log(views[0] + views[1]);
                        case PER_VIEW -> Math.log(views[0]) + Math.log(views[1]);
                    };
        }
        return sum / z.length;
    }

    private static double[] ones(int n) {
        double[] ones = new double[n];
        Arrays.fill(ones, 1);
        return ones;
    }

    private static double[] misesFisher(double[][] z, double sigma) {
        int n = z.length / 2;
        double[] weights = new double[n];
        double sum = 0;
        for (int i = 0; i < n; i++) {
            weights[i] = Math.exp(cosine(z[i], z[i + n]) / sigma);
            sum += weights[i];
        }
        for (int i = 0; i < n; i++) {
            weights[i] = 2 - n * weights[i] / sum;
        }
        return weights;
    }

    @ParameterizedTest
    @CsvSource({
        "2, 0.1, JOINED",
        "2, 0.1, PER_VIEW",
        "7, 0.5, JOINED",
        "7, 0.5, PER_VIEW",
        "5, 0.01, JOINED",
        "5, 0.01, PER_VIEW"
    })
    void isThePapersFormula(int n, double temperature, Definition definition) {
        Tensor z0 = random(n, 5, 1);
        Tensor z1 = random(n, 5, 2);
        double expected = slow(table(z0, z1), temperature, definition, ones(n));
        Dcl loss = new Dcl(temperature, definition);
        assertThat(loss.apply(z0, z1).item())
                .isCloseTo(expected, within(1e-12 * (1 + 1 / temperature)));
        Tensor single = loss.apply(z0.to(DType.FLOAT32), z1.to(DType.FLOAT32));
        TensorAssert.assertThat(single).hasDType(DType.FLOAT32).hasShape();
        assertThat(single.item()).isCloseTo(expected, within(1e-6 * (1 + 1 / temperature)));
    }

    @ParameterizedTest
    @CsvSource({"JOINED, 0.5", "PER_VIEW, 0.5", "JOINED, 0.1"})
    void theWeightedFormIsThePapersFormula(Definition definition, double sigma) {
        Tensor z0 = random(6, 5, 1);
        Tensor z1 = z0.add(random(6, 5, 2));
        double[][] z = table(z0, z1);
        double[] weights = misesFisher(z, sigma);
        assertThat(Arrays.stream(weights).sum()).isCloseTo(6, within(1e-12));
        assertThat(Arrays.stream(weights).min().orElseThrow()).isLessThan(0.9);
        assertThat(new DclW(0.1, sigma, definition).apply(z0, z1).item())
                .isCloseTo(slow(z, 0.1, definition, weights), within(1e-11));
    }

    @Test
    void defaultsAreLightlys() {
        assertThat(LOSS).isEqualTo(new Dcl(0.1, Definition.JOINED));
        assertThat(DclW.defaults()).isEqualTo(new DclW(0.1, 0.5, Definition.JOINED));
    }

    @Test
    void equalRowsGiveTheLogarithmsOfTheNumbersOfNegatives() {
        Tensor z = Tensor.ones(Shape.of(6, 5), DType.FLOAT64);
        assertThat(LOSS.apply(z, z).item()).isCloseTo(Math.log(10), within(1e-12));
        assertThat(DclW.defaults().apply(z, z).item()).isCloseTo(Math.log(10), within(1e-12));
        assertThat(new Dcl(0.1, Definition.PER_VIEW).apply(z, z).item())
                .isCloseTo(10 + 2 * Math.log(5), within(1e-12));
    }

    /// Rows that all score alike: NT-Xent's denominator is the negatives' and the positive's, so
    /// its loss is the softplus of this one.
    @Test
    void differsFromNtXentByThePositiveInTheDenominator() {
        // every row at the same angles to the others: views on two axes, images on two sides
        Tensor z0 = plane(1, 0.2, -1, 0.2);
        Tensor z1 = plane(1, -0.2, -1, -0.2);
        double decoupled = new Dcl(0.5, Definition.JOINED).apply(z0, z1).item();
        double coupled = new NtXent(0.5).apply(z0, z1).item();
        assertThat(coupled).isCloseTo(Math.log1p(Math.exp(decoupled)), within(1e-12));
        assertThat(decoupled).isNegative();
    }

    @Test
    void thePullOfAPairDoesNotFadeAsItsViewsMeet() {
        Tensor z0 = plane(1, 0, 0, 1).requiresGrad_(true);
        Tensor z1 = plane(1, 1e-6, 1e-6, 1);
        new NtXent(0.05).apply(z0, z1).backward();
        double coupled = z0.grad().norm().item();
        z0.grad().zero_();
        LOSS.apply(z0, z1).backward();
        assertThat(z0.grad().norm().item()).isGreaterThan(1e3 * coupled);
    }

    @ParameterizedTest
    @EnumSource(Definition.class)
    void gradientsAgreeWithFiniteDifferencesTwice(Definition definition) {
        GradCheck.checkTwice(
                in -> new Dcl(0.3, definition).apply(in.get(0), in.get(1)),
                random(3, 3, 1),
                random(3, 3, 2));
    }

    /// The gradient of a loss whose weights are numbers from outside.
    @Test
    void weightsReceiveNoGradient() {
        Tensor z0 = random(3, 4, 1);
        Tensor z1 = random(3, 4, 2);
        double[] weights = misesFisher(table(z0, z1), 0.5);
        Tensor a = z0.copy().requiresGrad_(true);
        DclW.defaults().apply(a, z1).backward();
        Tensor b = z0.copy().requiresGrad_(true);
        Tensor cosines =
                Functional.cosineSimilarity(b, z1, 1, 1e-8).mul(Tensor.of(weights).sub(1)).div(0.1);
        LOSS.apply(b, z1).sub(cosines.mean()).backward();
        TensorAssert.assertThat(a.grad()).isCloseTo(b.grad(), 1e-9, 1e-9);
    }

    @Test
    void onePairHasNoNegativeAndIsRefused() {
        String expected = "z0 [1, 2], z1 [1, 2] (expected: the same shape [N, D], N >= 2)";
        assertThatThrownBy(() -> LOSS.apply(plane(1, 2), plane(3, 4)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(expected);
        assertThatThrownBy(() -> DclW.defaults().apply(plane(1, 2), plane(3, 4)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(expected);
    }

    @Test
    void settingsOutOfRangeAreNamed() {
        assertThatThrownBy(() -> new Dcl(0, Definition.JOINED))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("temperature: 0.0 (expected: >= 1.0E-8");
        assertThatThrownBy(() -> new DclW(0.1, 0, Definition.JOINED))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("sigma: 0.0 (expected: >= 1.0E-8");
    }
}
