package dev.balboa.data;

import java.util.stream.IntStream;

/// One process's part of the data when several train together: of an order, every `worldSize`-th
/// index from `rank` on, as PyTorch's `DistributedSampler` takes them.
///
/// All parts have the same size, so that no process waits for another: where the order cannot be
/// divided evenly, it starts again from its beginning to fill the last round.
///
/// @param rank      this process, `0 … worldSize − 1`
/// @param worldSize number of processes, at least 1
public record Shard(int rank, int worldSize) {

    /// Checks the ranges.
    ///
    /// @throws IllegalArgumentException naming the component that is out of range
    public Shard {
        Check.atLeast("worldSize", worldSize, 1);
        if (rank < 0 || rank >= worldSize) {
            throw new IllegalArgumentException(
                    "rank: "
                            + rank
                            + " (expected: 0 to "
                            + (worldSize - 1)
                            + ", one less than worldSize)");
        }
    }

    /// The part of an order.
    ///
    /// @param order the same in every process: all indices, perhaps shuffled by a common seed
    /// @return `⌈order.length / worldSize⌉` of its entries
    public int[] indices(int[] order) {
        int count = Math.ceilDiv(order.length, worldSize);
        return IntStream.range(0, count)
                .map(i -> order[(int) (((long) i * worldSize + rank) % order.length)])
                .toArray();
    }

    /// The part of a dataset, in its own order.
    ///
    /// @param whole the same in every process
    /// @return a view of it with `⌈size / worldSize⌉` images
    public ImageDataset of(ImageDataset whole) {
        return new Subset(whole, indices(IntStream.range(0, whole.size()).toArray()));
    }
}
