package dev.balboa.data;

import java.util.Arrays;
import java.util.Objects;

/// One process's share of an order, when several train together: with the same sampler and seed in
/// each, every epoch is shuffled as a whole and then dealt out, as PyTorch's `DistributedSampler`
/// does.
///
/// All shares have the same size. Where the order cannot be divided evenly, `dropLast` says whether
/// its end is left out or its beginning comes again.
///
/// @param whole    the same in every process
/// @param shard    which process this is, and of how many
/// @param dropLast whether an incomplete last round is left out; otherwise it is filled up
public record Distributed(Sampler whole, Shard shard, boolean dropLast) implements Sampler {

    /// Checks that every process gets something.
    ///
    /// @throws IllegalArgumentException when there are more processes than indices, and an
    ///     incomplete round is to be left out
    public Distributed {
        Objects.requireNonNull(whole, "whole");
        Objects.requireNonNull(shard, "shard");
        if (dropLast && whole.size() < shard.worldSize()) {
            throw new IllegalArgumentException(
                    "worldSize: "
                            + shard.worldSize()
                            + " (expected: at most "
                            + whole.size()
                            + ", the size of an epoch, because an incomplete round is left out)");
        }
    }

    @Override
    public int size() {
        return dropLast
                ? whole.size() / shard.worldSize()
                : Math.ceilDiv(whole.size(), shard.worldSize());
    }

    @Override
    public int[] order(int epoch) {
        int[] order = whole.order(epoch);
        int even = order.length - order.length % shard.worldSize();
        return shard.indices(dropLast ? Arrays.copyOf(order, even) : order);
    }
}
