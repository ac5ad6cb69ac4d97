package dev.balboa.experiment;

import dev.balboa.autograd.Autograd;
import dev.balboa.checkpoint.CheckpointException;
import dev.balboa.loss.AnInfoNce;
import dev.balboa.nn.DiagonalMetric;
import dev.balboa.optim.Adam;
import dev.balboa.optim.ParameterGroup;
import dev.balboa.optim.Schedule;
import dev.balboa.tensor.DType;
import dev.balboa.tensor.Device;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/// Does a contrastive loss recover the latents that observations were made of?
///
/// Anchors `z` are spread evenly on a sphere, positives `z⁺` lie near them with a precision `λⱼ`
/// for each latent, and an encoder sees both through a frozen random network `g`. Encoder and
/// metric minimise [AnInfoNce] on fresh pairs every step. In the limit the encoder inverts `g`
/// up to an orthogonal map that keeps latents of different precision apart, and the metric is a
/// permutation of `λ`: see [Evaluation].
///
/// ```java
/// var settings = IdentifiabilitySettings.published(Precisions.LINEAR, 0);
/// try (var experiment = IdentifiabilityExperiment.start(settings, Device.CPU)) {
///     for (int step = 0; step < 20_000; step++) {
///         experiment.step();
///     }
///     double r2 = experiment.evaluate().recovery().r2();
/// }
/// ```
///
/// A run of the same seed, device and number of threads is the same to the bit, also when it is
/// saved and gone on with in between. Used by one thread at a time.
///
/// Rusak et al., *InfoNCE: Identifying the Gap Between Theory and Practice*, AISTATS 2025, section
/// on synthetic data, with the settings of the published code; the loss is its corrected form.
public final class IdentifiabilityExperiment implements AutoCloseable {

    private static final AnInfoNce LOSS = AnInfoNce.defaults();

    /// How far from the sphere a draw of a positive may lie.
    private static final double THRESHOLD = 0.1;

    // each random source is a stream of its own of the seed; an evaluation's goes by its step
    private static final long INITIAL_VALUES = 1;
    private static final long PAIRS = 2;
    private static final long EVALUATIONS = 16;

    private final IdentifiabilitySettings settings;
    private final Device device;
    private final List<SphereSampler> samplers;
    private final IdentifiabilityModel model;
    private final Adam optimizer;
    private final Generator pairs;
    // sum and number of the losses since the last evaluation; on the device, so that no step waits
    private final Tensor losses;

    private IdentifiabilityExperiment(
            IdentifiabilitySettings settings, Device device, IdentifiabilityModel model) {
        this.settings = settings;
        this.device = device;
        this.samplers =
                settings.truth().stream()
                        .map(precisions -> new SphereSampler(precisions, THRESHOLD))
                        .toList();
        this.model = model;
        model.to(device);
        this.optimizer = optimizer(settings, model);
        this.pairs = Generator.of(stream(settings.seed(), PAIRS));
        try (Scope scope = Scope.open()) {
            this.losses = scope.detach(Tensor.zeros(Shape.of(2), DType.FLOAT64, device));
        }
    }

    /// An experiment at its start. With the published settings the search for the mixing network
    /// takes some seconds.
    ///
    /// @param settings all that decides it
    /// @param device   where encoder and loss compute; draws are made on the CPU
    /// @return the experiment, to be closed
    public static IdentifiabilityExperiment start(IdentifiabilitySettings settings, Device device) {
        try (Generator generator = Generator.of(stream(settings.seed(), INITIAL_VALUES))) {
            return new IdentifiabilityExperiment(
                    settings, device, IdentifiabilityModel.of(settings, generator));
        }
    }

    /// An experiment as [#save] left it; goes on as if it had not stopped.
    ///
    /// @param settings those it was started with
    /// @param device   where to compute
    /// @param file     what [#save] wrote
    /// @return the experiment, to be closed
    /// @throws CheckpointException when the file cannot be read or is of other settings
    public static IdentifiabilityExperiment resume(
            IdentifiabilitySettings settings, Device device, Path file) {
        IdentifiabilityExperiment experiment =
                new IdentifiabilityExperiment(
                        settings, device, IdentifiabilityModel.unfilled(settings));
        try {
            ExperimentState.load(file, experiment.model, experiment.optimizer, experiment.extras());
            return experiment;
        } catch (RuntimeException e) {
            experiment.close();
            throw e;
        }
    }

