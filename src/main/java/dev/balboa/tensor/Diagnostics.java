package dev.balboa.tensor;

import dev.balboa.internal.ffm.Abi;
import dev.balboa.internal.libtorch.Installation;
import dev.balboa.internal.libtorch.JpegLibrary;
import dev.balboa.internal.libtorch.Libtorch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// What was found on this machine and how Balboa uses it; `balboa doctor` prints it.
public final class Diagnostics {
    private static final Path MAPS = Path.of("/proc/self/maps");

    private Diagnostics() {}

    /// Facts in the order to read them. Loads libtorch; if that fails, the reason is among the
    /// facts.
    public static Map<String, String> report() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("java", System.getProperty("java.vm.name") + " " + Runtime.version());
        facts.put(
                "system",
                "%s %s, %d processors"
                        .formatted(
                                System.getProperty("os.name"),
                                System.getProperty("os.arch"),
                                Runtime.getRuntime().availableProcessors()));
        try {
            addNative(facts);
        } catch (LibtorchException e) {
            facts.put("libtorch", "not loaded: " + e.getMessage());
        }
        return facts;
    }

    private static void addNative(Map<String, String> facts) {
        Installation installation = Native.installation();
        facts.put("libtorch", installation.version() + " from " + installation.origin());
        facts.put("libtorch folder", installation.folder().toString());
        facts.put(
                "native part",
                installation.shim()
                        + ", built for "
                        + Abi.torchVersion()
                        + " from sources "
                        + Abi.sourceHash().substring(0, 12));
        facts.put("BLAS", installation.blas());
        facts.put(
                "linear algebra",
                installation.needsLargeStacks()
                        ? "on threads with 16 MB stacks"
                        : "on the calling thread");
        facts.put("CUDA", Libtorch.cudaState() + ", " + Device.cudaCount() + " devices");
        facts.put("threads", Integer.toString(Threads.get()));
        facts.put("OpenMP libraries", String.join(", ", loaded("gomp", "iomp", "libomp")));
        facts.put("BLAS libraries", String.join(", ", loaded("mkl", "openblas")));
        facts.put("JPEG files", JpegLibrary.state());
        facts.put("allocator", Memory.cachingWanted() ? "caching" : "system");
        facts.put("memory limit", Memory.limit() / (1 << 20) + " MiB");
    }

    /// What is wrong, each with its remedy; empty if nothing is.
    public static List<String> problems() {
        List<String> problems = new ArrayList<>();
        try {
            Native.require();
        } catch (LibtorchException e) {
            return List.of(e.getMessage());
        }
        List<String> openMp = loaded("gomp", "iomp", "libomp");
        if (openMp.size() > 1) {
            problems.add(
                    "more than one OpenMP library is loaded (%s): their threads fight; load libtorch before other native libraries"
                            .formatted(String.join(", ", openMp)));
        }
        if (Native.installation().needsLargeStacks()) {
            problems.add(
                    "OpenBLAS is in use: products beside pointwise loops are slower than with MKL; add org.bytedeco:mkl:2025.3-1.5.13:linux-x86_64-redist to the class path");
        }
        return problems;
    }

    /// File names of loaded libraries whose names contain one of `parts`.
    public static List<String> loaded(String... parts) {
        TreeSet<String> names = new TreeSet<>();
        try {
            for (String line : Files.readAllLines(MAPS)) {
                int slash = line.lastIndexOf('/');
                if (slash < 0) continue;
                String name = line.substring(slash + 1);
                if (!name.contains(".so")) continue;
                for (String part : parts) {
                    if (name.contains(part)) names.add(name);
                }
            }
        } catch (IOException e) {
            return List.of("unknown: " + MAPS + " cannot be read");
        }
        return List.copyOf(names);
    }
}
