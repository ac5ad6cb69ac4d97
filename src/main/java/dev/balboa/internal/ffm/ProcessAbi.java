package dev.balboa.internal.ffm;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;

/// Threads, devices, the allocator, and the loops in C++ that benchmarks compare with.
///
/// Arguments named `...Address` are C pointers; statuses are those of `bal_status`, and
/// [Abi#lastError()] must be read at once after one that is not [Abi#OK]. A `Throwable` out of a
/// method handle is a bug in this file.
public final class ProcessAbi {
    private static final MethodHandle SET_NUM_THREADS =
            NativeLibraries.bind("bal_set_num_threads", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle NUM_THREADS =
            NativeLibraries.bind("bal_num_threads", FunctionDescriptor.of(JAVA_INT));
    private static final MethodHandle CUDA_DEVICES =
            NativeLibraries.bind("bal_cuda_devices", FunctionDescriptor.of(JAVA_INT));
    private static final MethodHandle ON_LARGE_STACK =
            NativeLibraries.bind("bal_on_large_stack", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle INSTALL_EXIT_HANDLER =
            NativeLibraries.bind("bal_install_exit_handler", FunctionDescriptor.ofVoid());
    private static final MethodHandle JPEG_OPEN =
            NativeLibraries.bind("bal_jpeg_open", FunctionDescriptor.of(JAVA_INT, JAVA_LONG));
    private static final MethodHandle ALLOCATOR_INSTALL =
            NativeLibraries.bind("bal_allocator_install", FunctionDescriptor.ofVoid(JAVA_INT));
    private static final MethodHandle ALLOCATOR_LIMIT =
            NativeLibraries.bind(
                    "bal_allocator_limit", FunctionDescriptor.ofVoid(JAVA_LONG, JAVA_LONG));
    private static final MethodHandle ALLOCATOR_RECLAIM =
            NativeLibraries.bind("bal_allocator_reclaim", FunctionDescriptor.ofVoid(JAVA_LONG));
    private static final MethodHandle ALLOCATOR_EMPTY_CACHE =
            NativeLibraries.bind("bal_allocator_empty_cache", FunctionDescriptor.ofVoid());
    private static final MethodHandle ALLOCATOR_RESET_PEAK =
            NativeLibraries.bind("bal_allocator_reset_peak", FunctionDescriptor.ofVoid());
    private static final MethodHandle MEMORY_FIGURES =
            NativeLibraries.bind(
                    "bal_memory_figures",
                    FunctionDescriptor.ofVoid(JAVA_LONG),
                    Linker.Option.critical(false));
    private static final MethodHandle BENCH_MUL =
            NativeLibraries.bind(
                    "bal_bench_mul",
                    FunctionDescriptor.of(JAVA_DOUBLE, JAVA_LONG, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle BENCH_BACKWARD =
            NativeLibraries.bind(
                    "bal_bench_backward",
                    FunctionDescriptor.of(JAVA_DOUBLE, JAVA_LONG, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle BENCH_PRODUCT_POINTWISE =
            NativeLibraries.bind(
                    "bal_bench_product_pointwise",
                    FunctionDescriptor.of(JAVA_DOUBLE, JAVA_LONG, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle BENCH_TEMPORARIES =
            NativeLibraries.bind(
                    "bal_bench_temporaries",
                    FunctionDescriptor.of(JAVA_DOUBLE, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle BENCH_MULTIPLY_ADDS =
            NativeLibraries.bind(
                    "bal_bench_multiply_adds",
                    FunctionDescriptor.of(JAVA_DOUBLE, JAVA_LONG, JAVA_LONG));

    private ProcessAbi() {}

    /// `bal_set_num_threads` of balboa.h.
    public static int setNumThreads(int threads) {
        try {
            return (int) SET_NUM_THREADS.invokeExact(threads);
        } catch (Throwable t) {
            throw Abi.linkageBug(t);
        }
    }

    /// `bal_num_threads` of balboa.h.
    public static int numThreads() {
        try {
            return (int) NUM_THREADS.invokeExact();
        } catch (Throwable t) {
            throw Abi.linkageBug(t);
        }
    }

    /// `bal_cuda_devices` of balboa.h.
    public static int cudaDevices() {
        try {
            return (int) CUDA_DEVICES.invokeExact();
        } catch (Throwable t) {
            throw Abi.linkageBug(t);
        }
    }

    /// `bal_on_large_stack` of balboa.h.
    public static int onLargeStack(int enabled) {
        try {
            return (int) ON_LARGE_STACK.invokeExact(enabled);
        } catch (Throwable t) {
            throw Abi.linkageBug(t);
        }
    }

    /// `bal_install_exit_handler` of balboa.h.
    public static void installExitHandler() {
        try {
            INSTALL_EXIT_HANDLER.invokeExact();
        } catch (Throwable t) {
            throw Abi.linkageBug(t);
        }
    }

    /// `bal_jpeg_open` of balboa.h.
    public static int jpegOpen(long libraryAddress) {
        try {
            return (int) JPEG_OPEN.invokeExact(libraryAddress);
        } catch (Throwable t) {
            throw Abi.linkageBug(t);
        }
    }

    /// `bal_allocator_install` of balboa.h.
    public static void allocatorInstall(int caching) {
        try {
            ALLOCATOR_INSTALL.invokeExact(caching);
        } catch (Throwable t) {
            throw Abi.linkageBug(t);
        }
    }

    /// `bal_allocator_limit` of balboa.h.
    public static void allocatorLimit(long bytes, long cacheBytes) {
        try {
            ALLOCATOR_LIMIT.invokeExact(bytes, cacheBytes);
        } catch (Throwable t) {
            throw Abi.linkageBug(t);
        }
    }

    /// `bal_allocator_reclaim` of balboa.h.
    public static void allocatorReclaim(long callbackAddress) {
        try {
            ALLOCATOR_RECLAIM.invokeExact(callbackAddress);
        } catch (Throwable t) {
            throw Abi.linkageBug(t);
        }
    }

    /// `bal_allocator_empty_cache` of balboa.h.
    public static void allocatorEmptyCache() {
        try {
            ALLOCATOR_EMPTY_CACHE.invokeExact();
        } catch (Throwable t) {
            throw Abi.linkageBug(t);
        }
    }

    /// `bal_allocator_reset_peak` of balboa.h.
    public static void allocatorResetPeak() {
        try {
            ALLOCATOR_RESET_PEAK.invokeExact();
        } catch (Throwable t) {
            throw Abi.linkageBug(t);
        }
    }

    /// `bal_memory_figures` of balboa.h.
    public static void memoryFigures(long outAddress) {
        try {
            MEMORY_FIGURES.invokeExact(outAddress);
        } catch (Throwable t) {
            throw Abi.linkageBug(t);
        }
    }

    /// `bal_bench_mul` of balboa.h.
    public static double benchMul(long a, long b, long rounds) {
        try {
            return (double) BENCH_MUL.invokeExact(a, b, rounds);
        } catch (Throwable t) {
            throw Abi.linkageBug(t);
        }
    }

    /// `bal_bench_backward` of balboa.h.
    public static double benchBackward(long a, long b, long rounds) {
        try {
            return (double) BENCH_BACKWARD.invokeExact(a, b, rounds);
        } catch (Throwable t) {
            throw Abi.linkageBug(t);
        }
    }

    /// `bal_bench_product_pointwise` of balboa.h.
    public static double benchProductPointwise(long a, long b, long rounds) {
        try {
            return (double) BENCH_PRODUCT_POINTWISE.invokeExact(a, b, rounds);
        } catch (Throwable t) {
            throw Abi.linkageBug(t);
        }
    }

    /// `bal_bench_temporaries` of balboa.h.
    public static double benchTemporaries(long a, long rounds) {
        try {
            return (double) BENCH_TEMPORARIES.invokeExact(a, rounds);
        } catch (Throwable t) {
            throw Abi.linkageBug(t);
        }
    }

    /// `bal_bench_multiply_adds` of balboa.h.
    public static double benchMultiplyAdds(long count, long rounds) {
        try {
            return (double) BENCH_MULTIPLY_ADDS.invokeExact(count, rounds);
        } catch (Throwable t) {
            throw Abi.linkageBug(t);
        }
    }
}
