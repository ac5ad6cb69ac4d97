package dev.balboa.latent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.balboa.data.GeneratedImages;
import dev.balboa.data.GeneratedOptions;
import dev.balboa.loss.FullyVariationalNce;
import dev.balboa.loss.ScoringRule;
import dev.balboa.tensor.DType;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Memory;
import dev.balboa.tensor.Random;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import dev.balboa.train.Event;
import dev.balboa.train.NonFiniteLossException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Short runs at the defaults on the two kinds of data that the method is for: images, and a table
/// whose true density is known. Oracles: the importance-weighted likelihood of unseen rows, which
/// has to rise; the likelihood of the truth, which it has to stay below; the same run done twice.
class FvnceTrainingTest {

    private static final int PIXELS = 28 * 28;

    @TempDir private Path folder;

    private static Tensor images(boolean train, int count) {
        GeneratedOptions options =
                GeneratedOptions.standard(0).withSize(28).withCounts(count, count);
        return ImageRows.of(
                train ? GeneratedImages.train(options) : GeneratedImages.test(options),
                ImageSize.of(28),
                new Binarisation.AgainstBorder(Binarisation.AgainstBorder.DEFAULT_MARGIN),
                0);
    }

    private static Fvnce onImages(String member, Tensor train, boolean normalised) {
        try (Generator generator = Generator.of(1)) {
            Tensor means = BernoulliNoise.means(train, BernoulliNoise.DEFAULT_SMOOTHING);
            GaussianEncoder encoder = GaussianEncoder.perceptron(PIXELS, 200, 20, generator);
            Decoder decoder = BernoulliDecoder.perceptron(20, 200, means, generator);
            return Fvnce.of(
                    normalised
                            ? LatentVariableModel.normalised(encoder, decoder)
                            : LatentVariableModel.unnormalised(encoder, decoder),
                    BernoulliNoise.fit(train, BernoulliNoise.DEFAULT_SMOOTHING),
                    FullyVariationalNce.of(ScoringRule.of(member)),
                    Generator.of(2));
        }
    }

    private static double likelihood(Fvnce objective, Tensor rows) {
        try (Generator generator = Generator.of(7)) {
            return ImportanceWeightedLikelihood.of(20).mean(objective.model(), rows, generator);
        }
    }

    // seen: from −267 nats to between −218 and −201
    @ParameterizedTest
    @ValueSource(strings = {"vae", "lsif", "power", "log1p", "vae-lsif"})
    void everyMemberLearnsImagesAtItsDefaults(String member) {
        Tensor train = images(true, 800);
        Tensor test = images(false, 200);
        try (Fvnce objective = onImages(member, train, true)) {
            double before = likelihood(objective, test);
            List<FvnceTraining.Figures> figures = FvnceTraining.of(20, 0).run(objective, train);
            double after = likelihood(objective, test);
            assertThat(figures).hasSize(25);
            assertThat(after).isGreaterThan(before + 20);
            assertThat(figures.getLast().elbo()).isGreaterThan(figures.get(4).elbo() + 10);
        }
    }

    /// Four normal distributions in 8 dimensions.
    private static MixtureNoise truth() {
        List<Double> weights = new ArrayList<>();
        List<NoiseDistribution> parts = new ArrayList<>();
        try (Scope _ = Scope.open();
                Generator generator = Generator.of(42)) {
            for (int i = 0; i < 4; i++) {
                Tensor centre = Random.randn(Shape.of(1, 8), generator).mul(2);
                Tensor shape = Random.randn(Shape.of(8, 8), generator).mul(0.3);
                Tensor rows =
                        Random.randn(Shape.of(200, 8), generator)
                                .matmul(shape.add(Tensor.eye(8).mul(0.5)))
                                .add(centre);
                weights.add(1.0 + i);
                parts.add(GaussianNoise.fit(rows, 1e-3));
            }
        }
        return MixtureNoise.of(weights, parts);
    }

