package dev.balboa.loss;

import dev.balboa.tensor.Functional;
import dev.balboa.tensor.Tensor;
import java.util.List;

/// AnInfoNCE: InfoNCE whose similarity is a squared distance under a diagonal metric, so that
/// directions which positives vary little in may count more than others.
///
/// With `z` the `2N` normalised rows of both views, row `i + N` (mod `2N`) the partner of row `i`,
/// and the metric `λ` `[D]`,
///
/// ```text
/// d(u, v) = −½ Σⱼ λⱼ (uⱼ − vⱼ)²
/// loss    = (1 / 2N) Σᵢ −log [ exp d(zᵢ, zᵢ₊ₙ) / Σ_{k ≠ i} exp d(zᵢ, zₖ) ]
/// ```
///
/// `log(2N − 1)` when all rows are equal; with `λ = 1 / temperature` everywhere it is [NtXent].
/// Rows and metric receive gradients. Entries of the metric may have any sign: where negatives are
/// drawn near their anchor too, the best metric is the precision of the positives less that of the
/// negatives.
///
/// Computed by products of rows: `d(zᵢ, zₖ) = (λ zᵢ)ᵀ zₖ − ½ qₖ − ½ qᵢ` with `qᵢ = Σⱼ λⱼ zᵢⱼ²`,
/// whose last term cancels in the softmax of row `i`. In float32 at least, also for float16 and
/// bfloat16 rows and under autocast. Takes memory for the rows only, unless a gradient is
/// differentiated again; then, and in the published form, for a few matrices of `2N × 2N`. A row of
/// zeros has a finite gradient, of the order of 1e12, as in [NtXent]. NaN in a row or in the metric
/// makes the loss NaN.
///
/// Rusak et al., *InfoNCE: Identifying the Gap Between Theory and Practice*, AISTATS 2025; the
/// factor ½ as in the published code, not in the paper's formula. That code takes the cross-view
/// negatives of a second view `i` from those of its first view, without transposing them: the same
/// in expectation, not for a batch.
///
/// @param publishedForm whether the cross-view negatives of second views are those of the published
///     code; false for the formula above
public record AnInfoNce(boolean publishedForm) {

    /// The formula above.
    ///
    /// @return the loss
    public static AnInfoNce defaults() {
        return new AnInfoNce(false);
    }

    /// The loss of a batch of pairs.
    ///
    /// @param z0     first views, `[N, D]`, `N` at least 2; normalised here
    /// @param z1     second views, the same shape; row `i` is the partner of row `i`
    /// @param metric `λ` `[D]`, the weight of each direction
    /// @return 0-d, float32 or float64
    /// @throws IllegalArgumentException when the shapes do not fit, there is one pair, which has no
    ///     negative, or a type is not floating-point
    public Tensor apply(Tensor z0, Tensor z1, Tensor metric) {
        requireFit(z0, z1, metric);
        return FullPrecision.call(
                z0.device(),
                () -> {
                    Tensor z = UnitRows.of(z0, z1);
                    Tensor weights = metric.to(z.dtype());
                    if (publishedForm || Composed.isFor(z.device(), z.size(0))) {
                        Tensor similarities = similarities(z, weights);
                        return Functional.crossEntropy(similarities, partners(z0.size(0), z));
                    }
                    return tiled(z, weights);
                });
    }

    /// Without the matrix of similarities.
    private static Tensor tiled(Tensor z, Tensor metric) {
        long n = z.size(0) / 2;
        Tensor halfSquares = PartnerProducts.of(z, metric, 0).mul(-0.5);
        Tensor crossed = PartnerProducts.of(z, metric, n);
        Tensor positives = Tensor.cat(List.of(crossed, crossed), 0).add(halfSquares.roll(n, 0));
        return LogSumExp.ofPairs(z, metric, halfSquares).sub(positives).mean();
    }

    /// The mean over several groups of augmentations, each with pairs of its own from the one
    /// encoder, and with a metric of its own. The directions that any of the groups tells apart are
    /// then told apart.
    ///
    /// @param z0      first views of each group, each `[N, D]`; `N` may differ between groups
    /// @param z1      second views of each group
    /// @param metrics `λ` `[D]` of each group
    /// @return 0-d, float32 or float64
    /// @throws IllegalArgumentException when there is no group, the numbers of groups differ, or a
    ///     group's shapes do not fit
    public Tensor ensemble(List<Tensor> z0, List<Tensor> z1, List<Tensor> metrics) {
        if (z0.isEmpty() || z0.size() != z1.size() || z0.size() != metrics.size()) {
            throw new IllegalArgumentException(
                    "groups: z0 %d, z1 %d, metrics %d (expected: the same number, at least 1)"
                            .formatted(z0.size(), z1.size(), metrics.size()));
        }
        Tensor sum = apply(z0.getFirst(), z1.getFirst(), metrics.getFirst());
        for (int k = 1; k < z0.size(); k++) {
            sum = sum.add(apply(z0.get(k), z1.get(k), metrics.get(k)));
        }
        return sum.div(z0.size());
    }

    /// `d(zᵢ, zₖ)` up to a constant for each row, `[2N, 2N]`; −∞ on the diagonal.
    private Tensor similarities(Tensor z, Tensor metric) {
        Tensor scaled = z.mul(metric);
        Tensor halfSquares = scaled.mul(z).sum(false, 1).mul(-0.5);
        Tensor all = halfSquares.addmm(scaled, z.t());
        if (publishedForm) {
            all = untransposed(all.add(halfSquares.unsqueeze(1)));
        }
        all.diagonal(0).fill_(Double.NEGATIVE_INFINITY);
        return all;
    }

    /// The same with the block of first against second views in the place of its transpose.
    private static Tensor untransposed(Tensor all) {
        long n = all.size(0) / 2;
        Tensor top = all.narrow(0, 0, n);
        Tensor crossed = top.narrow(1, n, n);
        Tensor second = all.narrow(0, n, n).narrow(1, n, n);
        return Tensor.cat(List.of(top, Tensor.cat(List.of(crossed, second), 1)), 0);
    }

    /// `i + N` (mod `2N`) for each row, int64 `[2N]`.
    private static Tensor partners(long n, Tensor like) {
        return Tensor.arange(2 * n).roll(n, 0).to(like.device());
    }

    private static void requireFit(Tensor z0, Tensor z1, Tensor metric) {
        if (z0.dim() != 2 || z0.size(0) < 2 || !z0.shape().equals(z1.shape())) {
            throw new IllegalArgumentException(
                    "z0 %s, z1 %s (expected: the same shape [N, D], N >= 2)"
                            .formatted(z0.shape(), z1.shape()));
        }
        if (metric.dim() != 1 || metric.size(0) != z0.size(1)) {
            throw new IllegalArgumentException(
                    "metric: %s (expected: [%d], a weight for each direction of z0 %s)"
                            .formatted(metric.shape(), z0.size(1), z0.shape()));
        }
        Check.floating("z0", z0);
        Check.floating("z1", z1);
        Check.floating("metric", metric);
    }
}
