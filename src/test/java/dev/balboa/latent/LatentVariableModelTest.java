package dev.balboa.latent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.balboa.autograd.Autograd;
import dev.balboa.checkpoint.Checkpoint;
import dev.balboa.checkpoint.CheckpointException;
import dev.balboa.tensor.DType;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Random;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import dev.balboa.testkit.GradCheck;
import dev.balboa.testkit.TensorAssert;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Oracles: the linear Gaussian model, whose likelihood and posterior are known; densities summed
/// column by column in plain Java; finite differences.
class LatentVariableModelTest {

    private static final LinearGaussian KNOWN = new LinearGaussian(1.5, 0.4, 0.8);

    @TempDir private Path folder;

    private static LatentVariableModel perceptron(int seed, boolean normalised) {
        try (Generator generator = Generator.of(seed)) {
            GaussianEncoder encoder = GaussianEncoder.perceptron(6, 5, 2, generator);
            Tensor means = Tensor.of(0.1, 0.2, 0.3, 0.4, 0.5, 0.9);
            Decoder decoder = BernoulliDecoder.perceptron(2, 5, means, generator);
            return normalised
                    ? LatentVariableModel.normalised(encoder, decoder)
                    : LatentVariableModel.unnormalised(encoder, decoder);
        }
    }

    private static Tensor points(double... values) {
        return Tensor.of(values, Shape.of(values.length, 1));
    }

    @Test
    void atThePosteriorEveryWeightIsTheLikelihood() {
        double[] x = {-3, 0, 0.4, 5};
        try (LatentVariableModel model = KNOWN.model(0, 1, true);
                Generator generator = Generator.of(1)) {
            double[] weights = model.logWeights(points(x), 3, generator).toDoubleArray();
            for (int i = 0; i < weights.length; i++) {
                assertThat(weights[i]).isCloseTo(KNOWN.logLikelihood(x[i / 3]), within(1e-12));
            }
        }
    }

    @Test
    void logRatiosSubtractTheNoiseAndAddTheConstant() {
        Tensor x = points(-1, 2);
        Tensor logNoise = Tensor.of(-4.0, -7.0);
        try (LatentVariableModel model = KNOWN.model(0, 1, false);
                Generator generator = Generator.of(1)) {
            model.loadStateDict(with(model.stateDict(), "logConstant.value", Tensor.scalar(0.25)));
            Tensor ratios = model.logRatios(x, logNoise, 2, generator);
            double first = KNOWN.logLikelihood(-1) + 4 + 0.25;
            double second = KNOWN.logLikelihood(2) + 7 + 0.25;
            TensorAssert.assertThat(ratios).hasShape(2, 2);
            TensorAssert.assertThat(ratios).isCloseTo(first, first, second, second);
            // likelihoods are of the normalised model
            assertThat(ImportanceWeightedLikelihood.of(3).mean(model, x, generator))
                    .isCloseTo(
                            (KNOWN.logLikelihood(-1) + KNOWN.logLikelihood(2)) / 2, within(1e-12));
        }
    }

    private static Map<String, Tensor> with(Map<String, Tensor> state, String key, Tensor value) {
        Map<String, Tensor> changed = new java.util.LinkedHashMap<>(state);
        changed.put(key, value);
        return changed;
    }

    @Test
    void decodersSumColumnByColumn() {
        try (Generator generator = Generator.of(4);
                BernoulliDecoder bernoulli =
                        BernoulliDecoder.perceptron(2, 3, Tensor.of(0.2, 0.7), generator);
                GaussianDecoder fixed =
                        GaussianDecoder.perceptron(
                                2, 3, Tensor.of(1.0, -1.0), OptionalDouble.of(0.25), generator);
                GaussianDecoder learned =
                        GaussianDecoder.perceptron(
                                2, 3, Tensor.of(1.0, -1.0), OptionalDouble.empty(), generator)) {
            assertThat(fixed.parameters()).doesNotContainKey("logVariance");
            assertThat(learned.parameters()).containsKey("logVariance");
            Tensor z = Random.randn(Shape.of(3, 4, 2), generator);
            Tensor x = Tensor.of(new float[] {1, 0, 0, 0, 1, 1}, Shape.of(3, 2));
            for (Decoder decoder : List.of(bernoulli, fixed, learned)) {
                double[] found = decoder.logDensity(x, z).toDoubleArray();
                double[] means = decoder.mean(z.flatten(0, 1)).toDoubleArray();
                double[] values = x.toDoubleArray();
                for (int i = 0; i < 12; i++) {
                    double sum = 0;
                    for (int d = 0; d < 2; d++) {
                        double at = values[2 * (i / 4) + d];
                        double mean = means[2 * i + d];
                        double variance = decoder == fixed ? 0.25 : 1;
                        sum +=
                                decoder == bernoulli
                                        ? Math.log(at == 1 ? mean : 1 - mean)
                                        : -0.5 * (at - mean) * (at - mean) / variance
                                                - 0.5 * Math.log(2 * Math.PI * variance);
                    }
                    assertThat(found[i]).isCloseTo(sum, within(1e-5));
                }
            }
        }
    }

