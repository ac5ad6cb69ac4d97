package dev.balboa.tensor;

import dev.balboa.internal.ffm.ProcessAbi;

/// Threads inside one operation (OpenMP and the BLAS together).
public final class Threads {
    private Threads() {}

    /// Sets how many threads an operation may use.
    ///
    /// @throws IllegalArgumentException unless it is from 1 to 1,024
    public static void set(int threads) {
        if (threads < 1 || threads > 1024) {
            throw new IllegalArgumentException("threads: " + threads + " (expected: 1 to 1024)");
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
