package dev.balboa.cli;

import dev.balboa.autograd.Autograd;
import dev.balboa.latent.BernoulliDecoder;
import dev.balboa.latent.BernoulliNoise;
import dev.balboa.latent.Decoder;
import dev.balboa.latent.Fvnce;
import dev.balboa.latent.GaussianDecoder;
import dev.balboa.latent.GaussianEncoder;
import dev.balboa.latent.GaussianNoise;
import dev.balboa.latent.ImageSize;
import dev.balboa.latent.LatentVariableModel;
import dev.balboa.latent.MixtureNoise;
import dev.balboa.latent.NoiseDistribution;
import dev.balboa.latent.Standardization;
import dev.balboa.latent.Support;
import dev.balboa.latent.UniformNoise;
import dev.balboa.loss.FullyVariationalNce;
import dev.balboa.nn.Parameter;
import dev.balboa.ssl.MethodSettings;
import dev.balboa.tensor.DType;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import java.util.OptionalDouble;

/// The parts of an objective as a configuration names them, fitted to the train rows.
final class FvnceParts {

    /// Uses of a run's seed, each with a stream of its own.
    enum Stream {
        INITIAL_VALUES,
        STEPS,
        NOISE,
        LIKELIHOOD,
        PICTURES;

        Generator of(FvnceConfig config) {
            return Generator.of(config.schedule().seed() * values().length + ordinal());
        }
    }

    private final MethodSettings settings;
    private final FvnceData data;
    private final boolean binary;

    private FvnceParts(FvnceConfig config, FvnceData data) {
        this.settings = config.settings();
        this.data = data;
        this.binary = data.support(settings) == Support.BINARY;
    }

    /// The objective with its initial values, on the CPU.
    static Fvnce objective(FvnceConfig config, FvnceData data) {
        FvnceParts parts = new FvnceParts(config, data);
        try (Scope _ = Scope.open();
                Generator initial = Stream.INITIAL_VALUES.of(config);
                Generator noise = Stream.NOISE.of(config)) {
            FullyVariationalNce loss =
                    new FullyVariationalNce(
                            FvnceOptions.member(parts.settings),
                            parts.settings.real("clip-threshold"));
            return Fvnce.of(parts.model(initial), parts.noise(noise), loss, Stream.STEPS.of(config))
                    .withSamples(parts.whole("latent-samples"));
        }
    }

    private int whole(String name) {
        return Math.toIntExact(settings.whole(name));
    }

    private LatentVariableModel model(Generator generator) {
        int width = Math.toIntExact(data.width());
        int hidden = whole("hidden");
        int latent = whole("latent-dim");
        GaussianEncoder encoder =
                convolutional()
                        ? GaussianEncoder.convolutional(
                                size(), whole("maps"), hidden, latent, generator)
                        : GaussianEncoder.perceptron(width, hidden, latent, generator);
        Decoder decoder =
                binary ? bernoulli(latent, hidden, generator) : gaussian(latent, hidden, generator);
        return settings.flag("normalised")
                ? LatentVariableModel.normalised(encoder, decoder)
                : LatentVariableModel.unnormalised(encoder, decoder);
    }

    private boolean convolutional() {
        return settings.text("networks").equals(FvnceOptions.CONV);
    }

    private ImageSize size() {
        return data.size().orElseThrow();
    }

    private Decoder bernoulli(int latent, int hidden, Generator generator) {
        Tensor means = BernoulliNoise.means(data.train(), BernoulliNoise.DEFAULT_SMOOTHING);
        return convolutional()
                ? BernoulliDecoder.convolutional(
                        latent, size(), whole("maps"), hidden, means, generator)
                : BernoulliDecoder.perceptron(latent, hidden, means, generator);
    }

    private Decoder gaussian(int latent, int hidden, Generator generator) {
        double given = settings.real("decoder-variance");
        OptionalDouble fixed = given > 0 ? OptionalDouble.of(given) : OptionalDouble.empty();
        Tensor means = data.train().mean(false, 0);
        GaussianDecoder decoder =
                convolutional()
                        ? GaussianDecoder.convolutional(
                                latent, size(), whole("maps"), hidden, fixed, generator)
                        : GaussianDecoder.perceptron(latent, hidden, means, fixed, generator);
        Autograd.noGrad(
                () -> {
                    // as independent noise has them, so that log-ratios start near 0
                    decoder.offset().tensor().copy_(means);
                    if (fixed.isEmpty()) {
                        Tensor variances = data.train().var(false, false, 0).add(1e-4);
                        decoder.logVariance().tensor().copy_(variances.log());
                    }
                });
        return decoder;
    }

    private NoiseDistribution noise(Generator generator) {
        String name = settings.text("noise");
        Tensor rows = data.train();
        return switch (name) {
            case FvnceOptions.INDEPENDENT ->
                    binary
                            ? BernoulliNoise.fit(rows, BernoulliNoise.DEFAULT_SMOOTHING)
                            : GaussianNoise.fitDiagonal(rows, GaussianNoise.DEFAULT_RIDGE);
            case FvnceOptions.GAUSSIAN -> GaussianNoise.fit(rows, GaussianNoise.DEFAULT_RIDGE);
            case FvnceOptions.MIXTURE -> mixture(rows, generator);
            case FvnceOptions.UNIFORM -> uniform(rows, settings.real("noise-margin"));
            default -> throw new IllegalArgumentException("noise: " + name);
        };
    }

    private NoiseDistribution mixture(Tensor rows, Generator generator) {
        int clusters = whole("noise-clusters");
        UsageException.require(
                clusters <= rows.size(0),
                "--noise-clusters",
                clusters,
                "<= " + rows.size(0) + ", the number of train rows");
        double smoothing = BernoulliNoise.DEFAULT_SMOOTHING;
        return MixtureNoise.fitBernoulli(rows, clusters, smoothing, generator);
    }

    private NoiseDistribution uniform(Tensor rows, double margin) {
        if (binary) {
            return UniformNoise.binary(rows.size(1));
        }
        if (data.size().isEmpty()) {
            return UniformNoise.fit(rows, margin);
        }
        // gray levels go from 0 to 1, also where a pixel is the same in all images
        Standardization standard = data.standard().orElseThrow();
        return new UniformNoise(
                Parameter.buffer("low", () -> standard.apply(level(-margin)).flatten()),
                Parameter.buffer("high", () -> standard.apply(level(1 + margin)).flatten()),
                Support.REAL);
    }

    private Tensor level(double value) {
        return Tensor.full(Shape.of(1, data.width()), value, DType.FLOAT64);
    }
}
