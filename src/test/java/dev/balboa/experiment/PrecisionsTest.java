package dev.balboa.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Oracle: the values of the published experiment, and counting.
class PrecisionsTest {

    @Test
    void linearOnesGoFromFiveToTwentyFive() {
        List<Double> values = Precisions.LINEAR.of(10);
        assertThat(values).hasSize(10).isSorted();
        assertThat(values.getFirst()).isEqualTo(5);
        assertThat(values.getLast()).isEqualTo(25);
        for (int j = 1; j < 10; j++) {
            assertThat(values.get(j) - values.get(j - 1)).isCloseTo(20.0 / 9, within(1e-12));
        }
    }

    @Test
    void bimodalOnesAreLargeInTheFirstHalf() {
        assertThat(Precisions.BIMODAL.of(4)).containsExactly(25.0, 25.0, 5.0, 5.0);
        assertThat(Precisions.BIMODAL.of(5)).containsExactly(25.0, 25.0, 5.0, 5.0, 5.0);
    }

    @Test
    void rifflingTakesFromTheHalvesInTurn() {
        assertThat(Precisions.riffled(List.of(1.0, 2.0, 3.0, 4.0)))
                .containsExactly(1.0, 3.0, 2.0, 4.0);
        assertThat(Precisions.riffled(List.of(1.0, 2.0, 3.0, 4.0, 5.0)))
                .containsExactly(1.0, 3.0, 2.0, 4.0, 5.0);
    }

    /// What an ensemble can tell apart are the pairs of values that a latent has.
    @Test
    void twoBimodalMetricsTellFourBlocksApart() {
        List<Double> first = Precisions.BIMODAL.of(10);
        List<Double> second = Precisions.riffled(first);
        assertThat(second).containsExactlyInAnyOrderElementsOf(first);
        Set<List<Double>> blocks = new HashSet<>();
        for (int j = 0; j < 10; j++) {
            blocks.add(List.of(first.get(j), second.get(j)));
        }
        assertThat(blocks).hasSize(4);
    }
}
