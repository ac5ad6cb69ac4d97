package dev.balboa.ssl;

import dev.balboa.autograd.Autograd;
import dev.balboa.nn.Module;
import dev.balboa.nn.Parameter;
import dev.balboa.tensor.DType;
import dev.balboa.tensor.Functional;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Random;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import java.util.stream.LongStream;

/// The last so many keys, as a ring: the negatives of MoCo. Both the rows and where the next one
/// goes are part of a run's state.
///
/// Any batch size fits: a batch that reaches the end goes on at the start. (The published code asks
/// for a divisor of the queue's size, lightly drops what is left over.)
///
/// @param rows     unit rows `[K, D]`; a buffer, random at first
/// @param position where the next row goes; a buffer, int64 `[1]`
public record NegativeQueue(Parameter rows, Parameter position) implements Module {

    private static final double LEAST_NORM = 1e-12;

    /// A queue of random directions.
    ///
    /// @param size      number of rows
    /// @param width     of a row
    /// @param generator draws the first rows
    /// @return the queue
    public static NegativeQueue of(long size, long width, Generator generator) {
        return new NegativeQueue(
                Parameter.buffer(
                        "rows", () -> unit(Random.randn(Shape.of(size, width), generator))),
                Parameter.buffer("position", () -> Tensor.zeros(Shape.of(1), DType.INT64)));
    }

    /// The negatives of this step: a copy, since the queue changes before backward has read it.
    ///
    /// @return `[K, D]`, without gradient
    public Tensor negatives() {
        return rows.tensor().detach().copy();
    }

    /// Puts keys in the place of the oldest.
    ///
    /// @param keys `[N, D]`, `N` at most `K`; normalised here
    /// @throws IllegalArgumentException when there are more keys than places
    public void add(Tensor keys) {
        if (keys.size(0) > rows.tensor().size(0)) {
            throw new IllegalArgumentException(
                    "keys: %d (expected: at most %d, the places of the queue)"
                            .formatted(keys.size(0), rows.tensor().size(0)));
        }
        try (Scope _ = Scope.open()) {
            Autograd.noGrad(
                    () -> {
                        long size = rows.tensor().size(0);
                        long count = keys.size(0);
                        long start = position.tensor().sum().itemLong();
                        long[] places =
                                LongStream.range(start, start + count)
                                        .map(place -> place % size)
                                        .toArray();
                        Tensor index = Tensor.of(places).to(rows.tensor().device());
                        Tensor values = unit(keys.detach().to(rows.tensor().dtype()));
                        rows.tensor().indexCopy_(0, index, values);
                        position.tensor().fill_((start + count) % size);
                    });
        }
    }

    private static Tensor unit(Tensor rows) {
        return Functional.normalize(rows, 2, 1, LEAST_NORM);
    }
}
