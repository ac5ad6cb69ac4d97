package dev.balboa.latent;

import dev.balboa.autograd.Autograd;
import dev.balboa.nn.Parameter;
import dev.balboa.tensor.DType;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Random;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;

/// The uniform distribution on a box, or on all rows of zeros and ones.
///
/// Keys: `low`, `high`, `[D]` each; 0 and 1 for zeros and ones.
///
/// @param low     least value of each column, `[D]`
/// @param high    largest value of each column, `[D]`
/// @param support real for a box, binary for zeros and ones
public record UniformNoise(Parameter low, Parameter high, Support support)
        implements NoiseDistribution {

    /// All rows of zeros and ones alike.
    ///
    /// @param width columns
    /// @return the noise
    public static UniformNoise binary(long width) {
        Check.atLeast("width", width, 1);
        Shape shape = Shape.of(width);
        return new UniformNoise(
                Parameter.buffer("low", () -> Tensor.zeros(shape, DType.FLOAT64)),
                Parameter.buffer("high", () -> Tensor.ones(shape, DType.FLOAT64)),
                Support.BINARY);
    }

    /// The smallest box around some data, larger by a margin on each side. Data outside have no
    /// density under it and an infinite log-ratio: choose the margin so that none are.
    ///
    /// @param rows   data `[N, D]`
    /// @param margin times the range of a column, at least 0
    /// @return the noise
    /// @throws IllegalArgumentException when a column is constant
    public static UniformNoise fit(Tensor rows, double margin) {
        Check.rows("rows", rows);
        Check.notNegative("margin", margin);
        try (Scope _ = Scope.open()) {
            Tensor x = rows.detach().to(DType.FLOAT64);
            Tensor least = x.amin(false, 0);
            Tensor most = x.amax(false, 0);
            Tensor range = most.sub(least);
            if (!(range.min().item() > 0)) {
                throw new IllegalArgumentException(
                        "rows: a constant column (expected: at least two values; leave it out)");
            }
            return new UniformNoise(
                    Parameter.buffer("low", () -> least.sub(range.mul(margin))),
                    Parameter.buffer("high", () -> most.add(range.mul(margin))),
                    Support.REAL);
        }
    }

    @Override
    public Tensor sample(long count, Generator generator) {
        Check.atLeast("count", count, 1);
        return Autograd.noGrad(
                () -> {
                    try (Scope scope = Scope.open()) {
                        Tensor from = low.tensor();
                        Tensor drawn =
                                Random.rand(Shape.of(count, from.size(0)), from.dtype(), generator)
                                        .to(from.device());
                        return scope.keep(
                                switch (support) {
                                    case BINARY -> drawn.lt(0.5).to(from.dtype());
                                    case REAL -> drawn.mul(high.tensor().sub(from)).add(from);
                                });
                    }
                });
    }

    @Override
    public Tensor logDensity(Tensor x) {
        Check.rows("x", x, low.tensor().size(0));
        return Autograd.noGrad(
                () -> {
                    try (Scope scope = Scope.open()) {
                        return scope.keep(
                                switch (support) {
                                    case BINARY ->
                                            Tensor.full(
                                                    Shape.of(x.size(0)),
                                                    -Math.log(2) * x.size(1),
                                                    x.dtype(),
                                                    x.device());
                                    case REAL -> inBox(x);
                                });
                    }
                });
    }

    /// Rows of fewer bits are held against edges of as many: what was drawn at an edge, and rounded
    /// beyond it, is on the edge.
    private Tensor inBox(Tensor x) {
        Tensor least = low.tensor().to(x.dtype());
        Tensor most = high.tensor().to(x.dtype());
        Tensor inside = x.ge(least).logicalAnd(x.le(most)).all(1, false);
        Tensor log = high.tensor().sub(low.tensor()).log().sum().neg();
        return log.expand(x.size(0))
                .maskedFill(inside.logicalNot(), Double.NEGATIVE_INFINITY)
                .to(x.dtype());
    }
}
