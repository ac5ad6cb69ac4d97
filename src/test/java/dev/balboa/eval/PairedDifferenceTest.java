package dev.balboa.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/// Oracle: Student's table, t = 4.3027 for 2 degrees of freedom, and by hand.
class PairedDifferenceTest {

    @Test
    void theIntervalIsStudents() {
        // differences 1, 2, 3: mean 2, s = 1, half = 4.3027 / √3
        PairedDifference difference =
                PairedDifference.of(new double[] {5, 7, 9}, new double[] {4, 5, 6});
        assertThat(difference.mean()).isCloseTo(2, within(1e-12));
        assertThat(difference.high() - 2).isCloseTo(4.302652730 / Math.sqrt(3), within(1e-8));
        assertThat(2 - difference.low()).isCloseTo(4.302652730 / Math.sqrt(3), within(1e-8));
        assertThat(difference.isClear()).isFalse();
    }

    @Test
    void equalDifferencesHaveNoWidth() {
        PairedDifference difference =
                PairedDifference.of(new double[] {0.5, 0.25}, new double[] {0.25, 0});
        assertThat(difference).isEqualTo(new PairedDifference(0.25, 0.25, 0.25));
        assertThat(difference.isClear()).isTrue();
    }

    @Test
    void oneSeedCannotTell() {
        assertThatThrownBy(() -> PairedDifference.of(new double[] {1}, new double[] {0}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("scores: 1 and 1 (expected: as many of each, at least 2)");
    }
}
