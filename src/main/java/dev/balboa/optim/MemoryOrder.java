package dev.balboa.optim;

import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import java.util.Comparator;
import java.util.stream.IntStream;

/// How the values of a tensor without gaps follow each other in memory.
///
/// @param shape      of the tensor
/// @param strides    of the tensor
/// @param dims       its dimensions, the one of the longest stride first
/// @param contiguous whether that is their order already
record MemoryOrder(Shape shape, long[] strides, int[] dims, boolean contiguous) {

    /// The order of a tensor that is made like another, which may have gaps.
    static MemoryOrder like(Tensor tensor) {
        try (Scope _ = Scope.open()) {
            Tensor dense = Tensor.emptyLike(tensor);
            long[] strides = dense.strides();
            int[] dims =
                    IntStream.range(0, strides.length)
                            .boxed()
                            .sorted(Comparator.comparingLong(i -> -strides[i]))
                            .mapToInt(Integer::intValue)
                            .toArray();
            return new MemoryOrder(dense.shape(), strides, dims, dense.isContiguous());
        }
    }

    /// Whether a tensor of the same sizes has it. The strides of dimensions of size 1 mean nothing.
    boolean isOf(Tensor tensor) {
        long[] others = tensor.strides();
        for (int i = 0; i < strides.length; i++) {
            if (shape.get(i) != 1 && others[i] != strides[i]) return false;
        }
        return true;
    }

    /// A contiguous view of a tensor that has it.
    Tensor view(Tensor tensor) {
        return contiguous ? tensor : tensor.permute(dims);
    }
}