    @Test
    void theBernoulliDecoderStartsFromTheMeansOfTheData() {
        Tensor means = Tensor.of(0.1, 0.2, 0.3, 0.4, 0.5, 0.9);
        try (Generator generator = Generator.of(1);
                BernoulliDecoder decoder = BernoulliDecoder.perceptron(2, 5, means, generator)) {
            TensorAssert.assertThat(decoder.offset().tensor()).hasDType(DType.FLOAT32);
            TensorAssert.assertThat(decoder.offset().tensor().sigmoid())
                    .isCloseTo(means.toDoubleArray(), 1e-6, 0);
        }
    }

    @Test
    void decodersSampleFromTheirMeans() {
        try (Generator generator = Generator.of(4);
                BernoulliDecoder bernoulli =
                        BernoulliDecoder.perceptron(2, 3, Tensor.of(0.2, 0.7), generator);
                GaussianDecoder gaussian =
                        GaussianDecoder.perceptron(
                                2, 3, Tensor.of(1.0, -1.0), OptionalDouble.of(0.25), generator)) {
            Tensor z = Tensor.of(0.3f, -0.8f).expand(20_000, 2);
            Tensor ones = bernoulli.sample(z, generator);
            TensorAssert.assertThat(ones.mean(false, 0))
                    .isCloseTo(bernoulli.mean(z).select(0, 0), 0, 0.015);
            Tensor drawn = gaussian.sample(z, generator);
            TensorAssert.assertThat(drawn.mean(false, 0))
                    .isCloseTo(gaussian.mean(z).select(0, 0), 0, 0.015);
            TensorAssert.assertThat(drawn.std(true, false, 0))
                    .isCloseTo(new double[] {0.5, 0.5}, 0, 0.01);
            assertThat(drawn.requiresGrad()).isFalse();
        }
    }

    @Test
    void samplesCarryTheirDensityAndTheGradientOfTheirMoments() {
        Tensor mean = Tensor.of(new double[] {1, -2, 0.5, 3}, Shape.of(2, 2));
        Tensor log = Tensor.of(new double[] {0.2, -1, 0, 1.5}, Shape.of(2, 2));
        GradCheck.check(
                leaves -> {
                    try (Generator generator = Generator.of(5)) {
                        DiagonalGaussian.Sample sample =
                                new DiagonalGaussian(leaves.get(0), leaves.get(1))
                                        .sample(3, generator);
                        return Tensor.cat(
                                List.of(sample.z().flatten(), sample.logDensity().flatten()), 0);
                    }
                },
                mean,
                log);
        try (Generator generator = Generator.of(5)) {
            DiagonalGaussian.Sample sample = new DiagonalGaussian(mean, log).sample(3, generator);
            double[] z = sample.z().toDoubleArray();
            double[] found = sample.logDensity().toDoubleArray();
            double[] m = mean.toDoubleArray();
            double[] v = log.exp().toDoubleArray();
            for (int i = 0; i < 6; i++) {
                double sum = 0;
                for (int d = 0; d < 2; d++) {
                    int place = 2 * (i / 3) + d;
                    double difference = z[2 * i + d] - m[place];
                    sum -= 0.5 * difference * difference / v[place];
                    sum -= 0.5 * Math.log(2 * Math.PI * v[place]);
                }
                assertThat(found[i]).isCloseTo(sum, within(1e-10));
            }
        }
    }

