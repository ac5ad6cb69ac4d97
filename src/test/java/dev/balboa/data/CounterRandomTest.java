package dev.balboa.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// Oracles: the JDK's SplittableRandom, which is the same generator written by others, and the
/// moments of the distributions.
class CounterRandomTest {

    @Test
    void numbersOfAKeyAreThoseOfSplitMix64() {
        CounterRandom random = new CounterRandom(1234567L);
        SplittableRandom jdk = new SplittableRandom(1234567L);
        for (int i = 0; i < 100; i++) {
            assertThat(random.nextLong()).isEqualTo(jdk.nextLong());
        }
    }

    @Test
    void everyWordAndTheirOrderAndThePurposeMatter() {
        Set<Long> firsts = new HashSet<>();
        for (CounterRandom.Purpose purpose : CounterRandom.Purpose.values()) {
            for (int a = 0; a < 20; a++) {
                for (int b = 0; b < 20; b++) {
                    firsts.add(CounterRandom.of(purpose, a, b).nextLong());
                }
                firsts.add(CounterRandom.of(purpose, a).nextLong());
            }
        }
        assertThat(firsts).hasSize(CounterRandom.Purpose.values().length * 20 * 21);
    }

    @Test
    void streamsOfNeighbouringKeysAreUncorrelated() {
        int n = 20_000;
        double sum = 0;
        for (int i = 0; i < n; i++) {
            double a = CounterRandom.of(CounterRandom.Purpose.VIEW, 0, 0, i, 0).nextDouble();
            double b = CounterRandom.of(CounterRandom.Purpose.VIEW, 0, 0, i, 1).nextDouble();
            sum += 12 * (a - 0.5) * (b - 0.5);
        }
        // the correlation of independent pairs has standard error 1/√n
        assertThat(sum / n).isCloseTo(0, within(4 / Math.sqrt(n)));
    }

    @Test
    void gaussiansHaveMeanZeroVarianceOneAndNormalTails() {
        CounterRandom random = CounterRandom.of(CounterRandom.Purpose.SCENE, 5);
        int n = 100_000;
        double[] x = IntStream.range(0, n).mapToDouble(i -> random.nextGaussian()).toArray();
        double mean = java.util.Arrays.stream(x).average().orElseThrow();
        double square = java.util.Arrays.stream(x).map(v -> v * v).average().orElseThrow();
        double beyondTwo = java.util.Arrays.stream(x).filter(v -> Math.abs(v) > 2).count();
        assertThat(mean).isCloseTo(0, within(4 / Math.sqrt(n)));
        assertThat(square).isCloseTo(1, within(4 * Math.sqrt(2.0 / n)));
        assertThat(beyondTwo / n).isCloseTo(0.0455, within(0.003));
    }

    @Test
    void shuffleReachesEveryOrderEquallyOften() {
        int[] counts = new int[6];
        int n = 12_000;
        for (int i = 0; i < n; i++) {
            int[] order = {0, 1, 2};
            CounterRandom.of(CounterRandom.Purpose.ORDER, i).shuffle(order);
            counts[order[0] * 2 + (order[1] > order[2] ? 1 : 0)]++;
        }
        for (int count : counts) {
            assertThat(count / (double) n).isCloseTo(1 / 6.0, within(4 * Math.sqrt(5 / 36.0 / n)));
        }
    }
}
