package dev.balboa.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.balboa.data.Augmentation;
import dev.balboa.data.Batch;
import dev.balboa.data.GeneratedImages;
import dev.balboa.data.GeneratedOptions;
import dev.balboa.data.Loader;
import dev.balboa.data.LoaderOptions;
import dev.balboa.nn.Linear;
import dev.balboa.nn.Module;
import dev.balboa.optim.ParameterGroup;
import dev.balboa.optim.Schedule;
import dev.balboa.optim.Sgd;
import dev.balboa.tensor.Device;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Memory;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Oracle: a small objective whose every figure is reported, and the same run done twice.
class TrainerTest {

    private static final int SIZE = 8;

    @TempDir private Path folder;

    /// The mean squared difference of one linear map of two views; `poison` multiplies it.
    private record Difference(Linear map, double poison) implements Objective {

        @Override
        public int views() {
            return 2;
        }

        @Override
        public Step step(Batch batch) {
            Tensor a = map.forward(batch.view(0).flatten(1, -1));
            Tensor b = map.forward(batch.view(1).flatten(1, -1));
            Tensor loss = a.sub(b).square().mean().mul(poison);
            return new Step(loss, Map.of("copy", loss.detach().mul(2)));
        }

        @Override
        public List<ParameterGroup> groups(Schedule schedule) {
            return List.of(new ParameterGroup("all", parameters(), schedule));
        }
    }

    private static Difference difference(double poison) {
        try (Generator generator = Generator.of(3)) {
            return new Difference(Linear.of(3 * SIZE * SIZE, 4, generator), poison);
        }
    }

    private static Loader loader(int workers) {
        return Loader.of(
                GeneratedImages.train(
                        GeneratedOptions.standard(0).withSize(SIZE).withCounts(50, 1)),
                Augmentation.generated(SIZE),
                LoaderOptions.training(16, 2, 5).withWorkers(workers));
    }

    private static void train(Difference objective, int workers, Listener... listeners) {
        Trainer.Config config = new Trainer.Config(2, Device.CPU, Optional.empty());
        Sgd.Config sgd = new Sgd.Config(0.01, 0.9, 1e-4, false);
        try (Sgd optimizer =
                Sgd.of(sgd, objective.parameters(), objective.groups(new Schedule.Cosine(6)))) {
            new Trainer(config, List.of(listeners)).run(objective, loader(workers), optimizer);
        }
    }

    private static float[] weightsAfterTraining(int workers) {
        try (Difference objective = difference(1)) {
            train(objective, workers);
            return objective.stateDict().get("map.weight").toFloatArray();
        }
    }

    @Test
    void sameSeedSameWeightsWhateverTheNumberOfWorkers() {
        float[] expected = weightsAfterTraining(1);
        assertThat(weightsAfterTraining(1)).isEqualTo(expected);
        assertThat(weightsAfterTraining(4)).isEqualTo(expected);
    }

    @Test
    void trainingLowersTheLoss() {
        List<Double> losses = new ArrayList<>();
        try (Difference objective = difference(1)) {
            train(
                    objective,
                    1,
                    event -> {
                        if (event instanceof Event.EpochDone epoch) {
                            losses.add(epoch.loss());
                        }
                    });
        }
        assertThat(losses).hasSize(2);
        assertThat(losses.get(1)).isLessThan(losses.get(0));
    }

    @Test
    void eventsComeInOrderAndEpochFiguresAreMeansOverSteps() {
        List<Event> events = new ArrayList<>();
        try (Difference objective = difference(1)) {
            train(objective, 1, events::add);
        }
        assertThat(events)
                .extracting(event -> event.getClass().getSimpleName())
                .containsExactly(
                        "Started",
                        "StepDone",
                        "StepDone",
                        "StepDone",
                        "EpochDone",
                        "StepDone",
                        "StepDone",
                        "StepDone",
                        "EpochDone",
                        "Finished");
        assertThat(events.getFirst()).isEqualTo(new Event.Started(2, 3, 0));
        double mean =
                events.subList(1, 4).stream()
                        .mapToDouble(event -> ((Event.StepDone) event).loss())
                        .average()
                        .orElseThrow();
        Event.EpochDone epoch = (Event.EpochDone) events.get(4);
        assertThat(epoch.loss()).isCloseTo(mean, within(1e-12));
        assertThat(epoch.metrics().get("copy")).isCloseTo(2 * mean, within(1e-6));
        assertThat(epoch.dataWait()).isBetween(0.0, 1.0);
        assertThat(epoch.imagesPerSecond()).isCloseTo(48 / epoch.seconds(), within(1e-6));
        assertThat(((Event.StepDone) events.get(1)).learningRate()).isEqualTo(0.01);
        assertThat(((Event.StepDone) events.get(7)).step()).isEqualTo(6);
    }

