package dev.balboa.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Oracle: the definition of batch norm on one channel, by hand: values 1, 3 have mean 2, variance
/// 1 (biased) and 2 (unbiased).
class BatchNormTest {

    private static final float TOLERANCE = 1e-5f;

    private static Tensor column(float... values) {
        return Tensor.of(values, Shape.of(values.length, 1));
    }

    private static float state(Module module, String key) {
        return module.stateDict().get(key).toFloatArray()[0];
    }

    @Test
    void trainingNormalisesByTheBatchAndMovesTheRunningValues() {
        try (BatchNorm1d norm = BatchNorm1d.of(1)) {
            assertThat(norm.forward(column(1, 3)).toFloatArray())
                    .containsExactly(new float[] {-1, 1}, within(TOLERANCE));
            assertThat(state(norm, "running_mean")).isCloseTo(0.1f * 2, within(TOLERANCE));
            assertThat(state(norm, "running_var"))
                    .isCloseTo(0.9f * 1 + 0.1f * 2, within(TOLERANCE));
            assertThat(norm.stateDict().get("num_batches_tracked").itemLong()).isEqualTo(1);
        }
    }

    @Test
    void evaluationUsesTheRunningValuesAndLeavesThem() {
        try (BatchNorm1d norm = BatchNorm1d.of(1)) {
            norm.eval();
            assertThat(norm.forward(column(4, 9)).toFloatArray())
                    .containsExactly(new float[] {4, 9}, within(1e-4f));
            assertThat(state(norm, "running_mean")).isZero();
            assertThat(norm.stateDict().get("num_batches_tracked").itemLong()).isZero();
        }
    }

    @Test
    void zeroScaleGivesZeros() {
        try (BatchNorm2d norm = BatchNorm2d.zeroScale(1)) {
            Tensor x = Tensor.of(new float[] {1, 2, 3, 4}, Shape.of(1, 1, 2, 2));
            assertThat(norm.forward(x).toFloatArray()).containsExactly(0, 0, 0, 0);
        }
    }

    @Test
    void oneValuePerChannelIsRefusedInTrainingOnly() {
        try (BatchNorm1d norm = BatchNorm1d.of(1)) {
            assertThatThrownBy(() -> norm.forward(column(1)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("one value per channel")
                    .hasMessageContaining("raise the batch size or call eval()");
            norm.eval();
            assertThat(norm.forward(column(1)).numel()).isEqualTo(1);
        }
    }

    @Test
    void anotherRankIsRefused() {
        try (BatchNorm2d norm = BatchNorm2d.of(1)) {
            assertThatThrownBy(() -> norm.forward(column(1, 2)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("BatchNorm2d: input [2, 1] (expected: [N, C, H, W])");
        }
    }

    @Test
    void recalibrationAveragesTheBatchesPlainly() {
        try (BatchNorm1d norm = BatchNorm1d.of(1)) {
            norm.forward(column(100, 300)); // history that must be forgotten
            norm.eval();
            int seen =
                    Recalibration.batchNorm(
                            norm, List.of(column(1, 3), column(5, 7), column(0, 6)));
            assertThat(seen).isEqualTo(3);
            // means 2, 6, 3; unbiased variances 2, 2, 18
            assertThat(state(norm, "running_mean")).isCloseTo(11 / 3f, within(TOLERANCE));
            assertThat(state(norm, "running_var")).isCloseTo(22 / 3f, within(TOLERANCE));
        }
    }

    @Test
    void recalibrationRestoresTheModeAndTheExponentialAverage() {
        try (BatchNorm1d norm = BatchNorm1d.of(1)) {
            norm.eval();
            Recalibration.batchNorm(norm, List.of(column(1, 3)));
            norm.forward(column(50, 70));
            assertThat(state(norm, "running_mean")).isCloseTo(2, within(TOLERANCE));
            norm.train();
            norm.forward(column(11, 13));
            assertThat(state(norm, "running_mean"))
                    .isCloseTo(0.9f * 2 + 0.1f * 12, within(TOLERANCE));
        }
    }

    @Test
    void recalibrationNeedsABatch() {
        try (BatchNorm1d norm = BatchNorm1d.of(1)) {
            assertThatThrownBy(() -> Recalibration.batchNorm(norm, List.of()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("batches: none");
        }
    }

    @Test
    void theMomentumIsTheShareOfTheBatch() {
        try (BatchNorm1d norm = BatchNorm1d.of(BatchNormOptions.of(1).withMomentum(0.25))) {
            norm.forward(column(1, 3));
            assertThat(state(norm, "running_mean")).isCloseTo(0.25f * 2, within(TOLERANCE));
            assertThat(state(norm, "running_var"))
                    .isCloseTo(0.75f * 1 + 0.25f * 2, within(TOLERANCE));
        }
    }

    @Test
    void withoutMomentumEveryBatchWeighsTheSame() {
        try (BatchNorm1d norm = BatchNorm1d.of(BatchNormOptions.of(1).withPlainAverage())) {
            norm.forward(column(1, 3));
            norm.forward(column(5, 7));
            norm.forward(column(0, 6));
            // means 2, 6, 3; unbiased variances 2, 2, 18
            assertThat(state(norm, "running_mean")).isCloseTo(11 / 3f, within(TOLERANCE));
            assertThat(state(norm, "running_var")).isCloseTo(22 / 3f, within(TOLERANCE));
        }
    }

    @Test
    void theEpsIsAddedToTheVariance() {
        try (BatchNorm1d norm = BatchNorm1d.of(BatchNormOptions.of(1).withEps(3))) {
            assertThat(norm.forward(column(1, 3)).toFloatArray())
                    .containsExactly(new float[] {-0.5f, 0.5f}, within(TOLERANCE));
        }
    }

    @Test
    void withoutRunningStatisticsEvaluationUsesTheBatch() {
        try (BatchNorm1d norm = BatchNorm1d.of(BatchNormOptions.of(1).withoutRunningStats())) {
            norm.eval();
            assertThat(norm.forward(column(1, 3)).toFloatArray())
                    .containsExactly(new float[] {-1, 1}, within(TOLERANCE));
            assertThat(norm.stateDict().keySet()).containsExactly("weight", "bias");
            assertThatThrownBy(() -> norm.forward(column(1)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "BatchNorm1d: input [1, 1] has one value per channel (expected without"
                                    + " running statistics: at least 2; raise the batch size)");
        }
    }

    @Test
    void optionsOutOfRangeAreNamed() {
        BatchNormOptions options = BatchNormOptions.of(1);
        assertThatThrownBy(() -> options.withMomentum(1.5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("momentum: 1.5 (expected: within [0, 1])");
        assertThatThrownBy(() -> options.withEps(0)).hasMessage("eps: 0.0 (expected: > 0)");
        assertThatThrownBy(() -> BatchNorm2d.of(0)).hasMessage("features: 0 (expected: >= 1)");
    }
}
