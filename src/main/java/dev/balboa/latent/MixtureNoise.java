package dev.balboa.latent;

import dev.balboa.autograd.Autograd;
import dev.balboa.nn.Parameter;
import dev.balboa.tensor.DType;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Random;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/// A mixture of noise distributions: noise near the data, and a table whose density is known.
///
/// Keys: `weights` `[C]`, then those of `parts.0`, `parts.1`, ….
///
/// @param weights of the parts, `[C]`, above 0, with sum 1
/// @param parts   one or more, with the same support
public record MixtureNoise(Parameter weights, List<NoiseDistribution> parts)
        implements NoiseDistribution {

    private static final int ROUNDS = 20;

    /// Copies the list.
    ///
    /// @throws IllegalArgumentException when the weights are not as many as the parts, or the
    ///     supports differ
    public MixtureNoise {
        parts = List.copyOf(parts);
        if (parts.isEmpty() || weights.tensor().numel() != parts.size()) {
            throw new IllegalArgumentException(
                    "weights: %s for %d parts (expected: one for each, at least one)"
                            .formatted(weights.tensor().shape(), parts.size()));
        }
        if (parts.stream().map(NoiseDistribution::support).distinct().count() > 1) {
            throw new IllegalArgumentException(
                    "parts: real and binary (expected: the same support)");
        }
    }

    /// A mixture of given distributions.
    ///
    /// @param weights above 0; divided by their sum
    /// @param parts   as many
    /// @return the mixture; it owns the parts
    /// @throws IllegalArgumentException when a weight is not above 0
    public static MixtureNoise of(List<Double> weights, List<NoiseDistribution> parts) {
        weights.forEach(weight -> Check.positive("weights", weight));
        double sum = weights.stream().mapToDouble(Double::doubleValue).sum();
        double[] shares = weights.stream().mapToDouble(weight -> weight / sum).toArray();
        return new MixtureNoise(Parameter.buffer("weights", () -> Tensor.of(shares)), parts);
    }

    /// A factorised Bernoulli distribution for each cluster of some binary data.
    ///
    /// Clusters are those of 20 rounds of k-means from different rows drawn at random; one without
    /// rows is left out.
    ///
    /// @param rows      data `[N, D]`, within `[0, 1]`
    /// @param clusters  at least 1, at most `N`
    /// @param smoothing of each cluster's means, as in [BernoulliNoise#means]
    /// @param generator draws the rows to start from
    /// @return the mixture
    public static MixtureNoise fitBernoulli(
            Tensor rows, int clusters, double smoothing, Generator generator) {
        Check.rows("rows", rows);
        Check.atLeast("clusters", clusters, 1);
        Check.atLeast("rows", rows.size(0), clusters);
        List<Double> weights = new ArrayList<>();
        List<NoiseDistribution> parts = new ArrayList<>();
        try (Scope _ = Scope.open()) {
            for (Tensor cluster : clusters(rows.detach(), clusters, generator)) {
                weights.add((double) cluster.size(0));
                parts.add(BernoulliNoise.fit(cluster, smoothing));
            }
        }
        return of(weights, parts);
    }

    private static List<Tensor> clusters(Tensor rows, int count, Generator generator) {
        Tensor different = rows.uniqueDim(0).getFirst();
        long most = Math.min(count, different.size(0));
        Tensor start = Random.randperm(different.size(0), generator).narrow(0, 0, most);
        Tensor centres = different.indexSelect(0, start.to(rows.device()));
        List<Tensor> clusters = List.of();
        for (int round = 0; round < ROUNDS; round++) {
            Tensor nearest = rows.cdist(centres, 2).argmin(1, false);
            clusters = new ArrayList<>();
            for (int i = 0; i < centres.size(0); i++) {
                Tensor members = nearest.eq(i).nonzero().flatten();
                if (members.numel() > 0) {
                    clusters.add(rows.indexSelect(0, members));
                }
            }
            centres = Tensor.stack(clusters.stream().map(c -> c.mean(false, 0)).toList(), 0);
        }
        return clusters;
    }

    @Override
    public Tensor sample(long count, Generator generator) {
        Check.atLeast("count", count, 1);
        return Autograd.noGrad(
                () -> {
                    try (Scope scope = Scope.open()) {
                        Tensor shares = weights.tensor().to(generator.device());
                        Tensor chosen = Random.multinomial(shares, count, true, generator);
                        long[] counts = chosen.bincount().to(DType.INT64).toLongArray();
                        List<Tensor> rows = new ArrayList<>();
                        for (int i = 0; i < counts.length; i++) {
                            if (counts[i] > 0) {
                                rows.add(parts.get(i).sample(counts[i], generator));
                            }
                        }
                        Tensor order = Random.randperm(count, generator);
                        Tensor all = Tensor.cat(rows, 0);
                        return scope.keep(all.indexSelect(0, order.to(all.device())));
                    }
                });
    }

    @Override
    public Tensor logDensity(Tensor x) {
        return Autograd.noGrad(
                () -> {
                    try (Scope scope = Scope.open()) {
                        Tensor wide = x.to(weights.tensor().dtype());
                        List<Tensor> each =
                                parts.stream().map(part -> part.logDensity(wide)).toList();
                        Tensor log = Tensor.stack(each, 1).add(weights.tensor().log());
                        return scope.keep(log.logsumexp(false, 1).to(x.dtype()));
                    }
                });
    }

    @Override
    public Support support() {
        return parts.getFirst().support();
    }
}
