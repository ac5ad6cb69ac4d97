package dev.balboa.latent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.balboa.data.Augmentation;
import dev.balboa.data.Batch;
import dev.balboa.data.GeneratedImages;
import dev.balboa.data.GeneratedOptions;
import dev.balboa.data.Loader;
import dev.balboa.data.LoaderOptions;
import dev.balboa.data.Resize;
import dev.balboa.loss.FullyVariationalNce;
import dev.balboa.loss.ScoringRule;
import dev.balboa.optim.Adam;
import dev.balboa.optim.Schedule;
import dev.balboa.tensor.DType;
import dev.balboa.tensor.Device;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Random;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import dev.balboa.train.Event;
import dev.balboa.train.Listener;
import dev.balboa.train.Step;
import dev.balboa.train.Trainer;
import dev.balboa.train.TrainingState;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Oracles: the step written out from its parts with generators of the same seeds; the same run
/// done twice, and in two halves.
class FvnceTest {

    private static final int SIZE = 8;

    @TempDir private Path folder;

    private static Fvnce objective(String member, boolean normalised, int samples) {
        try (Generator generator = Generator.of(3)) {
            int width = SIZE * SIZE;
            Tensor means = Tensor.full(Shape.of(width), 0.3);
            GaussianEncoder encoder = GaussianEncoder.perceptron(width, 16, 4, generator);
            BernoulliDecoder decoder = BernoulliDecoder.perceptron(4, 16, means, generator);
            return Fvnce.of(
                            normalised
                                    ? LatentVariableModel.normalised(encoder, decoder)
                                    : LatentVariableModel.unnormalised(encoder, decoder),
                            UniformNoise.binary(width),
                            FullyVariationalNce.of(ScoringRule.of(member)),
                            Generator.of(9))
                    .withSamples(samples)
                    .withBinarisation(new Binarisation.AgainstBorder(0.08));
        }
    }

    private static Tensor rows(int count) {
        try (Generator generator = Generator.of(4)) {
            return Random.rand(Shape.of(count, SIZE * SIZE), generator).lt(0.3).to(DType.FLOAT32);
        }
    }

    @Test
    void aStepTellsTheRowsFromAsManyRowsOfNoise() {
        Tensor x = rows(6);
        try (Fvnce objective = objective("lsif", true, 3);
                Generator same = Generator.of(9)) {
            Step step = objective.step(Batch.of(List.of(x)));
            Tensor drawn = objective.noise().sample(6, same).to(DType.FLOAT32);
            Tensor both = Tensor.cat(List.of(x, drawn), 0);
            Tensor weights = objective.model().logWeights(both, 3, same);
            Tensor ratios = weights.sub(objective.noise().logDensity(both).unsqueeze(1));
            FullyVariationalNce.Value value =
                    objective.loss().apply(ratios.narrow(0, 0, 6), ratios.narrow(0, 6, 6));
            assertThat(step.loss().item()).isEqualTo(value.loss().item());
            assertThat(step.metrics()).containsOnlyKeys("elbo", "clipped", "beyond");
            assertThat(step.metrics().get("elbo").item())
                    .isCloseTo(weights.narrow(0, 0, 6).mean().item(), within(1e-4));
            assertThat(step.metrics().get("clipped").item()).isEqualTo(value.clipped().item());
            assertThat(step.metrics().get("beyond").item()).isEqualTo(value.beyond().item());
            assertThat(step.metrics().values()).noneMatch(Tensor::requiresGrad);
        }
    }

    @Test
    void everyParameterIsTrainedAndNoneOfTheNoises() {
        try (Fvnce objective = objective("vae", false, 1)) {
            objective.step(rows(5)).loss().backward();
            objective.parameters().forEach((key, p) -> assertThat(p.grad()).as(key).isNotNull());
            assertThat(objective.parameters().keySet())
                    .allMatch(key -> key.startsWith("model."))
                    .contains("model.logConstant.value");
            assertThat(objective.stateDict()).containsKeys("noise.low", "noise.high");
            assertThat(objective.groups(new Schedule.Constant()).getFirst().parameters())
                    .isEqualTo(objective.parameters());
            assertThat(objective.step(rows(5)).metrics()).containsKey("log_constant");
        }
    }

