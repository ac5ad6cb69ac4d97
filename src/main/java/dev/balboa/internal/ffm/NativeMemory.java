package dev.balboa.internal.ffm;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.Consumer;

/// Copies between Java arrays and native addresses, and views of native memory.
public final class NativeMemory {
    private NativeMemory() {}

    /// Copies a whole primitive array to `address`.
    ///
    /// @param array a `float[]`, `double[]`, `long[]`, `int[]`, `short[]` or `byte[]`
    public static void write(long address, Object array) {
        int length = java.lang.reflect.Array.getLength(array);
        ValueLayout layout = layout(array);
        MemorySegment target = at(address, length * layout.byteSize());
        MemorySegment.copy(array, 0, target, layout, 0, length);
    }

    /// Fills a whole primitive array from `address`.
    public static void read(long address, Object array) {
        int length = java.lang.reflect.Array.getLength(array);
        ValueLayout layout = layout(array);
        MemorySegment source = at(address, length * layout.byteSize());
        MemorySegment.copy(source, layout, 0, array, 0, length);
    }

    /// Copies `bytes` bytes of a segment to `address`.
    public static void write(long address, MemorySegment source, long bytes) {
        MemorySegment.copy(source, 0, at(address, bytes), 0, bytes);
    }

    /// A view of native memory that ends with `arena`, when `cleanup` runs.
    public static MemorySegment view(
            long address, long bytes, Arena arena, Consumer<MemorySegment> cleanup) {
        return MemorySegment.ofAddress(address).reinterpret(bytes, arena, cleanup);
    }

    private static MemorySegment at(long address, long bytes) {
        return MemorySegment.ofAddress(address).reinterpret(bytes);
    }

    // Tensor memory is aligned, but a tensor over a user's segment need not be.
    private static ValueLayout layout(Object array) {
        return switch (array) {
            case float[] _ -> JAVA_FLOAT.withByteAlignment(1);
            case double[] _ -> JAVA_DOUBLE.withByteAlignment(1);
            case long[] _ -> JAVA_LONG.withByteAlignment(1);
            case int[] _ -> JAVA_INT.withByteAlignment(1);
            case short[] _ -> JAVA_SHORT.withByteAlignment(1);
            case byte[] _ -> JAVA_BYTE;
            default -> throw new AssertionError(array.getClass());
        };
    }
}
