package dev.balboa.loss;

import static dev.balboa.loss.SlowRows.cosine;
import static dev.balboa.loss.SlowRows.plane;
import static dev.balboa.loss.SlowRows.random;
import static dev.balboa.loss.SlowRows.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.balboa.loss.SupCon.Singletons;
import dev.balboa.tensor.DType;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import dev.balboa.testkit.GradCheck;
import dev.balboa.testkit.TensorAssert;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Oracles: equation 2 of the paper as a loop in double precision over lists of positives; NT-Xent,
/// which it is when every image has a label of its own; closed forms; finite differences.
class SupConTest {

    private static final long[] LABELS = {4, 0, 4, 7, 0, 4};
    private static final long[] WITH_SINGLETONS = {4, 0, 4, 7, 0, 9};

    /// Sum over rows, and how many have a positive.
    private static double[] slow(double[][] z, long[] labels, double temperature) {
        double sum = 0;
        int anchors = 0;
        for (int i = 0; i < z.length; i++) {
            double denominator = 0;
            for (int k = 0; k < z.length; k++) {
                denominator += k == i ? 0 : Math.exp(cosine(z[i], z[k]) / temperature);
            }
            double row = 0;
            int positives = 0;
            for (int p = 0; p < z.length; p++) {
                if (p != i && labels[p] == labels[i]) {
                    row -= Math.log(Math.exp(cosine(z[i], z[p]) / temperature) / denominator);
                    positives++;
                }
            }
            sum += positives == 0 ? 0 : row / positives;
            anchors += positives == 0 ? 0 : 1;
        }
        return new double[] {sum, anchors};
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.07, 0.5, 0.01})
    void isThePapersFormulaForTwoViews(double temperature) {
        Tensor z0 = random(6, 5, 1);
        Tensor z1 = random(6, 5, 2);
        long[] both = new long[12];
        System.arraycopy(LABELS, 0, both, 0, 6);
        System.arraycopy(LABELS, 0, both, 6, 6);
        double expected = slow(table(z0, z1), both, temperature)[0] / 12;
        SupCon loss = new SupCon(temperature, Singletons.REFUSED);
        Tensor labels = Tensor.of(LABELS);
        assertThat(loss.apply(z0, z1, labels).item())
                .isCloseTo(expected, within(1e-12 * (1 + 1 / temperature)));
        assertThat(loss.apply(Tensor.cat(List.of(z0, z1), 0), Tensor.of(both)).item())
                .isCloseTo(expected, within(1e-12 * (1 + 1 / temperature)));
        Tensor single = loss.apply(z0.to(DType.FLOAT32), z1.to(DType.FLOAT32), labels);
        TensorAssert.assertThat(single).hasDType(DType.FLOAT32).hasShape();
        assertThat(single.item()).isCloseTo(expected, within(1e-6 * (1 + 1 / temperature)));
    }

    @Test
    void aLabelOfItsOwnForEveryImageIsNtXent() {
        Tensor z0 = random(5, 4, 1);
        Tensor z1 = random(5, 4, 2);
        Tensor labels = Tensor.of(9L, -3L, 5L, 0L, 2L);
        assertThat(new SupCon(0.2, Singletons.REFUSED).apply(z0, z1, labels).item())
                .isCloseTo(new NtXent(0.2).apply(z0, z1).item(), within(1e-12));
    }

    @Test
    void equalRowsGiveTheLogarithmOfTheNumberOfOthers() {
        Tensor z = Tensor.ones(Shape.of(6, 5), DType.FLOAT64);
        assertThat(SupCon.defaults().apply(z, z, Tensor.of(LABELS)).item())
                .isCloseTo(Math.log(11), within(1e-12));
    }

    @Test
    void rowsWithoutAPositiveCountZeroAsInThePublishedCode() {
        Tensor z = random(6, 5, 1);
        double[] slow = slow(table(z), WITH_SINGLETONS, 0.1);
        assertThat(slow[1]).isEqualTo(4);
        assertThat(
                        new SupCon(0.1, Singletons.COUNT_ZERO)
                                .apply(z, Tensor.of(WITH_SINGLETONS))
                                .item())
                .isCloseTo(slow[0] / 6, within(1e-12));
    }

    @Test
    void rowsWithoutAPositiveAreLeftOutAsInPytorchMetricLearning() {
        Tensor z = random(6, 5, 1);
        double[] slow = slow(table(z), WITH_SINGLETONS, 0.1);
        assertThat(new SupCon(0.1, Singletons.LEFT_OUT).apply(z, Tensor.of(WITH_SINGLETONS)).item())
                .isCloseTo(slow[0] / 4, within(1e-12));
    }

    @ParameterizedTest
    @EnumSource(names = {"COUNT_ZERO", "LEFT_OUT"})
    void noPositiveAtAllIsZeroWithAZeroGradient(Singletons singletons) {
        Tensor z = random(3, 5, 1).requiresGrad_(true);
        Tensor loss = new SupCon(0.1, singletons).apply(z, Tensor.of(1L, 2L, 3L));
        loss.backward();
        assertThat(loss.item()).isZero();
        assertThat(z.grad().abs().max().item()).isZero();
    }

    @Test
    void rowsWithoutAPositiveAreNamedByDefault() {
        assertThatThrownBy(
                        () -> SupCon.defaults().apply(random(6, 5, 1), Tensor.of(WITH_SINGLETONS)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "labels: 7 has one row (expected: at least 2 of each label; two views, or"
                                + " Singletons.COUNT_ZERO or LEFT_OUT)");
    }

    @ParameterizedTest
    @EnumSource(names = {"COUNT_ZERO", "LEFT_OUT"})
    void gradientsAgreeWithFiniteDifferencesTwice(Singletons singletons) {
        Tensor labels = Tensor.of(0L, 1L, 0L, 2L, 1L);
        GradCheck.checkTwice(
                in -> new SupCon(0.3, singletons).apply(in.get(0), labels), random(5, 3, 1));
    }

    @Test
    void whatDoesNotFitIsNamed() {
        SupCon loss = SupCon.defaults();
        Tensor two = plane(1, 2, 3, 4);
        refused(
                () -> loss.apply(plane(1, 2), Tensor.of(0L)),
                "z: [1, 2] (expected: [M, D], M >= 2)");
        refused(
                () -> loss.apply(two, Tensor.of(0L, 0L, 0L)),
                "labels: [3] (expected: [2], one for each row of [2, 2])");
        refused(
                () -> loss.apply(two, two, Tensor.of(0)),
                "labels: [1] (expected: [2], one for each row of [2, 2])");
        refused(
                () -> loss.apply(two, Tensor.of(0, 0)),
                "labels: int32 (expected: int64; convert with to(DType.INT64))");
        refused(
                () -> loss.apply(two, plane(1, 2), Tensor.of(0L, 0L)),
                "z0 [2, 2], z1 [1, 2] (expected: the same shape [N, D], N >= 1)");
        refused(
                () -> new SupCon(0, Singletons.REFUSED),
                "temperature: 0.0 (expected: >= 1.0E-8, usually 0.07 to 0.5)");
    }

    private static void refused(Runnable call, String message) {
        assertThatThrownBy(call::run)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
