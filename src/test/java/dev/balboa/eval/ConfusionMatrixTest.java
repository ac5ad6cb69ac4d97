package dev.balboa.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/// Oracle: six examples counted by hand.
class ConfusionMatrixTest {

    private static final ConfusionMatrix MATRIX =
            ConfusionMatrix.of(new long[] {0, 0, 0, 2, 2, 0}, new long[] {0, 2, 0, 2, 1, 0}, 3);

    @Test
    void rowsAreTrueClassesAndColumnsPredictedOnes() {
        assertThat(MATRIX.counts()).isDeepEqualTo(new long[][] {{3, 0, 1}, {0, 0, 0}, {0, 1, 1}});
    }

    @Test
    void accuraciesAreSharesOfTheDiagonal() {
        assertThat(MATRIX.total()).isEqualTo(6);
        assertThat(MATRIX.accuracy()).isEqualTo(4.0 / 6);
        assertThat(MATRIX.classAccuracy()).containsExactly(0.75, Double.NaN, 0.5);
    }

    @Test
    void withoutExamplesThereIsNoAccuracy() {
        assertThat(ConfusionMatrix.of(new long[0], new long[0], 2).accuracy()).isNaN();
    }

    @Test
    void theMatrixIsACopy() {
        long[][] counts = {{1}};
        ConfusionMatrix matrix = new ConfusionMatrix(counts);
        counts[0][0] = 7;
        assertThat(matrix.total()).isEqualTo(1);
    }

    @Test
    void whatDoesNotFitIsNamed() {
        assertThatThrownBy(() -> ConfusionMatrix.of(new long[2], new long[1], 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("predicted: 1 classes (expected: 2, one per label)");
        assertThatThrownBy(() -> ConfusionMatrix.of(new long[] {3}, new long[1], 3))
                .hasMessage("labels: 3 (expected: within [0, 3))");
        assertThatThrownBy(() -> ConfusionMatrix.of(new long[1], new long[] {-1}, 3))
                .hasMessage("predicted: -1 (expected: within [0, 3))");
        assertThatThrownBy(() -> new ConfusionMatrix(new long[][] {{1, 2}}))
                .hasMessage("counts: a row of 2 (expected: 1, the number of rows)");
        assertThatThrownBy(() -> new ConfusionMatrix(new long[][] {{-1}}))
                .hasMessage("counts: -1 (expected: >= 0)");
    }
}
