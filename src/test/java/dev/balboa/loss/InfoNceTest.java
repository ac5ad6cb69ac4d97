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
import dev.balboa.testkit.GradCheck;
import dev.balboa.testkit.TensorAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Oracles: MoCo's equation 1 as a loop in double precision, which has neither a concatenation nor
/// a softmax; values in closed form; the symmetries of the formula; finite differences.
class InfoNceTest {

    private static final InfoNce LOSS = InfoNce.defaults();

    private static double slow(double[][] q, double[][] k, double[][] queue, double temperature) {
        double sum = 0;
        for (int i = 0; i < q.length; i++) {
            double positive = Math.exp(cosine(q[i], k[i]) / temperature);
            double denominator = positive;
            for (double[] negative : queue) {
                denominator += Math.exp(cosine(q[i], negative) / temperature);
            }
            sum -= Math.log(positive / denominator);
        }
        return sum / q.length;
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 0.2", "4, 9, 0.2", "4, 9, 0.07", "9, 3, 2", "3, 5, 0.01"})
    void isThePapersFormula(int n, int k, double temperature) {
        Tensor query = random(n, 5, 1);
        Tensor key = random(n, 5, 2);
        Tensor queue = random(k, 5, 3);
        double expected = slow(table(query), table(key), table(queue), temperature);
        InfoNce loss = new InfoNce(temperature);
        assertThat(loss.apply(query, key, queue).item())
                .isCloseTo(expected, within(1e-12 * (1 + 1 / temperature)));
        Tensor single =
                loss.apply(query.to(DType.FLOAT32), key.to(DType.FLOAT32), queue.to(DType.FLOAT32));
        TensorAssert.assertThat(single).hasDType(DType.FLOAT32).hasShape();
        assertThat(single.item()).isCloseTo(expected, within(1e-6 * (1 + 1 / temperature)));
    }

    @Test
    void defaultTemperatureIsThatOfMoCoV2() {
        assertThat(LOSS.temperature()).isEqualTo(0.2);
    }

    @Test
    void equalRowsGiveTheLogarithmOfTheQueueAndTheKey() {
        Tensor rows = Tensor.ones(Shape.of(3, 5), DType.FLOAT64);
        Tensor queue = Tensor.ones(Shape.of(7, 5), DType.FLOAT64);
        assertThat(LOSS.apply(rows, rows, queue).item()).isCloseTo(Math.log(8), within(1e-12));
    }

    @Test
    void doesNotDependOnTheOrderOrTheLengthOfTheQueuesRows() {
        Tensor query = random(3, 5, 1);
        Tensor key = random(3, 5, 2);
        Tensor queue = random(4, 5, 3);
        double expected = LOSS.apply(query, key, queue).item();
        Tensor order = Tensor.of(3L, 0L, 2L, 1L);
        Tensor scale = Tensor.of(new double[] {100, 0.01, 3, 1e-6}, Shape.of(4, 1));
        assertThat(LOSS.apply(query, key, queue.indexSelect(0, order)).item())
                .isCloseTo(expected, within(1e-12));
        assertThat(LOSS.apply(query, key, queue.mul(scale)).item())
                .isCloseTo(expected, within(1e-12));
    }

    @Test
    void otherQueriesKeysAreNoNegatives() {
        Tensor query = plane(1, 0, 0, 1);
        Tensor queue = plane(-1, -1);
        double alone = LOSS.apply(plane(1, 0), plane(1, 0.1), queue).item();
        // the second query and key would be easy negatives of the first
        double both = LOSS.apply(query, plane(1, 0.1, 0.1, 1), queue).item();
        assertThat(both).isCloseTo(alone, within(1e-12));
    }

    @Test
    void gradientsAgreeWithFiniteDifferencesTwice() {
        GradCheck.checkTwice(
                in -> LOSS.apply(in.get(0), in.get(1), in.get(2)),
                random(2, 3, 1),
                random(2, 3, 2),
                random(3, 3, 3));
    }

    @Test
    void shapesThatDoNotFitAreNamed() {
        Tensor two = plane(1, 2, 3, 4);
        Tensor three = Tensor.ones(Shape.of(2, 3));
        String expected = " (expected: [N, D], [N, D] and [K, D], N >= 1)";
        assertThatThrownBy(() -> LOSS.apply(two, plane(1, 2), two))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("query [2, 2], key [1, 2], queue [2, 2]" + expected);
        assertThatThrownBy(() -> LOSS.apply(two, two, three))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("query [2, 2], key [2, 2], queue [2, 3]" + expected);
        Tensor none = Tensor.zeros(Shape.of(0, 2));
        assertThatThrownBy(() -> LOSS.apply(none, none, two))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("query [0, 2], key [0, 2], queue [2, 2]" + expected);
    }

    @Test
    void anEmptyQueueIsRefusedWithARemedy() {
        Tensor two = plane(1, 2, 3, 4);
        assertThatThrownBy(() -> LOSS.apply(two, two, Tensor.zeros(Shape.of(0, 2))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("queue: 0 rows (expected: at least 1; without a queue use NtXent)");
    }

    @Test
    void wholeNumbersAreRefused() {
        Tensor two = plane(1, 2, 3, 4);
        assertThatThrownBy(() -> LOSS.apply(two, two, two.to(DType.INT64)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("queue: int64 (expected: a floating-point type");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -0.5, 1e-9, Double.NaN, Double.POSITIVE_INFINITY})
    void temperaturesOutOfRangeAreRefused(double temperature) {
        assertThatThrownBy(() -> new InfoNce(temperature))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("temperature: " + temperature + " (expected: >= 1.0E-8");
    }
}