    private static Fvnce onTable(String member, Tensor train) {
        try (Generator generator = Generator.of(1)) {
            GaussianEncoder encoder = GaussianEncoder.perceptron(8, 64, 8, generator);
            Decoder decoder =
                    GaussianDecoder.perceptron(
                            8, 64, train.mean(false, 0), OptionalDouble.empty(), generator);
            return Fvnce.of(
                    LatentVariableModel.normalised(encoder, decoder),
                    GaussianNoise.fitDiagonal(train, GaussianNoise.DEFAULT_RIDGE),
                    FullyVariationalNce.of(ScoringRule.of(member)),
                    Generator.of(2));
        }
    }

    // seen: from −11.5 nats to between −11.1 and −10.2; the truth has −4.7
    @ParameterizedTest
    @ValueSource(strings = {"vae", "lsif", "power", "log1p", "vae-lsif"})
    void everyMemberLearnsATableAtItsDefaultsAndStaysBelowTheTruth(String member) {
        try (MixtureNoise truth = truth();
                Generator generator = Generator.of(1)) {
            Tensor raw = truth.sample(2000, generator);
            Tensor unseen = truth.sample(1000, generator);
            Standardization standard = Standardization.fit(raw);
            Tensor train = standard.apply(raw).to(DType.FLOAT32);
            Tensor test = standard.apply(unseen).to(DType.FLOAT32);
            double best = truth.logDensity(unseen).mean().item() + standard.logVolume();
            try (Fvnce objective = onTable(member, train)) {
                double before = likelihood(objective, test);
                FvnceTraining.of(20, 0).run(objective, train);
                assertThat(likelihood(objective, test))
                        .isGreaterThan(before + 0.2)
                        .isLessThan(best);
            }
        }
    }

    @Test
    void theSameSeedGivesTheSameWeights() {
        Tensor train = images(true, 200);
        List<float[]> weights = new ArrayList<>();
        for (long seed : new long[] {0, 0, 1}) {
            try (Fvnce objective = onImages("log1p", train, true)) {
                FvnceTraining.of(1, seed).withWarmStartEpochs(1).run(objective, train);
                weights.add(objective.stateDict().get("model.encoder.mean.weight").toFloatArray());
            }
        }
        assertThat(weights.get(1)).isEqualTo(weights.get(0));
        assertThat(weights.get(2)).isNotEqualTo(weights.get(0));
    }

    // within the warm start, at its end, and after it
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void aRunThatIsGoneOnWithIsTheUninterruptedOne(int stop) throws IOException {
        Tensor train = images(true, 200);
        FvnceTraining settings = FvnceTraining.of(2, 3).withWarmStartEpochs(2);
        Path whole = folder.resolve("whole");
        Path broken = folder.resolve("broken");
        for (boolean interrupted : new boolean[] {false, true}) {
            Path file = interrupted ? broken : whole;
            try (Fvnce objective = onImages("log1p", train, true);
                    FvnceTrainer trainer = new FvnceTrainer(settings, objective, train)) {
                if (interrupted) {
                    assertThatThrownBy(() -> trainer.run(List.of(event -> stop(event, stop))))
                            .hasMessage("the power fails");
                    trainer.save(file, Map.of("text", "kept"));
                } else {
                    trainer.run(List.of());
                    trainer.save(file, Map.of("text", "kept"));
                }
            }
        }
        assertThat(FvnceTrainer.epochs(broken)).isEqualTo(stop);
        try (Fvnce objective = onImages("log1p", train, true);
                FvnceTrainer trainer = new FvnceTrainer(settings, objective, train)) {
            trainer.load(broken);
            assertThat(trainer.epochsDone()).isEqualTo(stop);
            trainer.run(List.of());
            trainer.save(broken, Map.of("text", "kept"));
        }
        assertThat(Files.mismatch(whole, broken)).isEqualTo(-1);
    }

    private static void stop(Event event, int epoch) {
        if (event instanceof Event.EpochDone done && done.epoch() == epoch) {
            throw new IllegalStateException("the power fails");
        }
    }

    @Test
    void aLogConstantKeepsItsValueInTheWarmStart() {
        Tensor train = images(true, 200);
        FvnceTraining training =
                FvnceTraining.of(1, 0).withWarmStartEpochs(15).withLearningRate(0.01);
        try (Fvnce objective = onImages("vae", train, false)) {
            Tensor constant = objective.model().logConstant().orElseThrow().value();
            constant.detach().fill_(0.5);
            try {
                training.run(objective, train);
            } catch (ClippedShareException e) {
                // after the epoch that moves it
                assertThat(e.share()).isGreaterThan(ClippedShareGuard.MOST);
            }
            // Adam's first steps are at most as long as the learning rate: two, and not 32
            assertThat(Math.abs(constant.item() - 0.5)).isBetween(0.0001, 0.021);
        }
    }

