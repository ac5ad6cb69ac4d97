package dev.balboa.eval;

import dev.balboa.autograd.Autograd;
import dev.balboa.tensor.DType;
import dev.balboa.tensor.Device;
import dev.balboa.tensor.Linalg;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Tensor;
import java.util.function.DoubleSupplier;

/// How much of the known latents of data a representation holds, up to a linear map and up to a
/// permutation: what work on identifiability reports.
///
/// Everything is computed in float64 on the CPU. A column that varies by less than 1e-12 of its
/// size counts as constant.
///
/// Hyvärinen and Morioka 2016; Zimmermann et al., *Contrastive Learning Inverts the Data Generating
/// Process*, 2021.
public final class LatentRecovery {

    private static final double CONSTANT = 1e-12;

    private LatentRecovery() {}

    /// The share of the latents' variance that a linear map with intercept explains: `R² = 1 − Σ
    /// (z − ẑ)² / Σ (z − z̄)²` of the least-squares fit, each latent by itself, and their mean. Fit
    /// and score are on the same rows, so `N` should be far above `E`. A latent that does not vary
    /// counts as 0.
    ///
    /// @param embedding `[N, E]`, `N` at least 2, finite
    /// @param latents   `[N, D]`, the truth, finite
    /// @return in `[0, 1]`; 1 where the latents are an affine map of the embedding
    /// @throws IllegalArgumentException when the shapes do not fit or a value is not finite
    public static double linearR2(Tensor embedding, Tensor latents) {
        requireFit(embedding, latents);
        return measured(
                () -> {
                    Tensor x = centred(embedding);
                    Tensor y = centred(latents);
                    Tensor residual = y.sub(x.matmul(Linalg.lstsq(x, y))).square().sum(false, 0);
                    Tensor total = y.square().sum(false, 0);
                    double sum = 0;
                    double[] unexplained = residual.toDoubleArray();
                    double[] variance = total.toDoubleArray();
                    for (int j = 0; j < variance.length; j++) {
                        sum += variance[j] > 0 ? 1 - unexplained[j] / variance[j] : 0;
                    }
                    return sum / variance.length;
                });
    }

    /// The mean correlation coefficient: each latent is paired with a dimension of the embedding of
    /// its own, so that the sum of the absolute Pearson correlations is largest, and their mean is
    /// taken. A dimension that does not vary correlates with none.
    ///
    /// @param embedding `[N, D]`, `N` at least 2, finite
    /// @param latents   `[N, D]`, the truth, finite
    /// @return in `[0, 1]`; 1 where each latent is an affine map of one dimension
    /// @throws IllegalArgumentException when the shapes differ or a value is not finite
    public static double meanCorrelation(Tensor embedding, Tensor latents) {
        requireFit(embedding, latents);
        if (embedding.size(1) != latents.size(1)) {
            throw new IllegalArgumentException(
                    "embedding: %s (expected: %s, as latents)"
                            .formatted(embedding.shape(), latents.shape()));
        }
        return measured(
                () -> {
                    Tensor correlations = unit(latents).t().matmul(unit(embedding)).abs();
                    int n = (int) latents.size(1);
                    double[] flat = correlations.toDoubleArray();
                    double[][] costs = new double[n][n];
                    for (int i = 0; i < n * n; i++) {
                        costs[i / n][i % n] = -flat[i];
                    }
                    int[] columns = Assignment.of(costs);
                    double sum = 0;
                    for (int i = 0; i < n; i++) {
                        sum -= costs[i][columns[i]];
                    }
                    return sum / n;
                });
    }

    /// Columns of mean 0; exactly 0 where a column is constant but for rounding.
    private static Tensor centred(Tensor x) {
        Tensor wide = x.to(Device.CPU, DType.FLOAT64);
        Tensor centred = wide.sub(wide.mean(true, 0));
        Tensor least = wide.norm(2, true, 0).mul(CONSTANT);
        return centred.maskedFill(centred.norm(2, true, 0).le(least), 0);
    }

    /// Columns of mean 0 and length 1; of length 0 where nothing varies.
    private static Tensor unit(Tensor x) {
        Tensor centred = centred(x);
        Tensor norm = centred.norm(2, true, 0);
        return centred.div(norm.maskedFill(norm.eq(0), 1));
    }

    private static double measured(DoubleSupplier figure) {
        return Autograd.noGrad(
                () -> {
                    try (Scope _ = Scope.open()) {
                        return figure.getAsDouble();
                    }
                });
    }

    private static void requireFit(Tensor embedding, Tensor latents) {
        boolean fits =
                embedding.dim() == 2
                        && latents.dim() == 2
                        && embedding.size(0) == latents.size(0)
                        && embedding.size(0) >= 2
                        && embedding.size(1) >= 1
                        && latents.size(1) >= 1;
        if (!fits) {
            throw new IllegalArgumentException(
                    "embedding %s, latents %s (expected: [N, E] and [N, D] with N >= 2)"
                            .formatted(embedding.shape(), latents.shape()));
        }
        Features.requireFinite("embedding", embedding);
        Features.requireFinite("latents", latents);
    }
}
