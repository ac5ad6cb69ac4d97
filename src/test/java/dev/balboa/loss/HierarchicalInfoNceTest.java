package dev.balboa.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.balboa.autograd.Autocast;
import dev.balboa.loss.HierarchicalInfoNce.Importance;
import dev.balboa.loss.HierarchicalInfoNce.Level;
import dev.balboa.tensor.DType;
import dev.balboa.tensor.Device;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import dev.balboa.testkit.GradCheck;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Oracles: the formula as a loop in double precision that sorts each row's negatives and shares no
/// code with the loss; NT-Xent where the two are the same; finite differences.
class HierarchicalInfoNceTest {

    private static HierarchicalInfoNce one(double temperature, double hardest, Importance rows) {
        return new HierarchicalInfoNce(List.of(new Level(temperature, 1, hardest)), rows);
    }

    /// The formula of the class, row by row.
    private static double slow(double[][] z, double temperature, double hardest, boolean error) {
        int count = z.length;
        double weights = 0;
        double sum = 0;
        for (int i = 0; i < count; i++) {
            double p = slowShare(z, i, temperature, hardest);
            double weight = error ? 1 - p : 1;
            weights += weight;
            sum -= weight * Math.log(p);
        }
        return sum / weights;
    }

    /// The softmax's share of row `i`'s partner.
    private static double slowShare(double[][] z, int i, double temperature, double hardest) {
        int count = z.length;
        int partner = (i + count / 2) % count;
        List<Double> negatives = new ArrayList<>();
        for (int k = 0; k < count; k++) {
            if (k != i && k != partner) {
                negatives.add(SlowRows.cosine(z[i], z[k]));
            }
        }
        negatives.sort(Comparator.reverseOrder());
        double positive = Math.exp(SlowRows.cosine(z[i], z[partner]) / temperature);
        double denominator = positive;
        int kept = (int) Math.ceil(hardest * negatives.size());
        for (double cosine : negatives.subList(0, kept)) {
            denominator += Math.exp(cosine / temperature);
        }
        return positive / denominator;
    }

