package dev.balboa.experiment;

import dev.balboa.tensor.DType;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Linalg;
import dev.balboa.tensor.Random;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;

/// Random square matrices that are far from singular: entries from `U(−1, 1)`, columns of length 1,
/// and a condition number (largest over least singular value) as small as the smallest among many
/// draws.
///
/// @param dims  rows and columns, at least 2
/// @param draws how many draws set the bound, at least 1; the published code has 25,000
record ConditionSearch(int dims, int draws) {

    private static final int BATCH = 5_000;

    /// The smallest condition number among the draws.
    double bound(Generator generator) {
        double least = Double.POSITIVE_INFINITY;
        for (int done = 0; done < draws; done += BATCH) {
            try (Scope _ = Scope.open()) {
                Tensor conditions = conditions(draw(Math.min(BATCH, draws - done), generator));
                least = Math.min(least, conditions.min().item());
            }
        }
        return least;
    }

    /// Draws until a matrix is within the bound; about as many as set the bound.
    ///
    /// @return `[dims, dims]`, float64
    Tensor atMost(double bound, Generator generator) {
        while (true) {
            try (Scope scope = Scope.open()) {
                Tensor matrices = draw(Math.min(BATCH, draws), generator);
                Tensor found = conditions(matrices).le(bound).nonzero();
                if (found.size(0) > 0) {
                    return scope.keep(matrices.select(0, (long) found.min().item()).copy());
                }
            }
        }
    }

    /// Largest over least singular value, of each matrix of `[…, d, d]`.
    static Tensor conditions(Tensor matrices) {
        Tensor values = Linalg.svdvals(matrices);
        return values.select(-1, 0).div(values.select(-1, values.size(-1) - 1));
    }

    private Tensor draw(int count, Generator generator) {
        Tensor entries =
                Random.rand(Shape.of(count, dims, dims), DType.FLOAT64, generator).mul_(2).sub_(1);
        return entries.div(entries.norm(2, true, 1));
    }
}