    @Test
    void inputsFarFromAllDataStayFinite() {
        try (LatentVariableModel model = perceptron(0, true);
                Generator generator = Generator.of(1)) {
            Tensor x = Random.randn(Shape.of(20, 6), generator).mul(1e6);
            Tensor weights = model.logWeights(x, 2, generator);
            weights.mean().backward();
            assertThat(weights.isfinite().all().itemBoolean()).isTrue();
            model.parameters()
                    .values()
                    .forEach(p -> assertThat(p.grad().isfinite().all().itemBoolean()).isTrue());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theConvolutionalPartsFitEachOther(boolean binary) {
        ImageSize size = new ImageSize(28, 20);
        try (Generator generator = Generator.of(0);
                GaussianEncoder encoder = GaussianEncoder.convolutional(size, 4, 16, 3, generator);
                Decoder decoder =
                        binary
                                ? BernoulliDecoder.convolutional(
                                        3, size, 4, 16, Tensor.full(Shape.of(560), 0.3), generator)
                                : GaussianDecoder.convolutional(
                                        3, size, 4, 16, OptionalDouble.empty(), generator)) {
            LatentVariableModel model = LatentVariableModel.normalised(encoder, decoder);
            Tensor x = Random.rand(Shape.of(2, 560), generator);
            Tensor weights = model.logWeights(x, 3, generator);
            TensorAssert.assertThat(weights).hasShape(2, 3);
            weights.sum().backward();
            model.parameters().forEach((key, p) -> assertThat(p.grad()).as(key).isNotNull());
            TensorAssert.assertThat(model.reconstruct(x)).hasShape(2, 560);
            assertThatThrownBy(
                            () ->
                                    GaussianEncoder.convolutional(
                                            ImageSize.of(30), 4, 16, 3, generator))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("size: 30x30 (expected: both sides multiples of 4)");
        }
    }

    @Test
    void aWarmStartCopiesANormalisedModelAndKeepsTheConstant() {
        Path file = folder.resolve("vae.safetensors");
        try (LatentVariableModel vae = perceptron(1, true);
                LatentVariableModel free = perceptron(2, false);
                LatentVariableModel back = perceptron(3, true)) {
            Checkpoint.save(file, vae, Map.of());
            Tensor before = free.stateDict().get("logConstant.value").copy();
            free.warmStart(file);
            vae.stateDict()
                    .forEach(
                            (key, value) ->
                                    assertThat(free.stateDict().get(key).equal(value)).isTrue());
            assertThat(free.stateDict().get("logConstant.value").equal(before)).isTrue();
            back.warmStart(free.stateDict());
            assertThat(
                            back.stateDict()
                                    .get("decoder.offset")
                                    .equal(vae.stateDict().get("decoder.offset")))
                    .isTrue();
        }
        try (LatentVariableModel other = KNOWN.model(0, 1, true)) {
            assertThatThrownBy(() -> other.warmStart(file))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessageContaining("encoder.trunk.0.weight")
                    .hasMessageContaining("was it saved by a model of another shape?");
        }
    }

    @Test
    void theLogConstantMovesTheLogRatiosAndNothingElse() {
        try (LatentVariableModel model = KNOWN.model(0.1, 1.2, false);
                Generator generator = Generator.of(1)) {
            Tensor ratios =
                    model.logRatios(
                            points(1, 2, 3),
                            Tensor.zeros(Shape.of(3), DType.FLOAT64),
                            2,
                            generator);
            Tensor constant = model.logConstant().orElseThrow().value();
            assertThat(Autograd.grad(ratios.sum(), List.of(constant)).getFirst().item())
                    .isEqualTo(6);
            assertThat(model.logWeights(points(1), 1, generator).requiresGrad()).isTrue();
        }
    }

    @Test
    void meansThatAreNoProbabilitiesAreNamed() {
        try (Generator generator = Generator.of(0)) {
            assertThatThrownBy(
                            () -> BernoulliDecoder.perceptron(2, 3, Tensor.of(0.0, 0.5), generator))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("means: from 0.0 to 0.5 (expected: within (0, 1); smooth them)");
        }
    }
}
