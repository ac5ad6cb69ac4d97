package dev.balboa.internal.libtorch;

import dev.balboa.internal.ffm.NativeLibraries;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// A folder with libtorch's libraries, ready to be opened.
///
/// @param origin how it was found, for people
/// @param folder holds `libc10.so`, `libtorch_cpu.so` and what they need
/// @param blas the BLAS that will serve it
record LibtorchFolder(String origin, Path folder, String blas) {
    /// The one version whose C++ ABI the shipped shim was built for.
    static final String BUILT_FOR = "2.10";

    // Turns an idle thread of libgomp takes before it sleeps: tenths of a millisecond to a few.
    // The operators of a step follow each other by some 10 µs; sleeping between them and being
    // woken costs a small convolutional network a fifth of its step on two processors. Libgomp's
    // own number is 300,000, which keeps data loaders from a core for longer.
    private static final String SPINS = "100000";

    /// Opens the libraries, libgomp first, so that there is one OpenMP pool in the process.
    ///
    /// @return the version, such as `2.10`
    String open() {
        prepareEnvironment();
        openIfPresent("libgomp");
        openOrExplain("libc10.so");
        MemorySegment cpu = openOrExplain("libtorch_cpu.so");
        String version = version(cpu);
        if (!version.equals(BUILT_FOR) && Settings.shim().isEmpty()) throw otherVersion(version);
        openCuda();
        return version;
    }

    /// The BLAS that libtorch is bound to. Not the one of this folder if other code of the process,
    /// such as the presets' classes, loaded libtorch before Balboa, and OpenBLAS with it.
    String boundBlas() {
        MemorySegment cpu = openOrExplain("libtorch_cpu.so");
        return NativeLibraries.symbol(cpu, "openblas_get_config").isPresent() ? "OpenBLAS" : blas;
    }

    private void prepareEnvironment() {
        NativeLibraries.setEnvironment("GOMP_SPINCOUNT", SPINS);
        switch (blas) {
            // MKL otherwise starts Intel's OpenMP beside libtorch's libgomp.
            case "MKL" -> NativeLibraries.setEnvironment("MKL_THREADING_LAYER", "GNU");
            case "OpenBLAS" -> {
                // Spinning threads of two pools wait for each other: up to 58 times slower without
                // these.
                NativeLibraries.setEnvironment("OMP_WAIT_POLICY", "passive");
                NativeLibraries.setEnvironment("OPENBLAS_THREAD_TIMEOUT", "4");
            }
            default -> {}
        }
    }

    private void openIfPresent(String prefix) {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> found =
                    files.filter(file -> file.getFileName().toString().startsWith(prefix))
                            .sorted()
                            .toList();
            if (!found.isEmpty()) NativeLibraries.open(found.getFirst().toString());
        } catch (IOException e) {
            throw new LibtorchUnavailable("the libtorch folder " + folder + " cannot be read", e);
        }
    }

    private MemorySegment openOrExplain(String name) {
        Path file = folder.resolve(name);
        if (!Files.exists(file)) {
            throw new LibtorchUnavailable(
                    "%s is not in %s (%s). Point BALBOA_LIBTORCH at the `torch` folder of an installed PyTorch %s, or unset it to use the JavaCPP jars"
                            .formatted(name, folder, origin, BUILT_FOR));
        }
        try {
            return NativeLibraries.open(file.toString());
        } catch (UnsatisfiedLinkError e) {
            throw new LibtorchUnavailable(
                    "%s cannot be loaded: %s (%s). %s"
                            .formatted(file, e.getMessage(), origin, remedy(e.getMessage())),
                    e);
        }
    }

    private String remedy(String message) {
        if (message.contains("GLIBC")) {
            return "This system's C library is too old for these binaries: point BALBOA_LIBTORCH at an installed PyTorch, which needs glibc 2.28";
        }
        if (message.contains("cannot open shared object file")) {
            return "That library is not on this system: install what brings it (libcu* and libcudnn* belong to CUDA and cuDNN), or use a libtorch without it";
        }
        if (origin.equals(Installed.ORIGIN)) {
            return "Point BALBOA_LIBTORCH at the `torch` folder of an installed PyTorch "
                    + BUILT_FOR
                    + ", or unset it to use the JavaCPP jars";
        }
        return "If the file is damaged, delete %s and %s and start again"
                .formatted(folder, Path.of(System.getProperty("user.home"), ".javacpp", "cache"));
    }

    // aoti_torch_abi_version is 0x02 0a 00 ...: major, minor, patch, each a byte.
    private String version(MemorySegment cpu) {
        return NativeLibraries.symbol(cpu, "aoti_torch_abi_version")
                .map(NativeLibraries::callForLong)
                .map(code -> (code >>> 56) + "." + (code >>> 48 & 0xff))
                .orElseThrow(() -> otherVersion("older than 2.2"));
    }

    private LibtorchUnavailable otherVersion(String found) {
        return new LibtorchUnavailable(
                "libtorch in %s is version %s, and this Balboa was built for %s. Install PyTorch %s there, or build the native part with `native/build.sh --torch DIR --out LIB` and set BALBOA_NATIVE=LIB"
                        .formatted(folder, found, BUILT_FOR, BUILT_FOR));
    }

    // Needs a driver and many libraries; without them the CPU part still works, and `doctor` shows
    // the reason.
    private void openCuda() {
        Path cuda = folder.resolve("libtorch_cuda.so");
        if (!Files.exists(cuda)) return;
        try {
            NativeLibraries.open(cuda.toString());
            cudaState = "loaded";
        } catch (UnsatisfiedLinkError e) {
            cudaState = "not loaded: " + e.getMessage();
        }
    }

    private static volatile String cudaState = "not part of this libtorch";

    /// Whether CUDA was loaded, and why not.
    static String cudaState() {
        return cudaState;
    }
}
