package dev.balboa.eval;

import dev.balboa.autograd.Autograd;
import dev.balboa.tensor.DType;
import dev.balboa.tensor.Functional;
import dev.balboa.tensor.Linalg;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Tensor;
import dev.balboa.train.CollapseMeter;
import java.util.function.DoubleSupplier;

/// How features lie in their space: figures that need no labels and tell collapse from health. All
/// are computed in float64.
///
/// @param std           [#std(Tensor)]: `1/√D` healthy, 0 collapsed to one direction
/// @param collapseLevel [#collapseLevel(Tensor)]: 0 healthy, 1 collapsed
/// @param effectiveRank [#effectiveRank(Tensor)]: 1 to `D`, dimensions in use
/// @param uniformity    [#uniformity(Tensor)]: lower is more evenly spread over the sphere
public record FeatureGeometry(
        double std, double collapseLevel, double effectiveRank, double uniformity) {

    private static final double EPS = 1e-12;
    private static final double UNIFORMITY_T = 2;

    /// Rows compared at once: bounds the matrix of distances to 1024 × 1024, 8 MiB.
    private static final long BLOCK = 1024;

    /// Measures features.
    ///
    /// @param features `[N, D]`, `N` at least 2, every value finite
    /// @return the figures
    /// @throws IllegalArgumentException when the shape does not fit or a value is not finite
    public static FeatureGeometry of(Tensor features) {
        return new FeatureGeometry(
                std(features),
                collapseLevel(features),
                effectiveRank(features),
                uniformity(features));
    }

    /// Mean over the dimensions of the standard deviation (unbiased) over the rows of `zᵢ / ‖zᵢ‖`.
    /// Rows spread evenly over the sphere have `1/√D`. Chen and He, *Exploring Simple Siamese
    /// Representation Learning*, 2021, section 4.1.
    ///
    /// @param features `[N, D]`, `N` at least 2, every value finite
    /// @return at least 0
    /// @throws IllegalArgumentException when the shape does not fit or a value is not finite
    public static double std(Tensor features) {
        requireFit("features", features);
        return measured(
                () ->
                        CollapseMeter.spread(features.to(DType.FLOAT64)).item()
                                / Math.sqrt(features.size(1)));
    }

    /// `max(0, 1 − √D · std)`: how much of the spread of even rows is missing.
    ///
    /// @param features `[N, D]`, `N` at least 2, every value finite
    /// @return in `[0, 1]`
    /// @throws IllegalArgumentException when the shape does not fit or a value is not finite
    public static double collapseLevel(Tensor features) {
        return Math.max(0, 1 - std(features) * Math.sqrt(features.size(1)));
    }

    /// `exp(−Σ pᵢ log pᵢ)` with `pᵢ = σᵢ / Σ σ` over the singular values of the features, neither
    /// centred nor normalised: from 1 (all rows along one direction) to `min(N, D)` (all singular
    /// values equal); 0 where every feature is 0. Roy and Vetterli, *The effective rank*, EUSIPCO
    /// 2007; Garrido et al., *RankMe*, 2023, use it to choose among encoders without labels.
    ///
    /// @param features `[N, D]`, `N` at least 2, every value finite
    /// @return dimensions in use
    /// @throws IllegalArgumentException when the shape does not fit or a value is not finite
    public static double effectiveRank(Tensor features) {
        requireFit("features", features);
        return measured(
                () -> {
                    double[] values = Linalg.svdvals(features.to(DType.FLOAT64)).toDoubleArray();
                    double sum = 0;
                    for (double value : values) {
                        sum += value;
                    }
                    if (sum == 0) {
                        return 0;
                    }
                    double entropy = 0;
                    for (double value : values) {
                        double p = value / sum;
                        entropy -= p > 0 ? p * Math.log(p) : 0;
                    }
                    return Math.exp(entropy);
                });
    }

    /// `log mean exp(−2 ‖x − y‖²)` over all pairs of different rows, each divided by its norm: 0
    /// where all rows point the same way, about −4 where they are spread evenly in many dimensions.
    /// Wang and Isola, *Understanding Contrastive Representation Learning through Alignment and
    /// Uniformity on the Hypersphere*, 2020. The code of DySTreSS counts each row with itself too:
    /// at 2,000 rows and a uniformity of −4 it gives 0.03 more.
    ///
    /// Takes time in `N² D`.
    ///
    /// @param features `[N, D]`, `N` at least 2, every value finite
    /// @return at most 0
    /// @throws IllegalArgumentException when the shape does not fit or a value is not finite
    public static double uniformity(Tensor features) {
        requireFit("features", features);
        return measured(
                () -> {
                    Tensor rows = normalised(features);
                    long count = rows.size(0);
                    double sum = 0;
                    for (long i = 0; i < count; i += BLOCK) {
                        for (long j = i; j < count; j += BLOCK) {
                            // blocks off the diagonal stand for their mirror images too
                            sum += (i == j ? 1 : 2) * potential(block(rows, i), block(rows, j));
                        }
                    }
                    // each row with itself gave exp(0)
                    return Math.log((sum - count) / ((double) count * (count - 1)));
                });
    }

    /// Mean of `‖x − y‖²` over pairs of views of the same image, each divided by its norm: 0 where
    /// an encoder is blind to the augmentations, 2 for unrelated directions. Low alignment is worth
    /// something together with low uniformity only. Wang and Isola, 2020, with their α = 2.
    ///
    /// @param first  `[N, D]`, features of one view of each image
    /// @param second `[N, D]`, features of another view, in the same order
    /// @return in `[0, 4]`
    /// @throws IllegalArgumentException when the shapes do not fit or a value is not finite
    public static double alignment(Tensor first, Tensor second) {
        requireFit("first", first);
        requireFit("second", second);
        if (!first.shape().equals(second.shape())) {
            throw new IllegalArgumentException(
                    "second: " + second.shape() + " (expected: " + first.shape() + ", as first)");
        }
        return measured(
                () ->
                        normalised(first)
                                .sub(normalised(second))
                                .square()
                                .sum(false, 1)
                                .mean()
                                .item());
    }

    private static Tensor block(Tensor rows, long from) {
        return rows.narrow(0, from, Math.min(BLOCK, rows.size(0) - from));
    }

    /// `Σᵢⱼ exp(−2 ‖aᵢ − bⱼ‖²)`.
    private static double potential(Tensor a, Tensor b) {
        try (Scope _ = Scope.open()) {
            Tensor squares = b.square().sum(false, 1);
            Tensor distances =
                    a.matmul(b.t()).mul(-2).add_(squares).add_(a.square().sum(true, 1)).clampMin(0);
            return distances.mul(-UNIFORMITY_T).exp_().sum().item();
        }
    }

    private static Tensor normalised(Tensor features) {
        return Functional.normalize(features.to(DType.FLOAT64), 2, 1, EPS);
    }

    private static double measured(DoubleSupplier figure) {
        return Autograd.noGrad(
                () -> {
                    try (Scope _ = Scope.open()) {
                        return figure.getAsDouble();
                    }
                });
    }

    private static void requireFit(String name, Tensor features) {
        if (features.dim() != 2 || features.size(0) < 2 || features.size(1) < 1) {
            throw new IllegalArgumentException(
                    name + ": " + features.shape() + " (expected: [N, D] with N >= 2)");
        }
        Features.requireFinite(name, features);
    }
}
