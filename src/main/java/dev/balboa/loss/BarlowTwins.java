package dev.balboa.loss;

import dev.balboa.tensor.Functional;
import dev.balboa.tensor.Functional.BatchNormState;
import dev.balboa.tensor.Tensor;

/// Barlow Twins: the cross-correlation of two views becomes the identity.
///
/// With every dimension of each view brought to mean 0 and variance 1 over the batch (1e-5 is added
/// to the variance, which is the mean of squares, as in a batch norm without parameters), and `C =
/// z0ᵀ z1 / N`,
///
/// ```text
/// loss = Σᵢ (1 − Cᵢᵢ)² + lambda Σ_{i ≠ j} Cᵢⱼ²
/// ```
///
/// At least 0, which perfectly alike views with uncorrelated dimensions reach but for the 1e-5; `D`
/// when all rows are equal, since a dimension that does not vary correlates with nothing. Does not
/// depend on the scale and the offset of a dimension, but for the 1e-5, nor on the order of the
/// pairs. Both arguments receive gradients. Computed in float32 at least, also under autocast;
/// takes memory for two matrices of `D × D`.
///
/// The sums are over dimensions and not means, so the loss grows with `D`. Zbontar et al., *Barlow
/// Twins: Self-Supervised Learning via Redundancy Reduction*, 2021, equation 1; computed as
/// lightly's `BarlowTwinsLoss`.
///
/// @param lambda weight of the redundancy between dimensions, at least 0
public record BarlowTwins(double lambda) {

    /// The paper's weight.
    public static final double DEFAULT_LAMBDA = 5e-3;

    private static final double EPS = 1e-5;

    /// Checks the range.
    ///
    /// @throws IllegalArgumentException when `lambda` is negative or not finite
    public BarlowTwins {
        Check.notNegative("lambda", lambda);
    }

    /// With lambda 5e-3.
    ///
    /// @return the loss
    public static BarlowTwins defaults() {
        return new BarlowTwins(DEFAULT_LAMBDA);
    }

    /// The loss of a batch of pairs.
    ///
    /// @param z0 projections of the first views, `[N, D]`, `N` at least 2
    /// @param z1 projections of the second views, the same shape; row `i` is the partner of row `i`
    /// @return 0-d, float32 or float64
    /// @throws IllegalArgumentException when the shapes differ or are not `[N, D]`, there is one
    ///     pair, which has no variance, or a type is not floating-point
    public Tensor apply(Tensor z0, Tensor z1) {
        PairScores.require(z0, z1, 2);
        return FullPrecision.call(
                z0.device(),
                () -> {
                    Tensor c = standardised(z0).t().matmul(standardised(z1)).div(z0.size(0));
                    Tensor redundant = c.square();
                    redundant.diagonal(0).fill_(0);
                    Tensor alike = c.diagonal(0).sub(1).square().sum();
                    return alike.add(redundant.sum().mul(lambda));
                });
    }

    private static Tensor standardised(Tensor z) {
        BatchNormState none = new BatchNormState(null, null, null, null);
        return Functional.batchNorm(FullPrecision.of(z), none, true, 0, EPS);
    }
}