    private static Loader loader() {
        return Loader.of(
                GeneratedImages.train(
                        GeneratedOptions.standard(0).withSize(SIZE).withCounts(64, 1)),
                Augmentation.of(new Resize(SIZE)),
                LoaderOptions.training(16, 1, 5));
    }

    private void train(Fvnce objective, int epochs, Path from, Path to, Listener... listeners) {
        Trainer.Config config = new Trainer.Config(epochs, Device.CPU, Optional.empty());
        try (Adam optimizer =
                Adam.of(Adam.Config.of(1e-3), objective.parameters(), new Schedule.Constant())) {
            if (from != null) {
                TrainingState.load(from, objective, optimizer);
            }
            new Trainer(config, List.of(listeners)).run(objective, loader(), optimizer);
            TrainingState.save(to, objective, optimizer, Map.of());
        }
    }

    @Test
    void theTrainerTakesItAndAResumedRunIsTheUninterruptedOne() {
        List<Event.EpochDone> epochs = new ArrayList<>();
        float[] whole;
        try (Fvnce objective = objective("vae", true, 1)) {
            train(
                    objective,
                    3,
                    null,
                    folder.resolve("whole"),
                    event -> {
                        if (event instanceof Event.EpochDone epoch) {
                            epochs.add(epoch);
                        }
                    });
            whole = objective.stateDict().get("model.decoder.offset").toFloatArray();
        }
        assertThat(epochs.get(2).loss()).isLessThan(epochs.get(0).loss());
        try (Fvnce first = objective("vae", true, 1)) {
            train(first, 1, null, folder.resolve("part"));
        }
        try (Fvnce second = objective("vae", true, 1)) {
            train(second, 3, folder.resolve("part"), folder.resolve("rest"));
            assertThat(second.stateDict().get("model.decoder.offset").toFloatArray())
                    .isEqualTo(whole);
        }
    }

    @Test
    void anUnnormalisedModelFarAboveItsNoiseStopsATrainersRun() {
        try (Fvnce objective = objective("lsif", false, 1)) {
            assertThatThrownBy(
                            () ->
                                    train(
                                            objective,
                                            50,
                                            null,
                                            folder.resolve("never"),
                                            ClippedShareGuard.of(objective)))
                    .isInstanceOf(ClippedShareException.class)
                    .hasMessageContaining("of the samples were above the clip's threshold in epoch")
                    .hasMessageContaining(
                            "(expected: at most 10 % for a model with a log-constant");
        }
    }

    @Test
    void theGuardLooksAtBothSharesOfUnnormalisedModelsOnly() {
        try (Fvnce free = objective("vae", false, 1);
                Fvnce fixed = objective("vae", true, 1)) {
            ClippedShareGuard guard = ClippedShareGuard.of(free);
            guard.on(done(0.1, 0.1));
            guard.on(done(0, 0.5));
            guard.on(done(0.1, 0.1));
            guard.on(done(0, 0.5));
            assertThatThrownBy(() -> guard.on(done(0.11, 0)))
                    .isInstanceOfSatisfying(
                            ClippedShareException.class, e -> assertThat(e.share()).isEqualTo(0.11))
                    .hasMessageStartingWith("11.0 % of the samples");
            assertThatThrownBy(() -> guard.on(done(0, 0.2)))
                    .isInstanceOf(ClippedShareException.class);
            ClippedShareGuard.of(fixed).on(done(0.9, 0.9));
        }
    }

    private static Event done(double clipped, double beyond) {
        return new Event.EpochDone(
                4, 1, Map.of("clipped", clipped, "beyond", beyond, "elbo", -1.0), 1, 1, 0);
    }

    @Test
    void noiseOfAnotherKindIsNamed() {
        try (Generator generator = Generator.of(0);
                UniformNoise noise = UniformNoise.binary(2);
                LatentVariableModel model =
                        LatentVariableModel.normalised(
                                GaussianEncoder.perceptron(2, 3, 1, generator),
                                GaussianDecoder.perceptron(
                                        1,
                                        3,
                                        Tensor.of(0.0, 0.0),
                                        OptionalDouble.empty(),
                                        generator))) {
            FullyVariationalNce loss = FullyVariationalNce.of(new ScoringRule.Vae());
            assertThatThrownBy(() -> Fvnce.of(model, noise, loss, generator))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "noise: BINARY (expected: REAL, as the decoder, whose densities are of"
                                    + " that kind)");
        }
    }
}
