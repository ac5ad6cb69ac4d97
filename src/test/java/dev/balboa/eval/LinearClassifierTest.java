package dev.balboa.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.balboa.tensor.DType;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/// Oracle: an identity as the weight, so that features are logits and ranks can be read off.
class LinearClassifierTest {

    private static final int CLASSES = 7;

    private static LinearClassifier identity() {
        return new LinearClassifier(
                Tensor.eye(CLASSES).to(DType.FLOAT64),
                Tensor.zeros(Shape.of(CLASSES), DType.FLOAT64));
    }

    /// Row `i` has its largest value at class 0, then 1, and so on.
    private static Features descending(long... labels) {
        double[] values = new double[labels.length * CLASSES];
        Arrays.setAll(values, i -> -(i % CLASSES));
        return new Features(Tensor.of(values, Shape.of(labels.length, CLASSES)), labels);
    }

    @Test
    void top1AndTop5CountRanks() {
        // ranks 1, 2, 5, 6, 7
        LinearClassifier.Score score = identity().score(descending(0, 1, 4, 5, 6));
        assertThat(score.top1()).isEqualTo(0.2);
        assertThat(score.top5()).isEqualTo(0.6);
        assertThat(score.confusion().counts()[4]).containsExactly(1, 0, 0, 0, 0, 0, 0);
    }

    @Test
    void rowsBeyondABlockCount() {
        long[] labels = new long[10_000];
        labels[9_999] = 6;
        LinearClassifier.Score score = identity().score(descending(labels));
        assertThat(score.top1()).isEqualTo(0.9999);
        assertThat(score.top5()).isEqualTo(0.9999);
        assertThat(score.confusion().total()).isEqualTo(10_000);
    }

    @Test
    void fewerThanFiveClassesAreAllWithinTheTop() {
        LinearClassifier two = new LinearClassifier(Tensor.eye(2), Tensor.zeros(Shape.of(2)));
        Features test = new Features(Tensor.eye(2), new long[] {1, 1});
        assertThat(two.score(test).top1()).isEqualTo(0.5);
        assertThat(two.score(test).top5()).isEqualTo(1);
    }

    @Test
    void whatDoesNotFitIsNamed() {
        assertThatThrownBy(() -> new LinearClassifier(Tensor.eye(2), Tensor.zeros(Shape.of(3))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("weight, bias: [2, 2], [3] (expected: [classes, D] and [classes])");
        Features narrow = new Features(Tensor.zeros(Shape.of(1, 3)), new long[1]);
        assertThatThrownBy(() -> identity().score(narrow))
                .hasMessage("test: [1, 3] (expected: [M, 7], the width that was learned)");
        assertThatThrownBy(() -> identity().score(descending(0, -1)))
                .hasMessage("test: row 1 has no label (expected: a class >= 0)");
        assertThatThrownBy(() -> identity().score(descending(9)))
                .hasMessage("labels: 9 (expected: within [0, 7))");
    }
}
