package dev.balboa.loss;

import dev.balboa.tensor.Functional;
import dev.balboa.tensor.Tensor;

/// VICReg: two views alike (invariance), every dimension spread out (variance), no two dimensions
/// the same (covariance).
///
/// With `z` standing for both `z0` and `z1`, `var` and `cov` over the batch with `N − 1`,
///
/// ```text
/// loss = invariance · (1 / ND) Σ (z0 − z1)²
///      + variance   · ½ Σ_z (1 / D) Σⱼ max(0, 1 − √(varⱼ z + 1e-4))
///      + covariance · Σ_z (1 / D) Σ_{i ≠ j} (covᵢⱼ z)²
/// ```
///
/// At least 0. Rows are not normalised: the variance term keeps them from collapsing, and is 0.99
/// times its weight when all rows are equal. Both arguments receive gradients. Computed in float32
/// at least, also under autocast; there the squared covariance overflows when entries reach about
/// 1e9. Takes memory for two matrices of `D × D`.
///
/// Bardes et al., *VICReg: Variance-Invariance-Covariance Regularization for Self-Supervised
/// Learning*, 2022, equation 6; the halved variance and the summed covariance as in the published
/// code and lightly's `VICRegLoss`.
///
/// @param invariance weight of the distance of views, at least 0
/// @param variance   weight of the spread, at least 0
/// @param covariance weight of the covariances, at least 0
public record VicReg(double invariance, double variance, double covariance) {

    private static final double EPS = 1e-4;

    /// Checks the ranges.
    ///
    /// @throws IllegalArgumentException naming the component that is negative or not finite
    public VicReg {
        Check.notNegative("invariance", invariance);
        Check.notNegative("variance", variance);
        Check.notNegative("covariance", covariance);
    }

    /// With the paper's weights: 25, 25 and 1.
    ///
    /// @return the loss
    public static VicReg defaults() {
        return new VicReg(25, 25, 1);
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
                    Tensor a = FullPrecision.of(z0);
                    Tensor b = FullPrecision.of(z1);
                    Tensor spread = missingSpread(a).add(missingSpread(b)).mul(variance / 2);
                    Tensor shared = sharedVariance(a).add(sharedVariance(b)).mul(covariance);
                    return Functional.mseLoss(a, b).mul(invariance).add(spread).add(shared);
                });
    }

    private static Tensor missingSpread(Tensor z) {
        return z.var(true, false, 0).add(EPS).sqrt().rsub(1).relu().mean();
    }

    private static Tensor sharedVariance(Tensor z) {
        Tensor centred = z.sub(z.mean(true, 0));
        Tensor squares = centred.t().matmul(centred).div(z.size(0) - 1).square();
        squares.diagonal(0).fill_(0);
        return squares.sum().div(z.size(1));
    }
}
