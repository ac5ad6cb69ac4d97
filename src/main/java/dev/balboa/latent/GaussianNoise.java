package dev.balboa.latent;

import dev.balboa.autograd.Autograd;
import dev.balboa.nn.Parameter;
import dev.balboa.tensor.DType;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Linalg;
import dev.balboa.tensor.Random;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;

/// The normal distribution with the mean and the covariance of some data.
///
/// Keys: `mean` `[D]`, `factor` `[D, D]`, the lower Cholesky factor of the covariance.
///
/// @param mean   `[D]`
/// @param factor `[D, D]`, lower triangular
public record GaussianNoise(Parameter mean, Parameter factor) implements NoiseDistribution {

    /// A ridge that hides no structure of standardised columns.
    public static final double DEFAULT_RIDGE = 1e-4;

    private static final double LOG_TWO_PI = Math.log(2 * Math.PI);

    /// With all covariances.
    ///
    /// @param rows  data `[N, D]`
    /// @param ridge times the mean variance is added to each variance, at least 0; above 0 where
    ///     columns depend on each other linearly or are as many as the rows
    /// @return the noise
    /// @throws IllegalArgumentException when the covariance is singular
    public static GaussianNoise fit(Tensor rows, double ridge) {
        return fit(rows, ridge, false);
    }

    /// With independent columns: variances only.
    ///
    /// @param rows  data `[N, D]`
    /// @param ridge as in [#fit]
    /// @return the noise
    /// @throws IllegalArgumentException when a column is constant and the ridge 0
    public static GaussianNoise fitDiagonal(Tensor rows, double ridge) {
        return fit(rows, ridge, true);
    }

    private static GaussianNoise fit(Tensor rows, double ridge, boolean diagonal) {
        Check.rows("rows", rows);
        Check.notNegative("ridge", ridge);
        try (Scope _ = Scope.open()) {
            Tensor x = rows.detach().to(DType.FLOAT64);
            Tensor mean = x.mean(false, 0);
            Tensor centred = x.sub(mean);
            Tensor all = centred.t().matmul(centred).div(x.size(0));
            Tensor covariance = diagonal ? all.diagonal(0).diag(0) : all;
            double added = ridge * all.trace().item() / x.size(1);
            Tensor ridged =
                    covariance.add(Tensor.eye(x.size(1)).to(x.device(), DType.FLOAT64).mul(added));
            return new GaussianNoise(
                    Parameter.buffer("mean", mean::copy),
                    Parameter.buffer("factor", () -> cholesky(ridged)));
        }
    }

    private static Tensor cholesky(Tensor covariance) {
        Tensor values = Linalg.eigvalsh(covariance);
        double least = values.min().item();
        if (!(least > 1e-12 * values.max().item())) {
            throw new IllegalArgumentException(
                    "rows: a singular covariance (expected: columns that do not depend on each"
                            + " other; leave constant ones out, or give a ridge above 0)");
        }
        return Linalg.cholesky(covariance);
    }

    @Override
    public Tensor sample(long count, Generator generator) {
        Check.atLeast("count", count, 1);
        return Autograd.noGrad(
                () -> {
                    try (Scope scope = Scope.open()) {
                        Tensor epsilon =
                                Random.randn(
                                                Shape.of(count, mean.tensor().size(0)),
                                                mean.tensor().dtype(),
                                                generator)
                                        .to(mean.tensor().device());
                        return scope.keep(epsilon.matmul(factor.tensor().t()).add(mean.tensor()));
                    }
                });
    }

    @Override
    public Tensor logDensity(Tensor x) {
        Check.rows("x", x, mean.tensor().size(0));
        return Autograd.noGrad(
                () -> {
                    try (Scope scope = Scope.open()) {
                        Tensor centred = x.to(mean.tensor().dtype()).sub(mean.tensor());
                        Tensor white = Linalg.solveTriangular(factor.tensor(), centred.t(), false);
                        Tensor squares = white.square().sum(false, 0);
                        Tensor volume = factor.tensor().diagonal(0).log().sum();
                        Tensor log = squares.add(x.size(1) * LOG_TWO_PI).mul(-0.5).sub(volume);
                        return scope.keep(log.to(x.dtype()));
                    }
                });
    }

    @Override
    public Support support() {
        return Support.REAL;
    }
}