    private static Adam optimizer(IdentifiabilitySettings settings, IdentifiabilityModel model) {
        Map<String, Tensor> encoder = new LinkedHashMap<>();
        Map<String, Tensor> metrics = new LinkedHashMap<>();
        model.parameters()
                .forEach((k, t) -> (k.startsWith("metrics") ? metrics : encoder).put(k, t));
        double ratio = settings.metricLearningRate() / settings.learningRate();
        return Adam.of(
                Adam.Config.of(settings.learningRate()),
                model.parameters(),
                List.of(
                        new ParameterGroup("encoder", encoder, new Schedule.Constant()),
                        new ParameterGroup(
                                "metrics", metrics, new Schedule.Linear(ratio, ratio, 1))));
    }

    /// Takes one step on fresh pairs.
    public void step() {
        try (Scope _ = Scope.open()) {
            Tensor loss = loss();
            optimizer.zeroGrad();
            loss.backward();
            optimizer.step();
            model.metrics().forEach(DiagonalMetric::clamp_);
            losses.select(0, 0).add_(loss.detach());
            losses.select(0, 1).add_(1);
        }
    }

    private Tensor loss() {
        int groups = samplers.size();
        long count = settings.batchSize() / groups;
        List<Tensor> anchors = new ArrayList<>();
        List<Tensor> positives = new ArrayList<>();
        for (SphereSampler sampler : samplers) {
            anchors.add(SphereSampler.uniform(count, settings.dims(), pairs));
            positives.add(sampler.positives(anchors.getLast(), pairs));
        }
        Tensor latents = Tensor.cat(List.of(Tensor.cat(anchors, 0), Tensor.cat(positives, 0)), 0);
        Tensor codes = model.forward(latents.to(device));
        List<Tensor> parts = codes.split(count, 0);
        return LOSS.ensemble(
                parts.subList(0, groups),
                parts.subList(groups, 2 * groups),
                model.weights(settings.dims()));
    }

    /// Steps done since the start.
    ///
    /// @return at least 0
    public long steps() {
        return optimizer.steps();
    }

    /// Scores the encoder on fresh anchors, which depend on the seed and on the number of steps
    /// alone. The next evaluation's loss counts from here.
    ///
    /// @return what has been learned
    /// @throws IllegalStateException when the loss is not finite: a learning rate is too high
    public Evaluation evaluate() {
        double[] sum = losses.toDoubleArray();
        double loss = sum[0] / sum[1];
        if (sum[1] > 0 && !Double.isFinite(loss)) {
            throw new IllegalStateException(
                    "loss: %s by step %d (expected: finite; lower the learning rate)"
                            .formatted(loss, steps()));
        }
        losses.zero_();
        List<List<Double>> metrics =
                model.metrics().stream()
                        .map(metric -> Arrays.stream(metric.values()).boxed().toList())
                        .toList();
        return Autograd.noGrad(
                () -> {
                    try (Scope _ = Scope.open()) {
                        Tensor latents = samples(steps());
                        Tensor codes = model.forward(latents.to(device));
                        return new Evaluation(steps(), loss, Recovery.of(codes, latents), metrics);
                    }
                });
    }

    /// Scores the observations themselves, as if the encoder were the identity: what a trained one
    /// has to beat.
    ///
    /// @return on the anchors of the evaluation at step 0
    public Recovery observed() {
        try (Scope _ = Scope.open()) {
            Tensor latents = samples(0);
            return Recovery.of(model.mixing().forward(latents.to(device)), latents);
        }
    }

    private Tensor samples(long step) {
        try (Generator generator = Generator.of(stream(settings.seed(), EVALUATIONS + step))) {
            return SphereSampler.uniform(settings.samples(), settings.dims(), generator);
        }
    }

    /// Writes all that is needed to go on, all or nothing.
    ///
    /// @param file  where to; replaced as a whole
    /// @param texts stored beside the tensors, such as the settings
    /// @throws CheckpointException when the file cannot be written
    public void save(Path file, Map<String, String> texts) {
        ExperimentState.save(file, model, optimizer, extras(), texts);
    }

    private ExperimentState.Extras extras() {
        return new ExperimentState.Extras(pairs, losses);
    }

    private static long stream(long seed, long number) {
        // libtorch seeds its twister with the low 32 bits alone: they must depend on everything
        return new SplittableRandom(new SplittableRandom(seed).nextLong() + number).nextLong();
    }

    /// Frees everything. A second call does nothing.
    @Override
    public void close() {
        model.close();
        optimizer.close();
        pairs.close();
        losses.close();
    }
}
