package dev.balboa.experiment;

import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/// Everything that decides an [IdentifiabilityExperiment]. [#published] are those of the published
/// code of Rusak et al., AISTATS 2025.
///
/// @param precisions         how much each latent varies within a pair
/// @param ensemble           whether half of the pairs are drawn with the precisions riffled
///     ([Precisions#riffled]), the loss being the mean over both halves with a metric each
/// @param metric             what is learned about the precisions
/// @param dims               number of latents, within `[2, 24]`: with more, the sampler of
///     positives rejects almost every draw
/// @param hidden             widths of the encoder's hidden layers, each at least 1
/// @param batchSize          pairs of a step, at least 2, with `ensemble` an even number from 4 on
/// @param learningRate       Adam's for the encoder, above 0
/// @param metricLearningRate Adam's for the metric, above 0
/// @param conditionDraws     matrices whose smallest condition number bounds those of the mixing
///     network, at least 1
/// @param samples            latents that an evaluation draws, at least twice `dims`
/// @param seed               of everything random
public record IdentifiabilitySettings(
        Precisions precisions,
        boolean ensemble,
        LearnedMetric metric,
        int dims,
        List<Integer> hidden,
        int batchSize,
        double learningRate,
        double metricLearningRate,
        int conditionDraws,
        int samples,
        long seed) {

    /// Most latents for which positives can be drawn in reasonable time.
    public static final int MOST_DIMS = 24;

    /// Copies the list and checks the ranges.
    ///
    /// @throws IllegalArgumentException naming the component that is out of range
    public IdentifiabilitySettings {
        hidden = List.copyOf(hidden);
        require(dims >= 2 && dims <= MOST_DIMS, "dims", dims, "within [2, " + MOST_DIMS + "]");
        require(hidden.stream().allMatch(w -> w >= 1), "hidden", hidden, "each >= 1");
        require(batchSize >= 2, "batchSize", batchSize, ">= 2");
        require(
                !ensemble || batchSize >= 4 && batchSize % 2 == 0,
                "batchSize",
                batchSize,
                "even and >= 4, since half of the pairs are each metric's");
        require(
                !ensemble || metric == LearnedMetric.DIAGONAL,
                "ensemble",
                true,
                "false with an isotropic metric");
        requirePositive("learningRate", learningRate);
        requirePositive("metricLearningRate", metricLearningRate);
        require(conditionDraws >= 1, "conditionDraws", conditionDraws, ">= 1");
        require(samples >= 2 * dims, "samples", samples, ">= " + 2 * dims + ", twice dims");
    }

    /// The published settings: 10 latents, an encoder 10–100–500–500–500–500–100–10, 1,000 pairs a
    /// step, learning rates 1e-4 and 1e-3, 25,000 draws for the mixing network, 4,096 samples for
    /// an evaluation.
    ///
    /// @param precisions how much each latent varies within a pair
    /// @param seed       of everything random
    /// @return the settings
    public static IdentifiabilitySettings published(Precisions precisions, long seed) {
        return new IdentifiabilitySettings(
                precisions,
                false,
                LearnedMetric.DIAGONAL,
                10,
                publishedHidden(10),
                1_000,
                1e-4,
                1e-3,
                25_000,
                4_096,
                seed);
    }

    /// The published widths for so many latents: `10 d`, four times `50 d`, `10 d`.
    ///
    /// @param dims number of latents
    /// @return widths of the hidden layers
    public static List<Integer> publishedHidden(int dims) {
        return Stream.of(List.of(10 * dims), Collections.nCopies(4, 50 * dims), List.of(10 * dims))
                .flatMap(List::stream)
                .toList();
    }

    /// The true metrics: one, or with [#ensemble] two.
    ///
    /// @return the precisions of each group of pairs
    public List<List<Double>> truth() {
        List<Double> values = precisions.of(dims);
        return ensemble ? List.of(values, Precisions.riffled(values)) : List.of(values);
    }

    private static void requirePositive(String name, double value) {
        require(value > 0 && Double.isFinite(value), name, value, "> 0");
    }

    private static void require(boolean holds, String name, Object value, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(
                    name + ": " + value + " (expected: " + expected + ")");
        }
    }
}
