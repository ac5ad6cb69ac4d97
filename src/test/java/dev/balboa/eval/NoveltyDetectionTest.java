package dev.balboa.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Oracles: pairs counted one by one, every threshold tried, and cosines by hand.
class NoveltyDetectionTest {

    @Test
    void figuresAreThoseOfCountingAllPairsAndTryingAllThresholds() {
        Random random = new Random(1);
        for (int trial = 0; trial < 50; trial++) {
            double[] known = drawn(random, 1 + random.nextInt(40), 0);
            double[] unknown = drawn(random, 1 + random.nextInt(60), 2);
            NoveltyDetection found = NoveltyDetection.ofScores(known, unknown);
            assertThat(found.auroc()).isCloseTo(pairs(known, unknown), within(1e-12));
            assertThat(found.falsePositives()).isEqualTo(fewest(known, unknown));
        }
    }

    @Test
    void theScoreIsTheDistanceToTheKthNearest() {
        Tensor bank = rows(1, 0, 0, 2, 3, 3);
        Tensor known = rows(5, 0);
        Tensor unknown = rows(1, -1, -1, 0);
        // cosines of the known to the bank: 1, 0, √½; of the unknown: √½, −√½, 0 and −1, 0, −√½
        assertThat(NoveltyDetection.of(bank, known, unknown, 1))
                .as("1 against √½ and 0")
                .isEqualTo(new NoveltyDetection(1, 0));
        assertThat(NoveltyDetection.of(bank, known, unknown, 2))
                .as("√½ against 0 and −√½")
                .isEqualTo(new NoveltyDetection(1, 0));
        assertThat(NoveltyDetection.of(bank, unknown, known, 3))
                .as("−√½ and −1 against 0: the known are the odd ones")
                .isEqualTo(new NoveltyDetection(0, 1));
    }

    @Test
    void guessingIsAHalf() {
        NoveltyDetection same = NoveltyDetection.ofScores(new double[20], new double[7]);
        assertThat(same).isEqualTo(new NoveltyDetection(0.5, 1));
    }

    @Test
    void badInputIsNamed() {
        Tensor row = rows(1, 0);
        assertThatThrownBy(() -> NoveltyDetection.of(row, row, row, 2))
                .hasMessage("k: 2 (expected: within 1 and 1, the rows of the bank)");
        assertThatThrownBy(() -> NoveltyDetection.ofScores(new double[0], new double[1]))
                .hasMessage("known: 0 scores (expected: some, and none NaN)");
        assertThatThrownBy(
                        () -> NoveltyDetection.ofScores(new double[1], new double[] {Double.NaN}))
                .hasMessage("unknown: 1 scores (expected: some, and none NaN)");
    }

    private static Tensor rows(double... values) {
        return Tensor.of(values, Shape.of(values.length / 2, 2));
    }

    /// Few different values, so that there are ties.
    private static double[] drawn(Random random, int count, int shift) {
        return random.doubles(count).map(x -> Math.rint(6 * x) + shift).toArray();
    }

    private static double pairs(double[] known, double[] unknown) {
        double wins = 0;
        for (double u : unknown) {
            for (double k : known) {
                wins += u > k ? 1 : u == k ? 0.5 : 0;
            }
        }
        return wins / (known.length * unknown.length);
    }

    private static double fewest(double[] known, double[] unknown) {
        return Arrays.stream(unknown)
                .filter(
                        threshold ->
                                Arrays.stream(unknown).filter(u -> u >= threshold).count()
                                        >= 0.95 * unknown.length)
                .map(
                        threshold ->
                                (double) Arrays.stream(known).filter(k -> k >= threshold).count()
                                        / known.length)
                .min()
                .orElseThrow();
    }
}
