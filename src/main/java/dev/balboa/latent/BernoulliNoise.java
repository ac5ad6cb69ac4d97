package dev.balboa.latent;

import dev.balboa.autograd.Autograd;
import dev.balboa.nn.Parameter;
import dev.balboa.tensor.DType;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Random;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;

/// Independent columns of zeros and ones with the means of some data.
///
/// Key: `probabilities` `[D]`.
///
/// @param probabilities of a one, `[D]`
public record BernoulliNoise(Parameter probabilities) implements NoiseDistribution {

    /// The smoothing of Laplace's rule of succession.
    public static final double DEFAULT_SMOOTHING = 1;

    /// With the smoothed means of data.
    ///
    /// @param rows      data `[N, D]`, within `[0, 1]`
    /// @param smoothing as in [#means]
    /// @return the noise
    /// @throws IllegalArgumentException when a value is outside `[0, 1]` or the smoothing not above
    ///     0
    public static BernoulliNoise fit(Tensor rows, double smoothing) {
        return new BernoulliNoise(Parameter.buffer("probabilities", () -> means(rows, smoothing)));
    }

    /// The means of columns, kept away from 0 and 1 by `smoothing` ones and as many zeros that are
    /// counted to each: `(sum + smoothing) / (N + 2 smoothing)`.
    ///
    /// @param rows      data `[N, D]`, within `[0, 1]`
    /// @param smoothing above 0; larger values move the means towards a half
    /// @return float64 `[D]`
    /// @throws IllegalArgumentException when a value is outside `[0, 1]` or the smoothing not above
    ///     0
    public static Tensor means(Tensor rows, double smoothing) {
        Check.rows("rows", rows);
        Check.positive("smoothing", smoothing);
        return Autograd.noGrad(
                () -> {
                    try (Scope scope = Scope.open()) {
                        requireWithinUnit("rows", rows);
                        Tensor sums = rows.to(DType.FLOAT64).sum(false, 0);
                        return scope.keep(sums.add(smoothing).div(rows.size(0) + 2 * smoothing));
                    }
                });
    }

    @Override
    public Tensor sample(long count, Generator generator) {
        Check.atLeast("count", count, 1);
        return Autograd.noGrad(
                () -> {
                    try (Scope scope = Scope.open()) {
                        Tensor p = probabilities.tensor();
                        Tensor drawn =
                                Random.rand(Shape.of(count, p.size(0)), p.dtype(), generator)
                                        .to(p.device());
                        return scope.keep(drawn.lt(p).to(p.dtype()));
                    }
                });
    }

    @Override
    public Tensor logDensity(Tensor x) {
        Check.rows("x", x, probabilities.tensor().size(0));
        return Autograd.noGrad(
                () -> {
                    try (Scope scope = Scope.open()) {
                        Tensor p = probabilities.tensor();
                        Tensor none = p.neg().log1p();
                        Tensor log = x.to(p.dtype()).matmul(p.log().sub(none)).add(none.sum());
                        return scope.keep(log.to(x.dtype()));
                    }
                });
    }

    @Override
    public Support support() {
        return Support.BINARY;
    }

    static void requireProbabilities(String name, Tensor p) {
        try (Scope _ = Scope.open()) {
            boolean inside = p.gt(0).logicalAnd(p.lt(1)).all().itemBoolean();
            if (!inside) {
                throw new IllegalArgumentException(
                        name
                                + ": from "
                                + p.min().item()
                                + " to "
                                + p.max().item()
                                + " (expected: within (0, 1); smooth them)");
            }
        }
    }

    private static void requireWithinUnit(String name, Tensor x) {
        boolean inside = x.ge(0).logicalAnd(x.le(1)).all().itemBoolean();
        if (!inside) {
            throw new IllegalArgumentException(
                    name
                            + ": from "
                            + x.min().item()
                            + " to "
                            + x.max().item()
                            + " (expected: within [0, 1])");
        }
    }
}
