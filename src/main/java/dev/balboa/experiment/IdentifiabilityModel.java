package dev.balboa.experiment;

import dev.balboa.nn.DiagonalMetric;
import dev.balboa.nn.Module;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/// The networks of an experiment. The mixing network is frozen, but part of the state: a run that
/// goes on need not search it again.
///
/// @param mixing  from latents to observations
/// @param encoder from observations to codes
/// @param metrics one for each group of pairs
record IdentifiabilityModel(
        MixingNetwork mixing, SphereEncoder encoder, List<DiagonalMetric> metrics)
        implements Module {

    static IdentifiabilityModel of(IdentifiabilitySettings settings, Generator generator) {
        return of(settings, settings.conditionDraws(), generator);
    }

    /// A model whose values are to be loaded.
    static IdentifiabilityModel unfilled(IdentifiabilitySettings settings) {
        try (Generator generator = Generator.of(0)) {
            return of(settings, 1, generator);
        }
    }

    private static IdentifiabilityModel of(
            IdentifiabilitySettings settings, int conditionDraws, Generator generator) {
        int dims = settings.dims();
        MixingNetwork mixing =
                MixingNetwork.of(new ConditionSearch(dims, conditionDraws), generator);
        SphereEncoder encoder = SphereEncoder.of(dims, settings.hidden(), generator);
        List<DiagonalMetric> metrics = new ArrayList<>();
        for (int group = 0; group < settings.truth().size(); group++) {
            int weights = settings.metric() == LearnedMetric.DIAGONAL ? dims : 1;
            metrics.add(DiagonalMetric.of(weights, generator));
        }
        return new IdentifiabilityModel(mixing, encoder, List.copyOf(metrics));
    }

    /// The codes of latents.
    ///
    /// @param latents `[N, D]`
    /// @return `[N, D]`, rows of length 1
    Tensor forward(Tensor latents) {
        return encoder.forward(mixing.forward(latents));
    }

    /// A weight for each direction, `[D]` for each group, whether learned together or apart.
    List<Tensor> weights(int dims) {
        return metrics.stream().map(metric -> metric.forward().expand(dims)).toList();
    }
}
