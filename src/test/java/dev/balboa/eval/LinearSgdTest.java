package dev.balboa.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.balboa.autograd.Autograd;
import dev.balboa.tensor.DType;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import dev.balboa.testkit.Goldens;
import dev.balboa.testkit.TensorAssert;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Oracle: `torch.optim.SGD` with `CosineAnnealingLR` on the same rows in the same order
/// (`linear_sgd_goldens.py`), and the optimum that [LogisticRegression] finds without any of it.
class LinearSgdTest {

    static Stream<JsonNode> cases() {
        return StreamSupport.stream(Goldens.json("linear_sgd.json").spliterator(), false);
    }

    private static Features problem() {
        return LogisticRegressionTest.problem(60, 4, 3);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void trainsAsPyTorchDoes(JsonNode golden) {
        int classes = golden.get("classes").intValue();
        Features train =
                LogisticRegressionTest.problem(
                        golden.get("rows").intValue(), golden.get("width").intValue(), classes);
        LinearClassifier learned =
                new LinearSgd(
                                golden.get("lr").doubleValue(),
                                golden.get("batch_size").intValue(),
                                golden.get("epochs").intValue(),
                                golden.get("momentum").doubleValue(),
                                golden.get("weight_decay").doubleValue(),
                                golden.get("standardize").booleanValue(),
                                golden.get("seed").longValue())
                        .fit(train, classes);
        TensorAssert.assertThat(learned.weight())
                .isCloseTo(LogisticRegressionTest.doubles(golden.get("weight")), 1e-10, 1e-12);
        TensorAssert.assertThat(learned.bias())
                .isCloseTo(LogisticRegressionTest.doubles(golden.get("bias")), 1e-10, 1e-12);
    }

    /// Full batches and many steps without decay end at the one optimum without penalty.
    @Test
    void longTrainingEndsAtTheOptimum() {
        Features train = problem();
        LinearClassifier sgd = new LinearSgd(4, 60, 3000, 0.9, 0, true, 0).fit(train, 3);
        LinearClassifier optimum =
                LogisticRegression.standard().withC(1e6).fit(train, 3).classifier();
        TensorAssert.assertThat(sgd.logits(train.values()))
                .isCloseTo(optimum.logits(train.values()).toDoubleArray(), 1e-3, 1e-3);
    }

    @Test
    void theSeedIsTheOrder() {
        LinearSgd probe = new LinearSgd(1, 16, 3, 0.9, 0, true, 3);
        double[] first = probe.fit(problem(), 3).weight().toDoubleArray();
        assertThat(probe.fit(problem(), 3).weight().toDoubleArray()).isEqualTo(first);
        LinearSgd other = new LinearSgd(1, 16, 3, 0.9, 0, true, 4);
        assertThat(other.fit(problem(), 3).weight().toDoubleArray()).isNotEqualTo(first);
    }

    @Test
    void featuresMadeInInferenceModeOrUnderNoGradAreLearnedOn() {
        LinearSgd probe = LinearSgd.standard(0);
        double[] expected = probe.fit(problem(), 3).weight().toDoubleArray();
        Features inference = Autograd.inferenceMode(() -> problem());
        assertThat(probe.fit(inference, 3).weight().toDoubleArray()).isEqualTo(expected);
        LinearClassifier quiet = Autograd.noGrad(() -> probe.fit(problem(), 3));
        assertThat(quiet.weight().toDoubleArray()).isEqualTo(expected);
        assertThat(quiet.weight().requiresGrad()).isFalse();
    }

    @Test
    void float32FeaturesTrainInFloat32() {
        Features single = new Features(problem().values().to(DType.FLOAT32), problem().labels());
        LinearSgd probe = new LinearSgd(1, 16, 3, 0.9, 0, true, 3);
        double[] wide = probe.fit(problem(), 3).weight().toDoubleArray();
        double[] narrow = probe.fit(single, 3).weight().toDoubleArray();
        for (int i = 0; i < wide.length; i++) {
            assertThat(narrow[i]).isCloseTo(wide[i], within(1e-4)).isNotEqualTo(wide[i]);
        }
    }

    @Test
    void aRateThatIsTooHighIsNamed() {
        // nothing is learned from a zero gradient: the classes must differ
        Features train =
                new Features(
                        Tensor.of(new double[] {1e200, -1e200}, Shape.of(2, 1)), new long[] {0, 1});
        LinearSgd probe = new LinearSgd(1e150, 2, 5, 0.9, 0, false, 0);
        assertThatThrownBy(() -> probe.fit(train, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("learningRate: 1.0E150 (expected: a lower one");
    }

    @Test
    void whatIsOutOfRangeIsNamed() {
        assertThatThrownBy(() -> new LinearSgd(0, 1, 1, 0, 0, true, 0))
                .hasMessage("learningRate: 0.0 (expected: > 0)");
        assertThatThrownBy(() -> new LinearSgd(1, 0, 1, 0, 0, true, 0))
                .hasMessage("batchSize: 0 (expected: >= 1)");
        assertThatThrownBy(() -> new LinearSgd(1, 1, 0, 0, 0, true, 0))
                .hasMessage("epochs: 0 (expected: >= 1)");
        assertThatThrownBy(() -> new LinearSgd(1, 1, 1, 1, 0, true, 0))
                .hasMessage("momentum: 1.0 (expected: within [0, 1))");
        assertThatThrownBy(() -> LinearSgd.standard(0).fit(problem(), 2))
                .hasMessage("classes: 2 (expected: >= 3, the largest label and one)");
    }
}
