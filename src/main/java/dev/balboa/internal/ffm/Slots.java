package dev.balboa.internal.ffm;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Native memory for the arguments and results of one call through the boxed door: `bal_slot`s of
/// 16 bytes (tag, length, value), then the data of lists and strings. Reused from call to call; not
/// thread-safe.
public final class Slots {
    /// `bal_tag`.
    public static final int DEFAULT = 0, NONE = 1, TENSOR = 2, INT = 3, DOUBLE = 4, BOOL = 5;

    /// `bal_tag`.
    public static final int COMPLEX = 6,
            STRING = 7,
            INTS = 8,
            DOUBLES = 9,
            BOOLS = 10,
            TENSORS = 11;

    /// `bal_tag`.
    public static final int SCALARS = 12, DTYPE = 13, DEVICE = 14, LAYOUT = 15, MEMORY_FORMAT = 16;

    /// `bal_tag`.
    public static final int GENERATOR = 17, STRINGS = 18;

    /// More arguments than any operator has; the longest of libtorch 2.10 has 28.
    public static final int MAX_ARGUMENTS = 64;

    private static final int MAX_RESULTS = 16;
    private static final long SLOT = 16;
    private static final long ARGUMENTS = 0;
    private static final long RESULTS = MAX_ARGUMENTS * SLOT;
    private static final long RESULT_COUNT = RESULTS + MAX_RESULTS * SLOT;
    private static final long FRAME = RESULT_COUNT + SLOT;
    private static final long INITIAL_DATA = 1024;

    private final MemorySegment memory = Arena.ofAuto().allocate(FRAME, 16);
    private final long address = memory.address();
    private MemorySegment data = Arena.ofAuto().allocate(INITIAL_DATA, 16);
    // Memory that earlier arguments of the same call point into.
    private final List<MemorySegment> outgrown = new ArrayList<>();
    // Lists that arguments point into.
    private final List<Slots> referenced = new ArrayList<>(0);
    private long used;
    private int count;

    /// Forgets the arguments of the last call.
    public void clear() {
        count = 0;
        used = 0;
        if (!outgrown.isEmpty()) outgrown.clear();
        if (!referenced.isEmpty()) referenced.clear();
    }

    /// Arguments so far.
    public int count() {
        return count;
    }

    /// Adds an argument that is its 64-bit value: a tensor, integer, boolean, dtype, device,
    /// layout, format, generator.
    public void add(int tag, long value) {
        write(memory, ARGUMENTS + SLOT * count++, tag, 0, value);
    }

    /// Changes the value of argument `i`.
    public void setValue(int i, long value) {
        memory.set(JAVA_LONG, ARGUMENTS + SLOT * i + 8, value);
    }

    /// Adds a floating-point number.
    public void add(double value) {
        add(DOUBLE, Double.doubleToRawLongBits(value));
    }

    /// Adds a complex number.
    public void addComplex(double re, double im) {
        long place = reserve(16);
        data.set(JAVA_DOUBLE, place, re);
        data.set(JAVA_DOUBLE, place + 8, im);
        write(memory, ARGUMENTS + SLOT * count++, COMPLEX, 0, data.address() + place);
    }

    /// Adds a list of integers ([#INTS]) or tensors ([#TENSORS]).
    public void add(int tag, long[] values) {
        long place = reserve(8L * values.length);
        MemorySegment.copy(values, 0, data, JAVA_LONG, place, values.length);
        write(memory, ARGUMENTS + SLOT * count++, tag, values.length, data.address() + place);
    }

    /// Adds a list of numbers.
    public void add(double[] values) {
        long place = reserve(8L * values.length);
        MemorySegment.copy(values, 0, data, JAVA_DOUBLE, place, values.length);
        write(memory, ARGUMENTS + SLOT * count++, DOUBLES, values.length, data.address() + place);
    }

