package dev.balboa.loss;

import dev.balboa.tensor.Tensor;

/// What BYOL minimises: the squared distance of prediction and target at length 1, which is an
/// affine function of [NegativeCosine].
///
/// ```text
/// loss = (1 / N) Σᵢ ‖pᵢ / ‖pᵢ‖ − zᵢ / ‖zᵢ‖‖² = (1 / N) Σᵢ (2 − 2 cos(pᵢ, zᵢ))
/// ```
///
/// In `[0, 4]`; 0 when every row of `p` points where its row of `z` does. BYOL adds the loss of the
/// exchanged views to that of the views, so it starts near 4 and not 2. Twice the gradient of
/// [NegativeCosine]. Both arguments receive gradients: BYOL passes the target detached. Computed in
/// float32 at least, also under autocast. A row of zeros counts as at right angles, 2.
///
/// Grill et al., *Bootstrap Your Own Latent*, 2020, equation 2.
///
/// @param eps least norm, above 0
public record ByolRegression(double eps) {

    /// Checks the range.
    ///
    /// @throws IllegalArgumentException when `eps` is not above 0
    public ByolRegression {
        NegativeCosine.requireEps(eps);
    }

    /// With the least norm of PyTorch's `cosine_similarity`, 1e-8.
    ///
    /// @return the loss
    public static ByolRegression defaults() {
        return new ByolRegression(NegativeCosine.DEFAULT_EPS);
    }

    /// The loss of a batch, of one view as prediction and the other as target.
    ///
    /// @param p predictions `[N, D]`, `N` at least 1
    /// @param z targets, the same shape
    /// @return 0-d, float32 or float64
    /// @throws IllegalArgumentException when the shapes differ or are not `[N, D]`, or a type is
    ///     not floating-point
    public Tensor apply(Tensor p, Tensor z) {
        if (p.dim() != 2 || p.size(0) < 1 || !p.shape().equals(z.shape())) {
            throw new IllegalArgumentException(
                    "p "
                            + p.shape()
                            + ", z "
                            + z.shape()
                            + " (expected: the same shape [N, D], N >= 1)");
        }
        Check.floating("p", p);
        Check.floating("z", z);
        NegativeCosine cosine = new NegativeCosine(eps);
        return FullPrecision.call(
                p.device(),
                () -> cosine.apply(FullPrecision.of(p), FullPrecision.of(z)).mul(2).add(2));
    }
}