    @Test
    void aLossThatIsNotFiniteStopsTheRunBeforeTheStep() {
        try (Difference objective = difference(Double.NaN)) {
            float[] before = objective.stateDict().get("map.weight").toFloatArray();
            assertThatThrownBy(() -> train(objective, 1))
                    .isInstanceOf(NonFiniteLossException.class)
                    .hasMessageContaining("loss is NaN in epoch 1, step 1, at learning rate 0.01")
                    .hasMessageContaining("expected: finite; lower the learning rate");
            assertThat(objective.stateDict().get("map.weight").toFloatArray()).isEqualTo(before);
        }
    }

    /// The last step of an epoch, which no loss of that epoch has seen.
    @Test
    void weightsThatAreNotFiniteStopTheRunBeforeAnythingIsSavedOfThem() {
        try (Difference objective = difference(1)) {
            assertThatThrownBy(
                            () ->
                                    train(
                                            objective,
                                            1,
                                            event -> {
                                                if (event instanceof Event.StepDone step
                                                        && step.step() == 3) {
                                                    objective
                                                            .stateDict()
                                                            .get("map.weight")
                                                            .detach()
                                                            .select(0, 0)
                                                            .fill_(Double.POSITIVE_INFINITY);
                                                }
                                                assertThat(event)
                                                        .isNotInstanceOf(Event.EpochDone.class);
                                            }))
                    .isInstanceOf(NonFiniteLossException.class)
                    .hasMessageContaining("map.weight has values that are not finite after epoch 1")
                    .hasMessageContaining("expected: finite; lower the learning rate");
        }
    }

    @Test
    void aListenerThatThrowsEndsTheRun() {
        try (Difference objective = difference(1)) {
            IllegalStateException stop = new IllegalStateException("stop");
            assertThatThrownBy(
                            () ->
                                    train(
                                            objective,
                                            2,
                                            _ -> {
                                                throw stop;
                                            }))
                    .isSameAs(stop);
        }
    }

    @Test
    void everyEventIsALineOfJson() throws IOException {
        Path file = folder.resolve("metrics.jsonl");
        try (Difference objective = difference(1);
                JsonLines lines = JsonLines.open(file)) {
            train(objective, 1, lines);
        }
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            lines.add(new ObjectMapper().readTree(line));
        }
        assertThat(lines)
                .extracting(line -> line.get("event").asText())
                .containsExactly(
                        "start", "step", "step", "step", "epoch", "step", "step", "step", "epoch",
                        "end");
        assertThat(lines.get(4).fieldNames())
                .toIterable()
                .containsExactly(
                        "event",
                        "epoch",
                        "loss",
                        "copy",
                        "seconds",
                        "images_per_second",
                        "data_wait");
        assertThat(lines.get(3).get("step").asInt()).isEqualTo(3);
    }

    /// A map whose key starts as those of the run's own state do.
    private record Misnamed(Linear generator) implements Module {}

    private record Adversary(Misnamed parts) implements Objective {

        @Override
        public Map<String, Module> children() {
            return parts.children();
        }

        @Override
        public int views() {
            return 1;
        }

        @Override
        public Step step(Batch batch) {
            throw new IllegalStateException("not trained");
        }

        @Override
        public List<ParameterGroup> groups(Schedule schedule) {
            return List.of(new ParameterGroup("all", parameters(), schedule));
        }
    }

    @Test
    void aPartNamedAsTheStateOfTheRunIsRefusedBeforeAnythingIsWritten() {
        Path file = folder.resolve("state.safetensors");
        try (Generator random = Generator.of(1);
                Adversary objective = new Adversary(new Misnamed(Linear.of(2, 1, random)));
                Sgd optimizer =
                        Sgd.of(
                                new Sgd.Config(0.1, 0, 0, false),
                                objective.parameters(),
                                objective.groups(new Schedule.Constant()))) {
            assertThatThrownBy(() -> TrainingState.save(file, objective, optimizer, Map.of()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("key: generator.weight (expected: none that starts");
            assertThat(file).doesNotExist();
        }
    }

    @Test
    void noEpochIsRefused() {
        assertThatThrownBy(() -> new Trainer.Config(0, Device.CPU, Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("epochs: 0 (expected: >= 1)");
    }

    @Test
    void stepsLeaveNoTensorBehind() {
        try (Difference objective = difference(1);
                Scope _ = Scope.open()) {
            List<Long> live = new ArrayList<>();
            train(
                    objective,
                    1,
                    event -> {
                        if (event instanceof Event.EpochDone) {
                            live.add(Memory.liveTensors());
                        }
                    });
            assertThat(live.get(1)).isEqualTo(live.get(0));
        }
    }
}
