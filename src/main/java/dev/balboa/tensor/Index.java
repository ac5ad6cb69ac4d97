package dev.balboa.tensor;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/// One position of `x[...]`, for [Tensor#get(Index...)] and [Tensor#set(Tensor, Index...)].
///
/// ```java
/// x.get(Index.at(0), Index.range(1, 5, 2))          // x[0, 1:5:2]
/// x.get(Index.ellipsis(), Index.newAxis())          // x[..., None]
/// x.get(Index.mask(x.gt(0)))                        // x[x > 0]
/// ```
public sealed interface Index {
    /// One place; the dimension goes away. Negative ones count from the end.
    ///
    /// @param i the place
    record At(long i) implements Index {}

    /// Every `step`-th place from `start` to before `end`.
    ///
    /// @param start the first place; null = 0
    /// @param end the place to stop before; null = the size
    /// @param step at least 1
    record Range(Long start, Long end, long step) implements Index {
        /// @throws IllegalArgumentException if the step is not positive
        public Range {
            if (step < 1) throw new IllegalArgumentException("step: " + step + " (expected: >= 1)");
        }
    }

    /// All dimensions not named otherwise.
    record Ellipsis() implements Index {}

    /// A new dimension of size 1.
    record NewAxis() implements Index {}

    /// The places named by a tensor of integers, or those where a tensor of truth values is true.
    ///
    /// @param tensor int64, or bool with the sizes of the dimensions it covers
    record Of(Tensor tensor) implements Index {}

    /// One place.
    static Index at(long i) {
        return new At(i);
    }

    /// All places of a dimension.
    static Index all() {
        return new Range(null, null, 1);
    }

    /// Places from `start` to before `end`.
    static Index range(long start, long end) {
        return new Range(start, end, 1);
    }

    /// Every `step`-th place from `start` to before `end`.
    static Index range(long start, long end, long step) {
        return new Range(start, end, step);
    }

    /// Places from `start` to the end.
    static Index from(long start) {
        return new Range(start, null, 1);
    }

    /// All dimensions not named otherwise.
    static Index ellipsis() {
        return new Ellipsis();
    }

    /// A new dimension of size 1.
    static Index newAxis() {
        return new NewAxis();
    }

    /// Where `mask` is true; it covers as many dimensions as it has.
    static Index mask(Tensor mask) {
        if (mask.dtype() != DType.BOOL) {
            throw new IllegalArgumentException("mask: " + mask.dtype() + " (expected: bool)");
        }
        if (mask.dim() == 0) {
            throw new IllegalArgumentException("mask: a scalar (expected: at least one dimension)");
        }
        return new Of(mask);
    }

    /// The places that `indices` names.
    static Index of(Tensor indices) {
        return new Of(indices);
    }

    /// A view of `self` with the plain positions applied, and the tensors left for `aten::index`.
    ///
    /// @param view self after selecting, slicing and adding axes
    /// @param tensors one entry per leading dimension of the view, null where none indexes it;
    ///     empty if none does
    record Applied(Tensor view, List<Tensor> tensors) {
        static Applied to(Tensor self, Index[] positions) {
            Tensor view = self;
            List<Tensor> tensors = new ArrayList<>();
            int dim = 0;
            for (int i = 0; i < positions.length; i++) {
                Objects.requireNonNull(positions[i], "index: null (expected: an Index)");
                switch (positions[i]) {
                    case At at -> view = view.select(dim, at.i());
                    case Range range ->
                            view = view.slice(dim++, range.start(), range.end(), range.step());
                    case NewAxis _ -> view = view.unsqueeze(dim++);
                    case Ellipsis _ -> dim = view.dim() - covered(self, positions, i);
                    case Of of -> dim = place(tensors, dim, of.tensor());
                }
            }
            return new Applied(view, tensors);
        }

        // Dimensions of the view that the positions after an ellipsis stand for.
        private static int covered(Tensor self, Index[] positions, int ellipsis) {
            int after = 0;
            for (int i = 0; i < positions.length; i++) {
                if (i == ellipsis) continue;
                if (positions[i] instanceof Ellipsis) {
                    throw new IllegalArgumentException("only one ellipsis can stand in an index");
                }
                if (i > ellipsis) after += dimensions(positions[i]);
            }
            return after;
        }

        private static int dimensions(Index position) {
            return switch (position) {
                case NewAxis _, Ellipsis _ -> 0;
                case At _, Range _ -> 1;
                case Of of -> of.tensor().dtype() == DType.BOOL ? of.tensor().dim() : 1;
            };
        }

        private static int place(List<Tensor> tensors, int dim, Tensor index) {
            while (tensors.size() < dim) tensors.add(null);
            if (index.dtype() != DType.BOOL) {
                tensors.add(index);
                return dim + 1;
            }
            // A mask over k dimensions is k lists of places.
            tensors.addAll(index.nonzero().unbind(1));
            return dim + index.dim();
        }

        boolean isPlain() {
            return tensors.isEmpty() || tensors.equals(Collections.nCopies(tensors.size(), null));
        }
    }
}
