package dev.balboa.tensor;

import dev.balboa.internal.ffm.ProcessAbi;
import dev.balboa.internal.ffm.TensorAbi;
import java.lang.management.ManagementFactory;

/// What lives in native memory, exactly, and how much may.
///
/// CPU tensors come from a caching allocator: freed blocks wait for the next tensor of their size,
/// so a training loop in its steady state faults no pages. Figures count the storage of CPU
/// tensors, in bytes; the scratch memory of matrix products and convolutions is not among them.
///
/// System properties: `balboa.memory.limit` (bytes, or with K, M, G; default: the container's or
/// machine's memory less the Java heap), `balboa.memory.cache` (what may wait in the cache;
/// default: a quarter of the limit), and `balboa.memory.allocator` (`caching`, or `system` for
/// libtorch's own, which keeps no figures).
public final class Memory {
    private static final long SMALLEST_DEFAULT = 512L << 20;

    private Memory() {}

    /// Tensor objects whose native side lives: one per [Tensor] not yet closed.
    public static long liveTensors() {
        Native.require();
        return TensorAbi.liveTensors();
    }

    /// Bytes asked for by CPU tensors that live, gradients and graph-held ones included.
    public static long liveBytes() {
        return figure(0);
    }

    /// The highest [#liveBytes()] since the start or [#resetPeak()].
    public static long peakBytes() {
        return figure(1);
    }

    /// Bytes that wait in the cache.
    public static long cachedBytes() {
        return figure(2);
    }

    /// The limit on live and cached bytes together.
    public static long limit() {
        return figure(3);
    }

    /// Allocations since the start.
    public static long allocations() {
        return figure(4);
    }

    /// Allocations that the cache could not serve.
    public static long systemAllocations() {
        return figure(5);
    }

    /// Tensors that were dropped without `close` outside every scope, and freed by the collector.
    /// Each is a small bug.
    public static long caught() {
        return Net.caught();
    }

    /// Sets the limit and a quarter of it for the cache.
    ///
    /// @throws IllegalArgumentException if it is not positive
    public static void setLimit(long bytes) {
        if (bytes <= 0)
            throw new IllegalArgumentException("limit: " + bytes + " (expected: > 0 bytes)");
        Native.require();
        ProcessAbi.allocatorLimit(bytes, bytes / 4);
    }

    /// Gives the cache back to the system.
    public static void emptyCache() {
        Native.require();
        ProcessAbi.allocatorEmptyCache();
    }

    /// Makes [#peakBytes()] start again from what lives now.
    public static void resetPeak() {
        Native.require();
        ProcessAbi.allocatorResetPeak();
    }

    /// Chooses the allocator of new tensors: the caching one, or libtorch's own. Living tensors
    /// stay with theirs.
    public static void useCaching(boolean enabled) {
        Native.require();
        ProcessAbi.allocatorInstall(enabled ? 1 : 0);
    }

    static boolean cachingWanted() {
        String allocator = System.getProperty("balboa.memory.allocator", "caching");
        return switch (allocator) {
            case "caching" -> true;
            case "system" -> false;
            default ->
                    throw new IllegalArgumentException(
                            "balboa.memory.allocator: "
                                    + allocator
                                    + " (expected: caching or system)");
        };
    }

    static void applyDefaults() {
        String given = System.getProperty("balboa.memory.limit");
        long limit = given == null ? defaultLimit() : parse("balboa.memory.limit", given);
        String cache = System.getProperty("balboa.memory.cache");
        ProcessAbi.allocatorLimit(
                limit, cache == null ? limit / 4 : parse("balboa.memory.cache", cache));
    }

    // The JVM already knows the container's limit.
    private static long defaultLimit() {
        long machine =
                ((com.sun.management.OperatingSystemMXBean)
                                ManagementFactory.getOperatingSystemMXBean())
                        .getTotalMemorySize();
        return Math.max(
                machine - Runtime.getRuntime().maxMemory(),
                Math.min(machine / 2, SMALLEST_DEFAULT));
    }

    static long parse(String name, String text) {
        String digits = text.strip();
        int shift =
                digits.isEmpty()
                        ? 0
                        : switch (Character.toUpperCase(digits.charAt(digits.length() - 1))) {
                            case 'K' -> 10;
                            case 'M' -> 20;
                            case 'G' -> 30;
                            default -> 0;
                        };
        if (shift > 0) digits = digits.substring(0, digits.length() - 1);
        try {
            long value = Long.parseLong(digits);
            if (value > 0 && value <= Long.MAX_VALUE >> shift) return value << shift;
        } catch (NumberFormatException e) {
            // falls through to the one message for every wrong value
        }
        throw new IllegalArgumentException(
                name + ": " + text + " (expected: a positive number of bytes, as 2G or 512M)");
    }

    private static long figure(int i) {
        Native.require();
        ThreadState state = ThreadState.current();
        ProcessAbi.memoryFigures(state.outAddress);
        return state.out(i);
    }
}
