package dev.balboa.latent;

import dev.balboa.autograd.Autograd;
import dev.balboa.checkpoint.CheckpointException;
import dev.balboa.checkpoint.Safetensors;
import dev.balboa.checkpoint.SafetensorsFile;
import dev.balboa.nn.Module;
import dev.balboa.tensor.Device;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Random;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// `p(x, z) = p(x|z) N(z; 0, I)` with an encoder `q(z|x)`: a variational autoencoder, however it is
/// trained.
///
/// With a log-constant `b` the joint density is `e^b p(x|z) N(z; 0, I)`, which is not normalised;
/// [FvnceTraining] then has to find `b`. It takes part in [#logRatios] only: likelihoods, samples
/// and evidence lower bounds are of the normalised model.
///
/// @param encoder     `q(z|x)`
/// @param decoder     `p(x|z)`
/// @param logConstant `b`; empty for a normalised model
public record LatentVariableModel(
        GaussianEncoder encoder, Decoder decoder, Optional<LogConstant> logConstant)
        implements Module {

    private static final String CONSTANT = "logConstant.value";

    /// A normalised model.
    ///
    /// @param encoder `q(z|x)`
    /// @param decoder `p(x|z)`
    /// @return the model; it owns both
    public static LatentVariableModel normalised(GaussianEncoder encoder, Decoder decoder) {
        return new LatentVariableModel(encoder, decoder, Optional.empty());
    }

    /// A model with a learned log-constant that starts at 0.
    ///
    /// @param encoder `q(z|x)`
    /// @param decoder `p(x|z)`
    /// @return the model; it owns both
    public static LatentVariableModel unnormalised(GaussianEncoder encoder, Decoder decoder) {
        return new LatentVariableModel(encoder, decoder, Optional.of(LogConstant.of(0)));
    }

    /// `log p(x|z) + log N(z; 0, I) − log q(z|x)` for samples of `q(z|x)` that carry gradients.
    /// Their mean over samples is the evidence lower bound, and the logarithm of the mean of their
    /// exponentials an estimate of `log p(x)`, [ImportanceWeightedLikelihood].
    ///
    /// @param x         `[N, D]`
    /// @param samples   `K`, at least 1
    /// @param generator draws them
    /// @return `[N, K]`
    public Tensor logWeights(Tensor x, long samples, Generator generator) {
        Check.rows("x", x);
        DiagonalGaussian.Sample sample = encoder.posterior(x).sample(samples, generator);
        return decoder.logDensity(x, sample.z())
                .add(DiagonalGaussian.standardLogDensity(sample.z()))
                .sub(sample.logDensity());
    }

    /// `log r̃(x, z)` for samples of `q(z|x)`: what
    /// [dev.balboa.loss.FullyVariationalNce] takes.
    ///
    /// @param x         `[N, D]`
    /// @param logNoise  log-density of the rows under the noise, `[N]`
    /// @param samples   `K`, at least 1
    /// @param generator draws them
    /// @return `[N, K]`
    public Tensor logRatios(Tensor x, Tensor logNoise, long samples, Generator generator) {
        return ratios(logWeights(x, samples, generator), logNoise);
    }

    Tensor ratios(Tensor logWeights, Tensor logNoise) {
        Tensor ratios = logWeights.sub(logNoise.unsqueeze(1));
        return logConstant.map(constant -> ratios.add(constant.value())).orElse(ratios);
    }

    /// The mean of `x` at the mean of `q(z|x)`. Carries no gradient.
    ///
    /// @param x `[N, D]`
    /// @return `[N, D]`
    public Tensor reconstruct(Tensor x) {
        return Autograd.noGrad(
                () -> {
                    try (Scope scope = Scope.open()) {
                        return scope.keep(decoder.mean(encoder.posterior(x).mean()));
                    }
                });
    }

    /// The mean of `x` for values of `z` that are drawn from the prior. Carries no gradient.
    ///
    /// @param count     how many
    /// @param generator draws `z`
    /// @return `[count, D]`
    public Tensor sampleMeans(long count, Generator generator) {
        return Autograd.noGrad(
                () -> {
                    try (Scope scope = Scope.open()) {
                        return scope.keep(decoder.mean(prior(count, generator)));
                    }
                });
    }

    /// Draws of `x`. Carries no gradient.
    ///
    /// @param count     how many
    /// @param generator draws `z` and `x`
    /// @return `[count, D]`
    public Tensor sample(long count, Generator generator) {
        return Autograd.noGrad(
                () -> {
                    try (Scope scope = Scope.open()) {
                        return scope.keep(decoder.sample(prior(count, generator), generator));
                    }
                });
    }

    /// Values of `z` from the prior, `[count, d]`.
    private Tensor prior(long count, Generator generator) {
        Tensor bias = encoder.mean().slots().getLast().tensor();
        Device device = bias.device();
        return Random.randn(Shape.of(count, bias.numel()), bias.dtype(), generator).to(device);
    }

    /// Starts from a trained model: copies its state, whether it is normalised or not. A
    /// log-constant that it lacks stays as it is, and one that this model lacks is left out.
    ///
    /// @param state of a model with the same encoder and decoder, by key
    /// @throws IllegalArgumentException naming the missing keys, the unexpected keys and the shapes
    ///     that differ; nothing is changed then
    public void warmStart(Map<String, Tensor> state) {
        Map<String, Tensor> fitting = new LinkedHashMap<>(state);
        Tensor own = stateDict().get(CONSTANT);
        if (own == null) {
            fitting.remove(CONSTANT);
        } else {
            fitting.putIfAbsent(CONSTANT, own);
        }
        loadStateDict(fitting);
    }

    /// As [#warmStart(Map)], from a file that [dev.balboa.checkpoint.Checkpoint#save] wrote.
    ///
    /// @param file of a model with the same encoder and decoder
    /// @throws CheckpointException when the file cannot be read or does not fit
    public void warmStart(Path file) {
        try (Scope _ = Scope.open();
                SafetensorsFile saved = Safetensors.open(file)) {
            warmStart(saved.tensors());
        } catch (IllegalArgumentException e) {
            throw new CheckpointException(
                    file, e.getMessage() + " (was it saved by a model of another shape?)", e);
        }
    }
}
