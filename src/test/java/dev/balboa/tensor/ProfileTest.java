package dev.balboa.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balboa.testkit.Unguarded;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Oracle: sums by hand over a few made-up events.
@Unguarded
class ProfileTest {

    private static ProfileEvent operator(String name, int thread, long start, long end) {
        return new ProfileEvent(ProfileEvent.Kind.OPERATOR, name, thread, start, end - start, -1);
    }

    private static ProfileEvent phase(String name, int thread, long start, long end) {
        return new ProfileEvent(ProfileEvent.Kind.PHASE, name, thread, start, end - start, -1);
    }

    private static Profile profile(ProfileEvent... events) {
        return new Profile(100, List.of(events), Map.of(1, "main", 2, "worker"), 0);
    }

    @Test
    void anOperatorsOwnTimeIsLessThatOfWhatItCalled() {
        Profile profile =
                profile(
                        operator("a", 1, 0, 50),
                        operator("b", 1, 10, 30),
                        operator("c", 1, 12, 15),
                        operator("b", 1, 30, 35),
                        operator("b", 1, 60, 61));
        assertThat(profile.keyAverages())
                .containsExactly(
                        new Profile.Average("a", 1, 25, 50),
                        new Profile.Average("b", 3, 23, 26),
                        new Profile.Average("c", 1, 3, 3));
    }

    @Test
    void whatRunsOnAnotherThreadIsNoPartOfIt() {
        Profile profile = profile(operator("a", 1, 0, 50), operator("b", 2, 10, 30));
        assertThat(profile.keyAverages())
                .containsExactly(
                        new Profile.Average("a", 1, 50, 50), new Profile.Average("b", 1, 20, 20));
    }

    @Test
    void aPhaseKeepsTheTimeOfItsOperatorsAndNotThatOfItsPhases() {
        Profile profile =
                profile(
                        phase("step", 1, 0, 50),
                        phase("forward", 1, 5, 25),
                        operator("a", 1, 6, 24),
                        phase("loss", 1, 20, 23));
        assertThat(profile.phases())
                .containsExactly(
                        new Profile.Average("step", 1, 30, 50),
                        new Profile.Average("forward", 1, 17, 20),
                        new Profile.Average("loss", 1, 3, 3));
        assertThat(profile.keyAverages()).containsExactly(new Profile.Average("a", 1, 18, 18));
    }

    @Test
    void whatACallOfItsOwnNameTakesCountsOnceAsItsOwn() {
        Profile profile = profile(operator("a", 1, 0, 50), operator("a", 1, 10, 30));
        assertThat(profile.keyAverages()).containsExactly(new Profile.Average("a", 2, 50, 70));
    }

    @Test
    void aFilteredProfileIsOfTheSameTime() {
        Profile profile = profile(operator("a", 1, 0, 50), operator("b", 2, 10, 30));
        Profile worker = profile.filter(event -> event.thread() == 2);
        assertThat(worker.events()).containsExactly(operator("b", 2, 10, 30));
        assertThat(worker.nanos()).isEqualTo(100);
    }
}
