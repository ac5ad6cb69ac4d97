package dev.balboa.bench;

import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import dev.balboa.tensor.Threads;

/// The matrix products that a work cannot do without, by libtorch's `mm` in blocks that stay in the
/// caches, and nothing else: a limit for whoever computes with these products.
///
/// @param left   `[N, D]`
/// @param right  `[M, D]`
/// @param passes how often the scores of all rows of `left` and `right` are made
/// @param pulls  how often a block of scores is multiplied with rows of either side
record ProductsAlone(Tensor left, Tensor right, int passes, int pulls) implements Subject {
    private static final int BLOCK_ROWS = 256;
    private static final int BLOCK_COLUMNS = 1_024;

    /// @throws IllegalArgumentException for a work that is more than products
    static ProductsAlone of(Work work) {
        Threads.set(work.threads());
        return work == Work.KNN ? ofQueries() : ofLoss(2 * work.pairs());
    }

    /// Scores are symmetric, so half of them are enough: once forward, once backward, where each
    /// block pulls the rows of either side. `4 M² D` operations.
    private static ProductsAlone ofLoss(int rows) {
        Shape shape = Shape.of(rows, LossInputs.DIMS);
        Tensor all = Tensor.of(LossInputs.rows(rows / 2), shape);
        return new ProductsAlone(all.narrow(0, 0, rows / 2), all, 2, 1);
    }

    private static ProductsAlone ofQueries() {
        int queries = KnnInputs.QUERIES;
        return new ProductsAlone(
                Tensor.of(
                        KnnInputs.features(KnnInputs.BANK, queries),
                        Shape.of(queries, KnnInputs.DIMS)),
                Tensor.of(
                        KnnInputs.features(0, KnnInputs.BANK),
                        Shape.of(KnnInputs.BANK, KnnInputs.DIMS)),
                1,
                0);
    }

    /// Nothing: products have no result that a gate could look at.
    @Override
    public double[] result() {
        run(1);
        return new double[0];
    }

    @Override
    public void run(long rounds) {
        for (long i = 0; i < rounds; i++) {
            for (int pass = 0; pass < passes; pass++) round(pass < pulls);
        }
    }

    private void round(boolean pull) {
        for (long row = 0; row < left.size(0); row += BLOCK_ROWS) {
            try (Scope _ = Scope.open()) {
                Tensor rows = left.narrow(0, row, Math.min(BLOCK_ROWS, left.size(0) - row));
                for (long column = 0; column < right.size(0); column += BLOCK_COLUMNS) {
                    long width = Math.min(BLOCK_COLUMNS, right.size(0) - column);
                    block(rows, right.narrow(0, column, width), pull);
                }
            }
        }
    }

    private static void block(Tensor rows, Tensor columns, boolean pull) {
        try (Scope _ = Scope.open()) {
            Tensor scores = rows.mm(columns.t());
            if (pull) {
                scores.mm(columns);
                scores.t().mm(rows);
            }
        }
    }
}
