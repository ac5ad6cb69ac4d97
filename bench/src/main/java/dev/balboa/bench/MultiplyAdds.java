package dev.balboa.bench;

import dev.balboa.internal.ffm.ProcessAbi;
import dev.balboa.tensor.Threads;

/// As many multiply-adds as the matrix products of a work have, on numbers that stay in registers
/// (`bal_bench_multiply_adds` of the shim): what nothing can beat that computes these products.
///
/// @param count of them
record MultiplyAdds(long count) implements Limit {

    /// @throws IllegalArgumentException for a work that is no products
    static MultiplyAdds of(Work work) {
        Threads.set(work.threads());
        return new MultiplyAdds(
                work == Work.KNN
                        ? (long) KnnInputs.QUERIES * KnnInputs.BANK * KnnInputs.DIMS
                        : ofLoss(2L * work.pairs()));
    }

    /// Scores are symmetric, so half of them are enough: once forward, once again backward, since
    /// nobody kept them, where each pulls the rows of either side.
    private static long ofLoss(long rows) {
        return 4 * (rows * rows / 2) * LossInputs.DIMS;
    }

    @Override
    public void run(long rounds) {
        if (ProcessAbi.benchMultiplyAdds(count, rounds) < 0) {
            throw new IllegalStateException("multiply-adds: the C++ loop failed");
        }
    }
}
