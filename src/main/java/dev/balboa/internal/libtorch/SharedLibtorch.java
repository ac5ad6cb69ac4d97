package dev.balboa.internal.libtorch;

import java.io.IOException;
import java.nio.file.Path;

/// Initialises the presets' Java classes on the libtorch that Balboa has loaded.
///
/// Two copies of libtorch in one process abort it, so this is refused before the presets' loader
/// runs unless it would open the very file that is loaded.
public final class SharedLibtorch {
    private static final String TENSOR = "org.bytedeco.pytorch.Tensor";
    private static final String OPENBLAS = "org.bytedeco.openblas.global.openblas";
    private static final String OPENBLAS_CHOICE = "org.bytedeco.openblas.load";

    private static boolean ready;

    private SharedLibtorch() {}

    /// Makes the presets' tensors usable; the first call loads their JNI library.
    ///
    /// @throws LibtorchUnavailable if their classes are missing or would bring another libtorch
    public static synchronized void require() {
        if (ready) return;
        Installation loaded = Libtorch.load();
        find(TENSOR, "pytorch:2.10.0-1.5.13");
        find(OPENBLAS, "openblas:0.3.31-1.5.13");
        requireSameFile(loaded);
        requireSameBlas(loaded);
        initialise();
        ready = true;
    }

    private static Class<?> find(String name, String artifact) {
        try {
            return Class.forName(name, false, SharedLibtorch.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new LibtorchUnavailable(
                    "the JavaCPP presets' classes are not on the class path: add org.bytedeco:%s (without a classifier)"
                            .formatted(artifact),
                    e);
        }
    }

    private static void requireSameFile(Installation loaded) {
        try {
            Path ours = loaded.folder().resolve("libtorch_cpu.so").toRealPath();
            Path theirs = Presets.libtorch().toRealPath();
            if (ours.equals(theirs)) return;
            throw new LibtorchUnavailable(
                    "the presets would load a second libtorch, %s, beside %s (%s), and the process would abort. Unset BALBOA_LIBTORCH (or balboa.libtorch) to share the presets' one"
                            .formatted(theirs, ours, loaded.origin()));
        } catch (IOException e) {
            throw new LibtorchUnavailable("libtorch's files cannot be compared: " + e, e);
        }
    }

    // If the presets came first, libgomp and OpenBLAS started with threads that spin: right
    // results,
    // up to 58 times later.
    private static void requireSameBlas(Installation loaded) {
        if (loaded.blas().equals(Presets.blas())) return;
        throw new LibtorchUnavailable(
                "the presets' classes were used before Balboa, so that libtorch runs on OpenBLAS and not on MKL. Call PresetTensors.load() before the first use of org.bytedeco.pytorch, or start with -Dbalboa.blas=openblas");
    }

    // The presets' loader would open OpenBLAS, with its spinning threads, though libtorch has a
    // BLAS already. The choice is put back, so that OpenBLAS's own classes still work.
    private static void initialise() {
        String before = System.getProperty(OPENBLAS_CHOICE);
        if (before == null) System.setProperty(OPENBLAS_CHOICE, "none");
        try {
            Class.forName(TENSOR, true, SharedLibtorch.class.getClassLoader());
        } catch (ClassNotFoundException | LinkageError e) {
            throw new LibtorchUnavailable(
                    "the presets' JNI library cannot be loaded: %s. The jars org.bytedeco:pytorch with and without classifier must be of one version, 2.10.0-1.5.13"
                            .formatted(e.getMessage()),
                    e);
        } finally {
            if (before == null) System.clearProperty(OPENBLAS_CHOICE);
        }
    }
}
