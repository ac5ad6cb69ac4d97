package dev.balboa.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.balboa.checkpoint.CheckpointException;
import dev.balboa.checkpoint.Safetensors;
import dev.balboa.checkpoint.SafetensorsFile;
import dev.balboa.tensor.Device;
import dev.balboa.tensor.Threads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Oracles: the truth that the data is made of; runs done twice, in one go and in two; `log(2N −
/// 1)`, from which the loss starts.
class IdentifiabilityExperimentTest {

    @TempDir private Path folder;

    /// Seconds, and long enough to learn.
    private static IdentifiabilitySettings small(long seed) {
        return new IdentifiabilitySettings(
                Precisions.LINEAR,
                false,
                LearnedMetric.DIAGONAL,
                4,
                List.of(64, 128, 64),
                256,
                1e-3,
                1e-2,
                1_000,
                4_096,
                seed);
    }

    /// A run that takes no time.
    private static IdentifiabilitySettings tiny(boolean ensemble, LearnedMetric metric, long seed) {
        return new IdentifiabilitySettings(
                Precisions.BIMODAL, ensemble, metric, 3, List.of(8), 8, 1e-3, 1e-2, 5, 64, seed);
    }

    private static IdentifiabilitySettings tiny(long seed) {
        return tiny(false, LearnedMetric.DIAGONAL, seed);
    }

    private static void steps(IdentifiabilityExperiment experiment, int count) {
        for (int i = 0; i < count; i++) {
            experiment.step();
        }
    }

    private static IdentifiabilityExperiment start(IdentifiabilitySettings settings) {
        return IdentifiabilityExperiment.start(settings, Device.CPU);
    }

    @Test
    void aThousandSmallStepsRecoverTheLatents() {
        int threads = Threads.get();
        // matrices as small as these are slower on several threads where others compute too
        Threads.set(1);
        try (IdentifiabilityExperiment experiment = start(small(0))) {
            steps(experiment, 1_000);
            Evaluation evaluation = experiment.evaluate();
            assertThat(evaluation.recovery().r2())
                    .isGreaterThanOrEqualTo(0.95)
                    .isGreaterThanOrEqualTo(experiment.observed().r2() + 0.1);
        } finally {
            Threads.set(threads);
        }
    }

    @Test
    void theLossStartsNearThatOfACollapsedEncoder() {
        try (IdentifiabilityExperiment experiment = start(small(1))) {
            experiment.step();
            assertThat(experiment.evaluate().loss()).isCloseTo(Math.log(511), within(0.1));
        }
    }

    @Test
    void aRunInTwoPartsIsTheRunInOne() {
        Path file = folder.resolve("state.safetensors");
        for (boolean ensemble : List.of(false, true)) {
            IdentifiabilitySettings settings = tiny(ensemble, LearnedMetric.DIAGONAL, 2);
            Evaluation whole;
            try (IdentifiabilityExperiment experiment = start(settings)) {
                steps(experiment, 7);
                whole = experiment.evaluate();
            }
            try (IdentifiabilityExperiment experiment = start(settings)) {
                steps(experiment, 3);
                experiment.save(file, Map.of("note", "kept"));
            }
            try (IdentifiabilityExperiment experiment =
                    IdentifiabilityExperiment.resume(settings, Device.CPU, file)) {
                assertThat(experiment.steps()).isEqualTo(3);
                steps(experiment, 4);
                assertThat(experiment.evaluate()).isEqualTo(whole);
            }
        }
        try (SafetensorsFile saved = Safetensors.open(file)) {
            assertThat(saved.metadata()).containsEntry("note", "kept").containsEntry("steps", "3");
        }
    }

    @Test
    void anEvaluationDoesNotDisturbTheRun() {
        Evaluation undisturbed;
        try (IdentifiabilityExperiment experiment = start(tiny(3))) {
            steps(experiment, 5);
            undisturbed = experiment.evaluate();
        }
        try (IdentifiabilityExperiment experiment = start(tiny(3))) {
            assertThat(experiment.evaluate().loss()).isNaN();
            steps(experiment, 3);
            experiment.evaluate();
            experiment.observed();
            steps(experiment, 2);
            Evaluation evaluation = experiment.evaluate();
            assertThat(evaluation.recovery()).isEqualTo(undisturbed.recovery());
            assertThat(evaluation.metrics()).isEqualTo(undisturbed.metrics());
        }
    }

