package dev.balboa.loss;

import dev.balboa.tensor.Functional;
import dev.balboa.tensor.Tensor;

/// Mean negative cosine similarity of rows: `−(1/N) Σᵢ pᵢ · zᵢ / (max(‖pᵢ‖, eps) · max(‖zᵢ‖,
/// eps))`.
///
/// In `[−1, 1]`; −1 when every row of `p` points where its row of `z` does. The same for any
/// positive scale of either argument. Both arguments receive gradients: a method that stops one
/// passes it detached. Computed in float32 at least, also for float16 and bfloat16 rows and under
/// autocast.
///
/// Chen and He, *Exploring Simple Siamese Representation Learning*, 2021, equation 1.
///
/// @param eps least norm, above 0; keeps the loss of a zero row finite (it is 0)
public record NegativeCosine(double eps) {

    /// The least norm that PyTorch's `cosine_similarity` uses.
    public static final double DEFAULT_EPS = 1e-8;

    /// Checks the range.
    ///
    /// @throws IllegalArgumentException when `eps` is not above 0
    public NegativeCosine {
        requireEps(eps);
    }

    /// With PyTorch's least norm, 1e-8.
    ///
    /// @return the loss
    public static NegativeCosine defaults() {
        return new NegativeCosine(DEFAULT_EPS);
    }

    /// The loss of a batch.
    ///
    /// @param p predictions `[N, D]`
    /// @param z projections `[N, D]`
    /// @return 0-d, float32 or float64
    /// @throws IllegalArgumentException when the shapes differ or are not `[N, D]`
    public Tensor apply(Tensor p, Tensor z) {
        if (p.dim() != 2 || !p.shape().equals(z.shape())) {
            throw new IllegalArgumentException(
                    "p " + p.shape() + ", z " + z.shape() + " (expected: the same shape [N, D])");
        }
        return FullPrecision.call(
                p.device(),
                () ->
                        Functional.cosineSimilarity(
                                        FullPrecision.of(p), FullPrecision.of(z), 1, eps)
                                .mean()
                                .neg());
    }

    static void requireEps(double eps) {
        if (!(eps > 0) || Double.isInfinite(eps)) {
            throw new IllegalArgumentException("eps: " + eps + " (expected: > 0)");
        }
    }
}
