package dev.balboa.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.balboa.tensor.DType;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import java.util.Arrays;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Oracle: the formula of the paper as a double loop in Java doubles, and neighbourhoods small
/// enough to count.
class WeightedKnnTest {

    private static final int WIDTH = 4;

    static double[][] random(SplittableRandom random, int rows) {
        double[][] values = new double[rows][WIDTH];
        for (double[] row : values) {
            Arrays.setAll(row, _ -> random.nextDouble(-1, 1));
        }
        return values;
    }

    static Tensor tensor(double[][] rows) {
        double[] flat = Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray();
        return Tensor.of(flat, Shape.of(rows.length, rows[0].length));
    }

    private static double cosine(double[] a, double[] b) {
        double product = 0;
        double squaresA = 0;
        double squaresB = 0;
        for (int d = 0; d < a.length; d++) {
            product += a[d] * b[d];
            squaresA += a[d] * a[d];
            squaresB += b[d] * b[d];
        }
        return product / Math.sqrt(squaresA * squaresB);
    }

    static long slow(double[][] bank, long[] labels, double[] query, int k, double temperature) {
        int[] nearest =
                IntStream.range(0, bank.length)
                        .boxed()
                        .sorted(Comparator.comparingDouble(i -> -cosine(bank[i], query)))
                        .limit(k)
                        .mapToInt(Integer::intValue)
                        .toArray();
        double[] votes = new double[3];
        for (int i : nearest) {
            votes[(int) labels[i]] += Math.exp(cosine(bank[i], query) / temperature);
        }
        int best = 0;
        for (int c = 1; c < votes.length; c++) {
            best = votes[c] > votes[best] ? c : best;
        }
        return best;
    }

    @ParameterizedTest
    @CsvSource({"1, 0.1", "7, 0.1", "7, 0.5", "60, 0.07", "60, 5"})
    void equalsTheDoubleLoop(int k, double temperature) {
        SplittableRandom random = new SplittableRandom(k);
        double[][] bank = random(random, 60);
        long[] labels = random.longs(60, 0, 3).toArray();
        double[][] queries = random(random, 300); // more than one block
        long[] predicted =
                new WeightedKnn(k, temperature)
                        .predict(new Features(tensor(bank), labels), tensor(queries));
        long[] expected =
                Arrays.stream(queries)
                        .mapToLong(q -> slow(bank, labels, q, k, temperature))
                        .toArray();
        assertThat(predicted).containsExactly(expected);
    }

    /// Two far neighbours outvote a near one at a high temperature only: 2 · exp(0.6 / T) against
    /// exp(1 / T).
    @Test
    void temperatureDecidesBetweenNearAndMany() {
        Features bank =
                new Features(
                        tensor(new double[][] {{1, 0}, {0.6, 0.8}, {0.6, -0.8}}),
                        new long[] {0, 1, 1});
        Tensor query = tensor(new double[][] {{2, 0}});
        assertThat(new WeightedKnn(3, 0.1).predict(bank, query)).containsExactly(0);
        assertThat(new WeightedKnn(3, 10).predict(bank, query)).containsExactly(1);
    }

    @Test
    void aTinyTemperatureDoesNotOverflow() {
        Features bank =
                new Features(
                        tensor(new double[][] {{0, 1}, {1, 0.1}}).to(DType.FLOAT32),
                        new long[] {0, 1});
        Tensor query = tensor(new double[][] {{1, 0}}).to(DType.FLOAT32);
        assertThat(new WeightedKnn(2, 1e-3).predict(bank, query)).containsExactly(1);
    }

    @Test
    void accuracyIsTheShareOfRightAnswers() {
        double[][] rows = {{1, 0}, {0, 1}};
        Features bank = new Features(tensor(rows), new long[] {0, 1});
        Features queries =
                new Features(
                        tensor(new double[][] {{3, 1}, {1, 3}, {4, 1}, {1, 4}}),
                        new long[] {0, 1, 0, 0});
        assertThat(new WeightedKnn(1, 0.1).accuracy(bank, queries)).isEqualTo(0.75);
    }

    @Test
    void moreNeighboursThanFeaturesAreRefused() {
        Features bank = new Features(tensor(new double[][] {{1, 0}}), new long[] {0});
        assertThatThrownBy(() -> new WeightedKnn(2, 0.1).predict(bank, bank.values()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("k: 2 (expected: <= 1, the number of labelled features)");
    }

    @Test
    void anUnlabelledRowIsNamed() {
        double[][] rows = {{1, 0}, {0, 1}};
        Features bank = new Features(tensor(rows), new long[] {0, -1});
        assertThatThrownBy(() -> new WeightedKnn(1, 0.1).predict(bank, bank.values()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("bank: row 1 has no label (expected: a class >= 0)");
    }

    @Test
    void featuresOfADivergedEncoderAreRefused() {
        Features bank = new Features(tensor(new double[][] {{1, 0}, {0, 1}}), new long[] {0, 1});
        Tensor queries = tensor(new double[][] {{1, Double.NaN}});
        assertThatThrownBy(() -> new WeightedKnn(1, 0.1).predict(bank, queries))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("queries: 1 of 2 values are NaN or infinite");
    }

    @Test
    void anotherWidthIsNamed() {
        Features bank = new Features(tensor(new double[][] {{1, 0}}), new long[] {0});
        Tensor queries = tensor(new double[][] {{1, 0, 0}});
        assertThatThrownBy(() -> new WeightedKnn(1, 0.1).predict(bank, queries))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("queries: [1, 3] (expected: [M, 2], the bank's width)");
    }

    @Test
    void settingsOutOfRangeAreNamed() {
        assertThatThrownBy(() -> new WeightedKnn(0, 0.1)).hasMessage("k: 0 (expected: >= 1)");
        assertThatThrownBy(() -> new WeightedKnn(1, 0))
                .hasMessage("temperature: 0.0 (expected: > 0)");
    }
}
