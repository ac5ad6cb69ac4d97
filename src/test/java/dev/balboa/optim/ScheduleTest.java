package dev.balboa.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/// Oracle: the formula in the Javadoc at points where the cosine is known.
class ScheduleTest {

    private final Schedule cosine = new Schedule.Cosine(10);

    @Test
    void cosineStartsAtOnePassesOneHalfAndStaysAboveZeroOnTheLastStep() {
        assertThat(cosine.factor(0)).isEqualTo(1);
        assertThat(cosine.factor(5)).isCloseTo(0.5, within(1e-12));
        assertThat(cosine.factor(9)).isCloseTo((1 - Math.cos(Math.PI / 10)) / 2, within(1e-12));
        assertThat(cosine.factor(9)).isPositive();
    }

    @Test
    void cosineIsZeroFromTheEndOn() {
        assertThat(cosine.factor(10)).isZero();
        assertThat(cosine.factor(1_000)).isZero();
    }

    @Test
    void constantNeverChanges() {
        assertThat(new Schedule.Constant().factor(0)).isEqualTo(1);
        assertThat(new Schedule.Constant().factor(Long.MAX_VALUE)).isEqualTo(1);
    }

    @Test
    void aCosineOverNoStepsIsRefused() {
        assertThatThrownBy(() -> new Schedule.Cosine(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("steps: 0 (expected: >= 1)");
    }
}
