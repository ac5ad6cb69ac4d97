package dev.balboa.nn;

import dev.balboa.tensor.DType;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Random;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import java.util.List;
import java.util.OptionalLong;

/// A table of `count` rows of `width` numbers: an index becomes its row.
///
/// Key: `weight` `[count, width]`. Initial values: standard normal, PyTorch's default; the padding
/// row, if there is one, is 0 and gets no gradient.
public final class Embedding implements Layer {

    private final OptionalLong paddingIndex;
    private final Parameter weight;

    private Embedding(long count, long width, OptionalLong paddingIndex, Generator generator) {
        Check.atLeast("count", count, 1);
        Check.atLeast("width", width, 1);
        paddingIndex.ifPresent(index -> requireRow(index, count));
        this.paddingIndex = paddingIndex;
        this.weight =
                Parameter.trained(
                        "weight",
                        () -> {
                            Tensor rows = Tensor.empty(Shape.of(count, width));
                            Random.normal_(rows, 0, 1, generator);
                            paddingIndex.ifPresent(index -> rows.select(0, index).zero_());
                            return rows;
                        });
    }

    private static void requireRow(long index, long count) {
        if (index < 0 || index >= count) {
            throw new IllegalArgumentException(
                    "paddingIndex: " + index + " (expected: 0 to " + (count - 1) + ")");
        }
    }

    /// A table without padding.
    ///
    /// @param count     number of rows, at least 1
    /// @param width     numbers of a row, at least 1
    /// @param generator draws the initial values
    /// @return the layer
    public static Embedding of(long count, long width, Generator generator) {
        return new Embedding(count, width, OptionalLong.empty(), generator);
    }

    /// A table with a row that stands for padding: it starts as 0 and is never trained.
    ///
    /// @param count        number of rows, at least 1
    /// @param width        numbers of a row, at least 1
    /// @param paddingIndex the row, from 0
    /// @param generator    draws the initial values
    /// @return the layer
    /// @throws IllegalArgumentException when there is no such row
    public static Embedding withPadding(
            long count, long width, long paddingIndex, Generator generator) {
        return new Embedding(count, width, OptionalLong.of(paddingIndex), generator);
    }

    @Override
    public List<Parameter> slots() {
        return List.of(weight);
    }

    /// Looks rows up.
    ///
    /// @param x int64 or int32 of any shape `[…]`, each 0 to `count − 1`. An index outside is an
    ///     error of libtorch's; on CUDA, as in PyTorch, the device cannot be used after it
    /// @return `[…, width]`
    /// @throws IllegalArgumentException when the indices are of another type
    @Override
    public Tensor forward(Tensor x) {
        if (x.dtype() != DType.INT64 && x.dtype() != DType.INT32) {
            throw new IllegalArgumentException(
                    "Embedding: input " + x.dtype() + " (expected: int64 or int32 indices)");
        }
        return LayerOperators.embedding(x, weight.tensor(), paddingIndex.orElse(-1));
    }
}