    @Test
    void theSeedDecides() {
        try (IdentifiabilityExperiment one = start(tiny(4));
                IdentifiabilityExperiment same = start(tiny(4));
                IdentifiabilityExperiment other = start(tiny(5))) {
            assertThat(one.observed()).isEqualTo(same.observed()).isNotEqualTo(other.observed());
            assertThat(one.evaluate().metrics())
                    .isEqualTo(same.evaluate().metrics())
                    .isNotEqualTo(other.evaluate().metrics());
        }
    }

    @Test
    void thereAreAsManyWeightsAsAreLearned() {
        try (IdentifiabilityExperiment diagonal = start(tiny(6));
                IdentifiabilityExperiment both = start(tiny(true, LearnedMetric.DIAGONAL, 6));
                IdentifiabilityExperiment isotropic =
                        start(tiny(false, LearnedMetric.ISOTROPIC, 6))) {
            isotropic.step();
            assertThat(diagonal.evaluate().metrics()).hasSize(1).allMatch(m -> m.size() == 3);
            assertThat(both.evaluate().metrics()).hasSize(2).allMatch(m -> m.size() == 3);
            assertThat(isotropic.evaluate().metrics()).hasSize(1).allMatch(m -> m.size() == 1);
        }
    }

    @Test
    void encoderAndMetricHaveTheirOwnLearningRates() {
        // Adam's first step moves each value by the rate itself
        try (IdentifiabilityExperiment experiment = start(tiny(7))) {
            double before = experiment.evaluate().metrics().getFirst().getFirst();
            experiment.step();
            double after = experiment.evaluate().metrics().getFirst().getFirst();
            // through softplus, whose slope at a near 0 is a half
            assertThat(Math.abs(after - before)).isBetween(0.4 * 1e-2, 0.6 * 1e-2);
        }
    }

    @Test
    void aStateOfOtherSettingsIsRefused() throws IOException {
        Path file = folder.resolve("state.safetensors");
        try (IdentifiabilityExperiment experiment = start(tiny(8))) {
            experiment.save(file, Map.of());
        }
        IdentifiabilitySettings other = tiny(true, LearnedMetric.DIAGONAL, 8);
        assertThatThrownBy(() -> IdentifiabilityExperiment.resume(other, Device.CPU, file))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("metrics.1.a")
                .hasMessageContaining("other settings");
        Files.writeString(file, "no state");
        assertThatThrownBy(() -> IdentifiabilityExperiment.resume(tiny(8), Device.CPU, file))
                .isInstanceOf(CheckpointException.class);
    }

    @Test
    void aLossThatIsNotFiniteIsNamed() {
        IdentifiabilitySettings wild =
                new IdentifiabilitySettings(
                        Precisions.LINEAR,
                        false,
                        LearnedMetric.DIAGONAL,
                        3,
                        List.of(8, 8),
                        8,
                        1e30,
                        1e-3,
                        5,
                        64,
                        0);
        try (IdentifiabilityExperiment experiment = start(wild)) {
            steps(experiment, 3);
            assertThatThrownBy(experiment::evaluate)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("loss: NaN by step 3 (expected: finite; lower the learning rate)");
        }
    }

    @Test
    void thePublishedSettingsAreThosePublished() {
        IdentifiabilitySettings settings = IdentifiabilitySettings.published(Precisions.BIMODAL, 0);
        assertThat(settings.hidden()).containsExactly(100, 500, 500, 500, 500, 100);
        assertThat(settings.truth())
                .containsExactly(List.of(25.0, 25.0, 25.0, 25.0, 25.0, 5.0, 5.0, 5.0, 5.0, 5.0));
        assertThat(settings.batchSize()).isEqualTo(1_000);
        assertThat(settings.learningRate()).isEqualTo(1e-4);
        assertThat(settings.metricLearningRate()).isEqualTo(1e-3);
    }

    @Test
    void settingsOutOfRangeAreNamed() {
        assertThatThrownBy(
                        () ->
                                new IdentifiabilitySettings(
                                        Precisions.LINEAR,
                                        true,
                                        LearnedMetric.DIAGONAL,
                                        3,
                                        List.of(),
                                        7,
                                        1e-3,
                                        1e-3,
                                        1,
                                        64,
                                        0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("batchSize: 7 (expected: even and >= 4");
        assertThatThrownBy(() -> tiny(true, LearnedMetric.ISOTROPIC, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("ensemble: true (expected: false with an isotropic metric)");
        assertThatThrownBy(
                        () ->
                                new IdentifiabilitySettings(
                                        Precisions.LINEAR,
                                        false,
                                        LearnedMetric.DIAGONAL,
                                        25,
                                        List.of(),
                                        8,
                                        1e-3,
                                        1e-3,
                                        1,
                                        64,
                                        0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("dims: 25 (expected: within [2, 24])");
    }
}
