package dev.balboa.data;

import dev.balboa.tensor.Tensor;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.stream.IntStream;

/// Minibatches of tensors that have a row for each example, such as the features and the target of
/// a table: PyTorch's `DataLoader(TensorDataset(…), batch_size, shuffle=True)`.
///
/// ```java
/// Batches batches = Batches.of(64, seed, x, y);
/// for (Iterator<List<Tensor>> epoch = batches.epoch(number); epoch.hasNext(); ) {
///     try (Scope _ = Scope.open()) { // frees the batch too
///         List<Tensor> batch = epoch.next();
///         …
///     }
/// }
/// ```
///
/// The order of an epoch is a function of the seed and its number. The rows of a batch are copies
/// that belong to the scope that is open when it is asked for.
///
/// @param columns  each with as many rows; borrowed
/// @param size     rows of a batch, at least 1
/// @param seed     of the order
/// @param shuffle  whether each epoch has an order of its own; otherwise the rows come as they are
/// @param dropLast whether the rows that do not fill a batch are left out
public record Batches(
        List<Tensor> columns, int size, long seed, boolean shuffle, boolean dropLast) {

    /// Checks the sizes.
    ///
    /// @throws IllegalArgumentException when there is no column, the numbers of rows differ, `size`
    ///     is below 1, or not even one batch can be made
    public Batches {
        columns = List.copyOf(columns);
        Check.atLeast("columns", columns.size(), 1);
        Check.atLeast("size", size, 1);
        for (Tensor column : columns) {
            if (column.dim() < 1 || column.size(0) != columns.getFirst().size(0)) {
                throw new IllegalArgumentException(
                        "columns: "
                                + columns.stream().map(Tensor::shape).toList()
                                + " (expected: as many rows in each)");
            }
        }
        Check.atLeast("rows", Math.toIntExact(columns.getFirst().size(0)), dropLast ? size : 1);
    }

    /// Shuffled batches, the last one perhaps smaller.
    ///
    /// @param size    rows of a batch
    /// @param seed    of the order
    /// @param columns each with as many rows
    /// @return the batches
    /// @throws IllegalArgumentException as the constructor
    public static Batches of(int size, long seed, Tensor... columns) {
        return new Batches(List.of(columns), size, seed, true, false);
    }

    /// The same in the order of the rows.
    ///
    /// @return a copy
    public Batches inOrder() {
        return new Batches(columns, size, seed, false, dropLast);
    }

    /// The same without the last rows where they do not fill a batch.
    ///
    /// @return a copy
    /// @throws IllegalArgumentException when there are fewer rows than a batch has
    public Batches withoutTheLast() {
        return new Batches(columns, size, seed, shuffle, true);
    }

    /// Number of batches in an epoch.
    ///
    /// @return at least 1
    public int perEpoch() {
        int rows = rows();
        return dropLast ? rows / size : Math.ceilDiv(rows, size);
    }

    /// The batches of an epoch.
    ///
    /// @param number 0 for the first
    /// @return each with the rows of every column, in the order of the columns
    public Iterator<List<Tensor>> epoch(int number) {
        return new Walk(order(number));
    }

    private int rows() {
        return Math.toIntExact(columns.getFirst().size(0));
    }

    private long[] order(int number) {
        long[] order = IntStream.range(0, rows()).asLongStream().toArray();
        if (shuffle) {
            Random random = new Random(seed * 0x9E3779B97F4A7C15L + number);
            for (int i = order.length - 1; i > 0; i--) {
                int other = random.nextInt(i + 1);
                long moved = order[i];
                order[i] = order[other];
                order[other] = moved;
            }
        }
        return order;
    }

    /// Goes through one order.
    private final class Walk implements Iterator<List<Tensor>> {

        private final long[] order;
        private int next;

        Walk(long[] order) {
            this.order = order;
        }

        @Override
        public boolean hasNext() {
            return next < perEpoch();
        }

        @Override
        public List<Tensor> next() {
            if (!hasNext()) {
                throw new NoSuchElementException("the epoch is over");
            }
            int from = next++ * size;
            int length = Math.min(size, order.length - from);
            long[] chosen = Arrays.copyOfRange(order, from, from + length);
            try (Tensor index = Tensor.of(chosen)) {
                return columns.stream()
                        .map(column -> column.indexSelect(0, index.to(column.device())))
                        .toList();
            }
        }
    }
}
