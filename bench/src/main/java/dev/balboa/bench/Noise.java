package dev.balboa.bench;

/// Pseudo-random numbers that are the same here and in `bench/python/noise.py`: multiples of 2⁻¹⁶
/// between −½ and ½.
final class Noise {
    /// Numbers in a row.
    static final int DIMS = 128;

    private static final long PRIME = 65_521;

    private Noise() {}

    /// One of them.
    static float at(long row, long column) {
        long h = (row * 7_919 + column * 104_729 + 97) % PRIME;
        h = h * h % PRIME;
        h = (h * 31 + row + column) % PRIME;
        return (h * h % PRIME - PRIME / 2) / 65_536f;
    }

    /// As many as asked for, from the start of a row on.
    static float[] values(long firstRow, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) values[i] = at(firstRow + i / DIMS, i % DIMS);
        return values;
    }
}
