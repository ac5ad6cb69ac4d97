package dev.balboa.tensor;

import dev.balboa.internal.ffm.ProcessAbi;

/// Threads inside one operation (OpenMP and the BLAS together).
public final class Threads {
    /// The most threads that an operation may be given.
    public static final int MOST = 1024;

    private Threads() {}

    /// Sets how many threads an operation may use.
    ///
    /// @throws IllegalArgumentException unless it is from 1 to [#MOST]
    public static void set(int threads) {
        if (threads < 1 || threads > MOST) {
            throw new IllegalArgumentException(
                    "threads: " + threads + " (expected: 1 to " + MOST + ")");
        }
        Native.require();
        Errors.check(ProcessAbi.setNumThreads(threads), "Threads.set");
    }

    /// How many threads an operation may use.
    public static int get() {
        Native.require();
        return ProcessAbi.numThreads();
    }
}
