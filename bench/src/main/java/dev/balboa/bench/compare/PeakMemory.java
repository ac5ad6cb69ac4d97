package dev.balboa.bench.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The largest resident memory of this process since the last reset, as the kernel counts it.
final class PeakMemory {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path RESET = Path.of("/proc/self/clear_refs");
    private static final double KILOBYTES_PER_MB = 1024;

    private PeakMemory() {}

    /// Starts to count anew.
    ///
    /// @return the resident memory now, in MB
    static double reset() throws IOException {
        Files.writeString(RESET, "5");
        return read("VmRSS:");
    }

    static double megabytes() throws IOException {
        return read("VmHWM:");
    }

    private static double read(String key) throws IOException {
        String line =
                Files.readAllLines(STATUS).stream()
                        .filter(l -> l.startsWith(key))
                        .findFirst()
                        .orElseThrow();
        return Double.parseDouble(line.replaceAll("[^0-9]", "")) / KILOBYTES_PER_MB;
    }
}