    @Test
    void anUnnormalisedModelFarAboveItsNoiseStopsByName() {
        Tensor train = images(true, 400);
        FvnceTraining training =
                FvnceTraining.of(5, 0).withWarmStartEpochs(15).withLearningRate(3e-3);
        try (Fvnce objective = onImages("vae", train, false)) {
            assertThatThrownBy(() -> training.run(objective, train))
                    .isInstanceOfSatisfying(
                            ClippedShareException.class,
                            e -> assertThat(e.share()).isBetween(0.1, 1.0))
                    .hasMessageContaining(
                            "of the samples were above the clip's threshold in epoch");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"vae", "lsif", "log1p"})
    void anUnnormalisedModelFindsItsScaleFromNoiseThatCoversTheData(String member) {
        LinearGaussian known = new LinearGaussian(1, 0.5, 1);
        try (Generator generator = Generator.of(1)) {
            Tensor rows =
                    Random.randn(Shape.of(2000, 1), DType.FLOAT64, generator)
                            .mul(Math.sqrt(known.variance()))
                            .add(known.b());
            Fvnce objective =
                    Fvnce.of(
                            known.model(0, 1, false),
                            GaussianNoise.fit(rows.mul(1.5), 0),
                            FullyVariationalNce.of(ScoringRule.of(member)),
                            Generator.of(2));
            try (objective) {
                Tensor constant = objective.model().logConstant().orElseThrow().value();
                constant.detach().fill_(1);
                FvnceTraining.of(20, 0).withLearningRate(0.01).run(objective, rows);
                assertThat(constant.item()).isCloseTo(0, within(0.2));
            }
        }
    }

    @Test
    void rowsWithoutDensityUnderTheNoiseEndTheRun() {
        Tensor rows = Tensor.arange(200).to(DType.FLOAT32).reshape(100, 2);
        try (Generator generator = Generator.of(0)) {
            Fvnce objective =
                    Fvnce.of(
                            LatentVariableModel.normalised(
                                    GaussianEncoder.perceptron(2, 4, 2, generator),
                                    GaussianDecoder.perceptron(
                                            2,
                                            4,
                                            rows.mean(false, 0),
                                            OptionalDouble.empty(),
                                            generator)),
                            UniformNoise.fit(rows.narrow(0, 0, 90), 0),
                            FullyVariationalNce.of(ScoringRule.of("vae")),
                            Generator.of(2));
            try (objective) {
                assertThatThrownBy(() -> FvnceTraining.of(1, 0).run(objective, rows))
                        .isInstanceOf(NonFiniteLossException.class)
                        .hasMessage(
                                "loss is -Infinity in epoch 1 (expected: finite; lower the learning"
                                        + " rate, or leave out rows without density under the"
                                        + " noise)");
            }
        }
    }

    @Test
    void epochsLeaveNothingBehind() {
        Tensor train = images(true, 200);
        try (Fvnce objective = onImages("vae", train, true)) {
            FvnceTraining once = FvnceTraining.of(1, 0).withWarmStartEpochs(0);
            once.run(objective, train);
            long before = Memory.liveTensors();
            once.run(objective, train);
            assertThat(Memory.liveTensors()).isEqualTo(before);
        }
    }

    @Test
    void settingsAndRowsThatDoNotFitAreNamed() {
        assertThatThrownBy(() -> FvnceTraining.of(0, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("epochs: 0 (expected: >= 1)");
        assertThatThrownBy(() -> FvnceTraining.of(1, 0).withLearningRate(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("learningRate: 0.0 (expected: > 0)");
        Tensor few = images(true, 20);
        try (Fvnce objective = onImages("vae", few, true)) {
            assertThatThrownBy(() -> FvnceTraining.of(1, 0).run(objective, few))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("rows: 20 (expected: >= 100)");
        }
    }
}
