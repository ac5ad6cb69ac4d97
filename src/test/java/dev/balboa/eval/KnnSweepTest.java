package dev.balboa.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.balboa.tensor.DType;
import dev.balboa.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Oracle: [WeightedKnnTest#slow], the paper's formula as a double loop in Java doubles that knows
/// nothing of sweeps or blocks.
class KnnSweepTest {

    private final SplittableRandom random = new SplittableRandom(11);
    private final double[][] rows = WeightedKnnTest.random(random, 90);
    private final long[] labels = random.longs(90, 0, 3).toArray();
    private final double[][] queries = WeightedKnnTest.random(random, 70);

    private Features bank() {
        return new Features(WeightedKnnTest.tensor(rows), labels);
    }

    private long[] slow(WeightedKnn knn) {
        return Arrays.stream(queries)
                .mapToLong(q -> WeightedKnnTest.slow(rows, labels, q, knn.k(), knn.temperature()))
                .toArray();
    }

    @Test
    void everySettingEqualsTheDoubleLoop() {
        KnnSweep sweep = KnnSweep.of(List.of(20, 1, 90, 7), List.of(0.5, 0.07, 3.0));
        Map<WeightedKnn, long[]> predicted = sweep.predict(bank(), WeightedKnnTest.tensor(queries));
        assertThat(predicted.keySet()).containsExactlyElementsOf(sweep.settings()).hasSize(12);
        predicted.forEach((knn, classes) -> assertThat(classes).as("%s", knn).isEqualTo(slow(knn)));
    }

    /// The settings above do disagree, so that a mix-up would show. (One neighbour decides alone,
    /// whatever the temperature.)
    @Test
    void theSettingsOfTheComparisonTellQueriesApart() {
        List<WeightedKnn> settings =
                KnnSweep.of(List.of(1, 7, 20, 90), List.of(0.07, 3.0)).settings();
        assertThat(settings.stream().map(this::slow).map(Arrays::toString).distinct())
                .hasSizeGreaterThanOrEqualTo(6);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "7, 13", "70, 40", "256, 89", "33, 1000"})
    void theSizeOfTheBlocksChangesNothing(long queriesAtOnce, long bankAtOnce) {
        KnnSweep sweep = KnnSweep.of(List.of(5, 50), List.of(0.1, 1.0));
        KnnSweep.Blocks blocks = new KnnSweep.Blocks(queriesAtOnce, bankAtOnce);
        // float32 on the CPU goes without blocks
        Features bank = new Features(bank().values().to(DType.FLOAT64), labels);
        sweep.predict(bank, WeightedKnnTest.tensor(queries).to(DType.FLOAT64), blocks)
                .forEach((knn, classes) -> assertThat(classes).isEqualTo(slow(knn)));
    }

    @Test
    void aValueThatIsNotFiniteIsAnError() {
        Tensor bank = WeightedKnnTest.tensor(new double[][] {{0, 1}, {Double.NaN, 0}, {1, 1}});
        Tensor query = WeightedKnnTest.tensor(new double[][] {{2, 1}});
        assertThatThrownBy(() -> KnnSweep.nearest(bank, query, 2)).hasMessageContaining("bank");
        assertThatThrownBy(() -> KnnSweep.nearest(query, bank, 1)).hasMessageContaining("queries");
    }

    @Test
    void neighboursComeNearestFirst() {
        Tensor bank = WeightedKnnTest.tensor(new double[][] {{0, 1}, {1, 0}, {1, 1}});
        Tensor query = WeightedKnnTest.tensor(new double[][] {{2, 1}});
        assertThat(KnnSweep.nearest(bank, query, 3).toLongArray()).containsExactly(2, 1, 0);
    }

    @Test
    void scoresCountWhatWasTakenForWhat() {
        Features bank =
                new Features(
                        WeightedKnnTest.tensor(new double[][] {{1, 0}, {0, 1}}), new long[] {0, 2});
        Features asked =
                new Features(
                        WeightedKnnTest.tensor(new double[][] {{3, 1}, {1, 3}, {1, 4}, {4, 1}}),
                        new long[] {0, 2, 0, 3});
        WeightedKnn knn = new WeightedKnn(1, 0.1);
        ConfusionMatrix matrix = new KnnSweep(List.of(knn)).scores(bank, asked).get(knn);
        assertThat(matrix.counts())
                .isDeepEqualTo(
                        new long[][] {{1, 0, 1, 0}, {0, 0, 0, 0}, {0, 0, 1, 0}, {1, 0, 0, 0}});
        assertThat(matrix.accuracy()).isEqualTo(0.5);
    }

    @Test
    void theLargestNeighbourhoodMustFitTheBank() {
        KnnSweep sweep = KnnSweep.of(List.of(1, 91), List.of(0.1));
        assertThatThrownBy(() -> sweep.predict(bank(), bank().values()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("k: 91 (expected: <= 90, the number of labelled features)");
    }

    @Test
    void noSettingIsRefused() {
        assertThatThrownBy(() -> KnnSweep.of(List.of(), List.of(0.1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("settings: [] (expected: at least one)");
    }

    @Test
    void anUnlabelledQueryIsNamed() {
        Features asked = new Features(bank().values(), labels.clone());
        asked.labels()[4] = -1;
        KnnSweep sweep = KnnSweep.of(List.of(1), List.of(0.1));
        assertThatThrownBy(() -> sweep.scores(bank(), asked))
                .hasMessage("queries: row 4 has no label (expected: a class >= 0)");
    }
}
