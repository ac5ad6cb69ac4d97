package dev.balboa.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.balboa.testkit.Goldens;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

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

    @ParameterizedTest
    @MethodSource("schedules")
    void factorsAreTheRatesOfPyTorch(String name, Schedule schedule) {
        JsonNode golden = Goldens.json("optim.json").get("schedules").get(name);
        for (int step = 0; step < golden.size(); step++) {
            assertThat(schedule.factor(step))
                    .as("step %d", step)
                    .isCloseTo(golden.get(step).doubleValue(), within(1e-12));
        }
    }

    static Stream<Arguments> schedules() {
        return Stream.of(
                Arguments.of("cosine 12", new Schedule.Cosine(12)),
                Arguments.of("steps 3 7 0.1", new Schedule.Steps(List.of(3L, 7L), 0.1)),
                Arguments.of("linear 1 0.2 8", new Schedule.Linear(1, 0.2, 8)),
                Arguments.of("warmup 4 cosine 8", new Schedule.WarmUp(4, new Schedule.Cosine(8))));
    }

    @Test
    void settingsOutOfRangeAreNamed() {
        assertThatThrownBy(() -> new Schedule.WarmUp(0, new Schedule.Constant()))
                .hasMessage("steps: 0 (expected: >= 1)");
        assertThatThrownBy(() -> new Schedule.Steps(List.of(5L, 5L), 0.1))
                .hasMessage("milestones: [5, 5] (expected: ascending, from 1 on)");
        assertThatThrownBy(() -> new Schedule.Steps(List.of(5L), 0))
                .hasMessage("gamma: 0.0 (expected: > 0)");
        assertThatThrownBy(() -> new Schedule.Linear(-1, 1, 5))
                .hasMessage("start: -1.0 (expected: >= 0)");
    }

    @Test
    void aScaledScheduleIsTheOtherTimesANumberAbove0() {
        Schedule cosine = new Schedule.Cosine(10);
        for (long step = 0; step <= 10; step++) {
            assertThat(new Schedule.Scaled(2.5, cosine).factor(step))
                    .isEqualTo(2.5 * cosine.factor(step));
        }
        assertThatThrownBy(() -> new Schedule.Scaled(0, cosine))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("scale: 0.0");
    }
}