    @ParameterizedTest
    @CsvSource({
        "0.5, 1, NONE",
        "0.1, 1, NONE",
        "0.5, 0.5, NONE",
        "0.2, 0.01, NONE",
        "0.5, 1, ERROR",
        "0.2, 0.3, ERROR"
    })
    void equalsTheSlowLoop(double temperature, double hardest, Importance importance) {
        Tensor z0 = SlowRows.random(7, 4, 1);
        Tensor z1 = SlowRows.random(7, 4, 2);
        double expected =
                slow(SlowRows.table(z0, z1), temperature, hardest, importance == Importance.ERROR);
        assertThat(one(temperature, hardest, importance).apply(List.of(z0), List.of(z1)).item())
                .isCloseTo(expected, within(1e-12));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 0.07})
    void oneLevelOfWeightOneIsNtXent(double temperature) {
        Tensor z0 = SlowRows.random(6, 5, 1).requiresGrad_(true);
        Tensor z1 = SlowRows.random(6, 5, 2);
        Tensor loss = one(temperature, 1, Importance.NONE).apply(List.of(z0), List.of(z1));
        loss.backward();
        double[] gradient = z0.grad().toDoubleArray();
        z0.zeroGrad();
        Tensor expected = new NtXent(temperature).apply(z0, z1);
        expected.backward();
        assertThat(loss.item()).isCloseTo(expected.item(), within(1e-12));
        assertThat(gradient).containsExactly(z0.grad().toDoubleArray(), within(1e-12));
    }

    @Test
    void theLossIsTheWeightedSumOfItsLevels() {
        List<Tensor> z0 =
                List.of(
                        SlowRows.random(5, 3, 1),
                        SlowRows.random(5, 4, 2),
                        SlowRows.random(5, 6, 3));
        List<Tensor> z1 =
                List.of(
                        SlowRows.random(5, 3, 4),
                        SlowRows.random(5, 4, 5),
                        SlowRows.random(5, 6, 6));
        HierarchicalInfoNce loss =
                new HierarchicalInfoNce(
                        List.of(
                                new Level(0.5, 2, 1),
                                new Level(0.2, 0, 1),
                                new Level(0.1, 0.25, 0.5)),
                        Importance.NONE);
        double first = slow(SlowRows.table(z0.get(0), z1.get(0)), 0.5, 1, false);
        double third = slow(SlowRows.table(z0.get(2), z1.get(2)), 0.1, 0.5, false);
        assertThat(loss.apply(z0, z1).item()).isCloseTo(2 * first + third / 4, within(1e-12));
        Tensor prefix = loss.total(List.of(loss.level(0, z0.get(0), z1.get(0))));
        assertThat(prefix.item()).isCloseTo(2 * first, within(1e-12));
    }

    /// `1 − p` from the slow loop of a row alone: with importance the weight of that row.
    @Test
    void errorsAreTheSharesThatThePartnersMiss() {
        Tensor z0 = SlowRows.random(5, 4, 1).requiresGrad_(true);
        Tensor z1 = SlowRows.random(5, 4, 2);
        Tensor errors = one(0.3, 0.5, Importance.NONE).errors(0, z0, z1);
        double[][] z = SlowRows.table(z0, z1);
        double[] expected = new double[5];
        for (int i = 0; i < 10; i++) {
            expected[i % 5] += (1 - slowShare(z, i, 0.3, 0.5)) / 2;
        }
        assertThat(errors.toDoubleArray()).containsExactly(expected, within(1e-12));
        assertThat(errors.requiresGrad()).isFalse();
    }

    @Test
    void theDefaultsGrowSharper() {
        assertThat(HierarchicalInfoNce.defaults().levels())
                .extracting(Level::temperature)
                .containsExactly(0.5, 0.2, 0.1);
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 0.5})
    void gradientsAgreeWithFiniteDifferences(double hardest) {
        HierarchicalInfoNce loss = one(0.3, hardest, Importance.NONE);
        GradCheck.check(
                in -> loss.level(0, in.get(0), in.get(1)),
                SlowRows.random(4, 3, 1),
                SlowRows.random(4, 3, 2));
    }

    /// The gradient of `Σ wᵢ lossᵢ / Σ wᵢ` with the weights taken as numbers from the loop.
    @Test
    void theImportanceIsHeldStill() {
        Tensor z0 = SlowRows.random(4, 3, 1).requiresGrad_(true);
        Tensor z1 = SlowRows.random(4, 3, 2);
        one(0.3, 1, Importance.ERROR).level(0, z0, z1).backward();
        double[] actual = z0.grad().toDoubleArray();
        z0.zeroGrad();
        ScoreMatrix scores = ScoreMatrix.of(z0, z1, cosines -> cosines.div(0.3));
        Tensor rows = scores.all().logsumexp(false, 1).sub(scores.positives());
        double[] losses = rows.toDoubleArray();
        double[] weights = new double[losses.length];
        double sum = 0;
        for (int i = 0; i < losses.length; i++) {
            weights[i] = 1 - Math.exp(-losses[i]);
            sum += weights[i];
        }
        rows.mul(Tensor.of(weights, Shape.of(weights.length))).sum().div(sum).backward();
        assertThat(actual).containsExactly(z0.grad().toDoubleArray(), within(1e-12));
    }

    /// So far apart that the softmax is one to the last bit: every importance is 0.
    @ParameterizedTest
    @CsvSource({"1, NONE", "0.5, NONE", "1, ERROR", "0.5, ERROR"})
    void pairsThatAreRightToTheLastBitGiveZeroAndNoGradient(double hardest, Importance importance) {
        Tensor z0 = SlowRows.plane(1, 0, 0, 1).requiresGrad_(true);
        Tensor loss = one(1e-3, hardest, importance).level(0, z0, SlowRows.plane(1, 0, 0, 1));
        loss.backward();
        assertThat(loss.item()).isCloseTo(0, within(1e-12));
        assertThat(z0.grad().abs().sum().item()).isCloseTo(0, within(1e-12));
    }

    @Test
    void aSinglePairIsRefused() {
        Tensor one = SlowRows.random(1, 3, 1);
        assertThatThrownBy(() -> one(0.1, 1, Importance.NONE).level(0, one, one))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("z0 [1, 3], z1 [1, 3] (expected: the same shape [N, D], N >= 2)");
    }

    @Test
    void smallTypesAndAutocastAreComputedInFloat32() {
        Tensor z0 = SlowRows.random(6, 5, 1).to(DType.FLOAT32);
        Tensor z1 = SlowRows.random(6, 5, 2).to(DType.FLOAT32);
        HierarchicalInfoNce loss = one(0.05, 0.5, Importance.ERROR);
        double expected = loss.level(0, z0, z1).item();
        Autocast.on(Device.CPU, DType.BFLOAT16)
                .run(() -> assertThat(loss.level(0, z0, z1).item()).isEqualTo(expected));
        Tensor half = loss.level(0, z0.to(DType.BFLOAT16), z1.to(DType.BFLOAT16));
        assertThat(half.dtype()).isEqualTo(DType.FLOAT32);
        assertThat(half.item()).isCloseTo(expected, within(0.3));
    }

    @Test
    void settingsOutOfRangeAreNamed() {
        assertThatThrownBy(() -> new HierarchicalInfoNce(List.of(), Importance.NONE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("levels: none (expected: at least one)");
        assertThatThrownBy(() -> new Level(0.5, 1, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("hardest: 0.0 (expected: within (0, 1])");
        assertThatThrownBy(() -> new Level(0.5, -1, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("weight: -1.0 (expected: >= 0)");
        assertThatThrownBy(() -> Level.of(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("temperature: 0.0 (expected: ");
    }

    @Test
    void levelsThatAreMissingAreNamed() {
        Tensor z = SlowRows.random(2, 2, 1);
        assertThatThrownBy(() -> HierarchicalInfoNce.defaults().apply(List.of(z), List.of(z)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "z0: 1 tensors, z1: 1 tensors (expected: 3 of each, one for each level)");
        assertThatThrownBy(() -> HierarchicalInfoNce.defaults().total(List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("losses: 0 (expected: 1 to 3)");
    }
}
