package dev.balboa.latent;

import dev.balboa.autograd.Autograd;
import dev.balboa.data.Batch;
import dev.balboa.loss.FullyVariationalNce;
import dev.balboa.optim.ParameterGroup;
import dev.balboa.optim.Schedule;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Tensor;
import dev.balboa.train.Objective;
import dev.balboa.train.Step;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Fully variational noise-contrastive estimation of a latent-variable model: each batch of data is
/// told from as many rows of noise, and one encoder serves both.
///
/// Reports `elbo` (the evidence lower bound of the data, in nats), `clipped` and `beyond` (the
/// shares of [FullyVariationalNce.Value]), and `log_constant` where the model has one.
///
/// C. Zach, *Fully Variational Noise-Contrastive Estimation*, 2023.
///
/// @param model        what is trained
/// @param noise        what data are told from, with the decoder's support
/// @param loss         the scoring rule and its clip
/// @param samples      of `z` for each row, `K`, at least 1
/// @param binarisation of images; rows are taken as they are
/// @param generator    draws noise, latent values and binary pixels; a CPU generator, closed with
///     the objective
public record Fvnce(
        LatentVariableModel model,
        NoiseDistribution noise,
        FullyVariationalNce loss,
        int samples,
        Binarisation binarisation,
        Generator generator)
        implements Objective {

    static final String ELBO = "elbo";
    static final String CLIPPED = "clipped";
    static final String BEYOND = "beyond";

    /// Checks that model and noise speak of the same values.
    ///
    /// @throws IllegalArgumentException when their supports differ, or `samples` is below 1
    public Fvnce {
        Objects.requireNonNull(loss, "loss");
        Objects.requireNonNull(binarisation, "binarisation");
        Objects.requireNonNull(generator, "generator");
        Check.atLeast("samples", samples, 1);
        if (noise.support() != model.decoder().support()) {
            throw new IllegalArgumentException(
                    "noise: %s (expected: %s, as the decoder, whose densities are of that kind)"
                            .formatted(noise.support(), model.decoder().support()));
        }
    }

    /// With one sample of `z` for each row, and for a binary decoder pixels that are cut at a half.
    ///
    /// @param model     what is trained; owned from now on
    /// @param noise     what data are told from; owned from now on
    /// @param loss      the scoring rule and its clip
    /// @param generator draws everything; owned from now on
    /// @return the objective
    public static Fvnce of(
            LatentVariableModel model,
            NoiseDistribution noise,
            FullyVariationalNce loss,
            Generator generator) {
        Binarisation binarisation =
                model.decoder().support() == Support.BINARY
                        ? new Binarisation.Threshold(0.5)
                        : new Binarisation.None();
        return new Fvnce(model, noise, loss, 1, binarisation, generator);
    }

    /// The same parts with another loss, for a warm start with another member.
    ///
    /// @param other the scoring rule and its clip
    /// @return an objective that shares this one's parts
    public Fvnce withLoss(FullyVariationalNce other) {
        return new Fvnce(model, noise, other, samples, binarisation, generator);
    }

    /// The same parts with another number of samples.
    ///
    /// @param count of `z` for each row, at least 1
    /// @return an objective that shares this one's parts
    public Fvnce withSamples(int count) {
        return new Fvnce(model, noise, loss, count, binarisation, generator);
    }

    /// The same parts with images made binary in another way.
    ///
    /// @param other how
    /// @return an objective that shares this one's parts
    public Fvnce withBinarisation(Binarisation other) {
        return new Fvnce(model, noise, loss, samples, other, generator);
    }

    @Override
    public int views() {
        return 1;
    }

    @Override
    public Step step(Batch batch) {
        return step(batch.view(0));
    }

    /// The loss of some data.
    ///
    /// @param view rows `[N, D]`, or images `[N, 3, height, width]` within `[0, 1]`
    /// @return the loss, and figures to report with it
    public Step step(Tensor view) {
        Tensor data = rows(view);
        long count = data.size(0);
        Tensor drawn = noise.sample(count, generator).to(data.device(), data.dtype());
        Tensor x = Tensor.cat(List.of(data, drawn), 0);
        Tensor logWeights = model.logWeights(x, samples, generator);
        Tensor ratios = model.ratios(logWeights, noise.logDensity(x));
        FullyVariationalNce.Value value =
                loss.apply(ratios.narrow(0, 0, count), ratios.narrow(0, count, count));
        Map<String, Tensor> metrics = new LinkedHashMap<>();
        metrics.put(ELBO, mean(logWeights, count));
        metrics.put(CLIPPED, value.clipped());
        metrics.put(BEYOND, value.beyond());
        model.logConstant()
                .ifPresent(constant -> metrics.put("log_constant", constant.value().detach()));
        return new Step(value.loss(), metrics);
    }

    private Tensor rows(Tensor view) {
        return view.dim() == 2
                ? view
                : binarisation.apply(ImageRows.gray(view), generator).flatten(1, 2);
    }

    private static Tensor mean(Tensor logWeights, long count) {
        return Autograd.noGrad(
                () -> {
                    try (Scope scope = Scope.open()) {
                        return scope.keep(logWeights.narrow(0, 0, count).mean());
                    }
                });
    }

    @Override
    public List<ParameterGroup> groups(Schedule schedule) {
        return List.of(new ParameterGroup("model", parameters(), schedule));
    }

    @Override
    public Map<String, Generator> generators() {
        return Map.of("latent", generator);
    }

    @Override
    public void close() {
        Objective.super.close();
        generator.close();
    }
}