    /// Adds a list of booleans.
    public void add(boolean[] values) {
        long place = reserve(values.length);
        for (int i = 0; i < values.length; i++)
            data.set(JAVA_BYTE, place + i, (byte) (values[i] ? 1 : 0));
        write(memory, ARGUMENTS + SLOT * count++, BOOLS, values.length, data.address() + place);
    }

    /// Adds a string.
    public void add(String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        long place = reserve(bytes.length);
        MemorySegment.copy(bytes, 0, data, JAVA_BYTE, place, bytes.length);
        write(memory, ARGUMENTS + SLOT * count++, STRING, bytes.length, data.address() + place);
    }

    /// Adds a list whose elements were written with the methods above to `elements`.
    public void addList(int tag, Slots elements) {
        referenced.add(elements);
        write(
                memory,
                ARGUMENTS + SLOT * count++,
                tag,
                elements.count,
                elements.address + ARGUMENTS);
    }

    /// Makes the call.
    ///
    /// @param op a `bal_operator_find` result
    /// @param wantResults false drops what the operator returns
    /// @return a `bal_status`
    public int call(long op, boolean wantResults) {
        return Abi.call(
                op,
                address,
                count,
                address + RESULTS,
                wantResults ? MAX_RESULTS : 0,
                address + RESULT_COUNT);
    }

    /// Results of the last call.
    public int results() {
        return memory.get(JAVA_INT, RESULT_COUNT);
    }

    /// The tag of result `i`.
    public int tag(int i) {
        return memory.get(JAVA_INT, RESULTS + SLOT * i);
    }

    /// The 64-bit value of result `i`.
    public long value(int i) {
        return memory.get(JAVA_LONG, RESULTS + SLOT * i + 8);
    }

    /// The list of 64-bit values that result `i` is.
    public long[] longs(int i) {
        return list(i, 8).toArray(JAVA_LONG);
    }

    /// The list of numbers that result `i` is.
    public double[] doubles(int i) {
        return list(i, 8).toArray(JAVA_DOUBLE);
    }

    /// The list of booleans that result `i` is.
    public boolean[] booleans(int i) {
        MemorySegment bytes = list(i, 1);
        boolean[] values = new boolean[(int) bytes.byteSize()];
        for (int k = 0; k < values.length; k++) values[k] = bytes.get(JAVA_BYTE, k) != 0;
        return values;
    }

    /// The string that result `i` is.
    public String string(int i) {
        return new String(list(i, 1).toArray(JAVA_BYTE), StandardCharsets.UTF_8);
    }

    /// The two parts of the complex number that result `i` is.
    public double[] complex(int i) {
        return MemorySegment.ofAddress(value(i)).reinterpret(16).toArray(JAVA_DOUBLE);
    }

    /// (tag, value) pairs of the list of mixed values that result `i` is.
    public long[][] mixed(int i) {
        MemorySegment slots = list(i, SLOT);
        long[][] values = new long[(int) (slots.byteSize() / SLOT)][];
        for (int k = 0; k < values.length; k++) {
            values[k] =
                    new long[] {slots.get(JAVA_INT, SLOT * k), slots.get(JAVA_LONG, SLOT * k + 8)};
        }
        return values;
    }

    private MemorySegment list(int i, long elementBytes) {
        int length = memory.get(JAVA_INT, RESULTS + SLOT * i + 4);
        return MemorySegment.ofAddress(value(i)).reinterpret(length * elementBytes);
    }

    private static void write(MemorySegment memory, long offset, int tag, int length, long value) {
        memory.set(JAVA_INT, offset, tag);
        memory.set(JAVA_INT, offset + 4, length);
        memory.set(JAVA_LONG, offset + 8, value);
    }

    // Slots written earlier point into the old memory, so growing keeps it instead of copying.
    private long reserve(long bytes) {
        long place = (used + 15) & ~15L;
        if (place + bytes > data.byteSize()) {
            MemorySegment old = data;
            data = Arena.ofAuto().allocate(Math.max(2 * old.byteSize(), bytes), 16);
            outgrown.add(old);
            place = 0;
        }
        used = place + bytes;
        return place;
    }
}
