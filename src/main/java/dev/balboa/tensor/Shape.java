package dev.balboa.tensor;

import java.util.Arrays;

/// The sizes of a tensor, outermost first. A scalar has rank 0. Immutable.
public final class Shape {
    /// The shape of a scalar.
    public static final Shape SCALAR = new Shape(new long[0]);

    static final int MAX_RANK = 64; // libtorch's own limit

    private final long[] sizes;

    private Shape(long[] sizes) {
        this.sizes = sizes;
    }

    /// @param sizes zero or more sizes, none negative
    /// @throws IllegalArgumentException for a negative size, more than 64 of them, or more elements
    ///     than fit a long
    public static Shape of(long... sizes) {
        if (sizes.length > MAX_RANK) {
            throw new IllegalArgumentException(
                    "rank: " + sizes.length + " (expected: at most " + MAX_RANK + ")");
        }
        for (long size : sizes) {
            if (size < 0) {
                throw new IllegalArgumentException(
                        "size: " + size + " in " + Arrays.toString(sizes) + " (expected: >= 0)");
            }
        }
        Shape shape = new Shape(sizes.clone());
        shape.numel();
        return shape;
    }

    static Shape adopt(long[] sizes) {
        return new Shape(sizes);
    }

    /// The number of dimensions.
    public int rank() {
        return sizes.length;
    }

    /// The size of dimension `d`; negative ones count from the end.
    ///
    /// @throws IndexOutOfBoundsException if there is no such dimension
    public long get(int d) {
        int index = d < 0 ? d + sizes.length : d;
        if (index < 0 || index >= sizes.length) {
            throw new IndexOutOfBoundsException("dimension " + d + " of shape " + this);
        }
        return sizes[index];
    }

    /// The number of elements.
    ///
    /// @throws IllegalArgumentException if they do not fit a long
    public long numel() {
        long product = 1;
        for (long size : sizes) {
            if (size == 0) return 0;
        }
        for (long size : sizes) {
            if (Math.multiplyHigh(product, size) != 0 || product * size < 0) {
                throw new IllegalArgumentException(
                        "shape " + this + " has more elements than fit a long");
            }
            product *= size;
        }
        return product;
    }

    /// A copy of the sizes.
    public long[] toArray() {
        return sizes.clone();
    }

    long[] sizes() {
        return sizes;
    }

    /// Two shapes are equal if their sizes are.
    @Override
    public boolean equals(Object other) {
        return other instanceof Shape shape && Arrays.equals(sizes, shape.sizes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(sizes);
    }

    /// `[2, 3]`.
    @Override
    public String toString() {
        return Arrays.toString(sizes);
    }
}
