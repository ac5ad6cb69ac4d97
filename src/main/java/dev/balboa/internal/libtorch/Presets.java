package dev.balboa.internal.libtorch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.Loader;

/// libtorch from the JavaCPP jars on the class path.
///
/// JavaCPP unpacks each library once into its own cache; here they are gathered in one folder of
/// *links*. Links, so that JavaCPP's own classes share the same libtorch (two copies in one process
/// abort), and so that MKL can stand under OpenBLAS's name.
final class Presets {
    private static final String PLATFORM = "linux-x86_64";
    private static final String TORCH = "org/bytedeco/pytorch/" + PLATFORM + "/";
    private static final String TORCH_GPU = "org/bytedeco/pytorch/" + PLATFORM + "-gpu/";
    private static final String OPENBLAS = "org/bytedeco/openblas/" + PLATFORM + "/";
    private static final String MKL = "org/bytedeco/mkl/" + PLATFORM + "/";
    private static final String CUDA = "org/bytedeco/cuda/" + PLATFORM + "/";

    // What libtorch needs, opened later or not; never the JNI libraries. libmkl_rt opens its own
    // parts by name.
    private static final List<String> TORCH_LIBRARIES =
            List.of("libgomp.so.1", "libc10.so", "libtorch_cpu.so");
    private static final List<String> TORCH_CUDA_LIBRARIES =
            List.of(
                    "libc10_cuda.so",
                    "libtorch_cuda.so",
                    "libtorch_cuda_linalg.so",
                    "libcaffe2_nvrtc.so");
    private static final List<String> MKL_LIBRARIES =
            List.of(
                    "libmkl_rt.so.2",
                    "libmkl_core.so.2",
                    "libmkl_intel_lp64.so.2",
                    "libmkl_gnu_thread.so.2",
                    "libmkl_def.so.2",
                    "libmkl_mc3.so.2",
                    "libmkl_avx2.so.2",
                    "libmkl_avx512.so.2");
    private static final List<String> OPENBLAS_LIBRARIES =
            List.of("libopenblas.so.0", "libgfortran.so.5", "libquadmath.so.0");
    private static final List<String> CUDA_LIBRARIES =
            List.of(
                    "libcudart.so.13",
                    "libcublas.so.13",
                    "libcublasLt.so.13",
                    "libcufft.so.12",
                    "libcurand.so.10",
                    "libcusolver.so.12",
                    "libcusparse.so.12",
                    "libnvJitLink.so.13",
                    "libnvrtc.so.13",
                    "libnvrtc-builtins.so.13.1",
                    "libcupti.so.13",
                    "libcudnn.so.9",
                    "libcudnn_ops.so.9",
                    "libcudnn_cnn.so.9",
                    "libcudnn_adv.so.9",
                    "libcudnn_graph.so.9",
                    "libcudnn_heuristic.so.9",
                    "libcudnn_engines_precompiled.so.9",
                    "libcudnn_engines_runtime_compiled.so.9",
                    "libnccl.so.2",
                    "libcufile.so.0",
                    "libnvshmem_host.so.3",
                    "libcusparseLt.so.0");

    private Presets() {}

    static LibtorchFolder find() {
        boolean gpu = resource(TORCH_GPU + "libtorch_cpu.so") != null;
        String torch = gpu ? TORCH_GPU : TORCH;
        URL marker = resource(torch + "libtorch_cpu.so");
        if (marker == null) {
            throw new LibtorchUnavailable(
                    "libtorch was not found: neither BALBOA_LIBTORCH is set nor are the JavaCPP jars on the class path. Add org.bytedeco:pytorch:2.10.0-1.5.13 with classifier linux-x86_64 (and openblas and mkl, as in Balboa's pom), or set BALBOA_LIBTORCH to the `torch` folder of an installed PyTorch "
                            + LibtorchFolder.BUILT_FOR);
        }
        String blas = blas();
        Map<String, String> wanted = new LinkedHashMap<>();
        TORCH_LIBRARIES.forEach(name -> wanted.put(name, torch + name));
        if (blas.equals("MKL")) {
            MKL_LIBRARIES.forEach(name -> wanted.put(name, MKL + name));
            wanted.put("libopenblas.so.0", MKL + "libmkl_rt.so.2");
        } else {
            OPENBLAS_LIBRARIES.forEach(name -> wanted.put(name, OPENBLAS + name));
        }
        if (gpu) {
            addPresent(wanted, torch, TORCH_CUDA_LIBRARIES);
            addPresent(wanted, CUDA, CUDA_LIBRARIES);
        }
        return new LibtorchFolder(
                "JavaCPP presets " + jar(marker), linkFolder(marker, blas, wanted), blas);
    }

    /// The file of libtorch that the presets' own classes open.
    static Path libtorch() throws IOException {
        boolean gpu = resource(TORCH_GPU + "libtorch_cpu.so") != null;
        return unpack((gpu ? TORCH_GPU : TORCH) + "libtorch_cpu.so");
    }

    // Which of these a build has varies; what it needs and lacks must then be on the system.
    private static void addPresent(Map<String, String> wanted, String folder, List<String> names) {
        names.stream()
                .filter(name -> resource(folder + name) != null)
                .forEach(name -> wanted.put(name, folder + name));
    }

    /// The BLAS that is wanted under libtorch.
    static String blas() {
        boolean mkl = resource(MKL + "libmkl_rt.so.2") != null;
        return switch (Settings.blas().orElse("auto")) {
            case "auto" -> mkl ? "MKL" : "OpenBLAS";
            case "openblas" -> "OpenBLAS";
            case "mkl" -> {
                if (mkl) yield "MKL";
                throw new LibtorchUnavailable(
                        "balboa.blas is mkl, and MKL is not on the class path. Add org.bytedeco:mkl:2025.3-1.5.13 with classifier linux-x86_64-redist, or choose openblas");
            }
            default ->
                    throw new LibtorchUnavailable(
                            "balboa.blas: %s (expected: mkl, openblas or auto)"
                                    .formatted(Settings.blas().get()));
        };
    }

    // The folder's name says which jar and which BLAS; a complete one is used as it is, which takes
    // microseconds.
    private static Path linkFolder(URL marker, String blas, Map<String, String> wanted) {
        Path folder =
                Settings.cache().resolve("libtorch-" + identity(marker) + "-" + blas.toLowerCase());
        if (isComplete(folder, wanted)) return folder;
        try {
            Files.createDirectories(folder.getParent());
            Map<String, Path> unpacked = new LinkedHashMap<>();
            for (Map.Entry<String, String> entry : wanted.entrySet()) {
                unpacked.put(entry.getKey(), unpack(entry.getValue()));
            }
            Path fresh = Files.createTempDirectory(folder.getParent(), "linking");
            for (Map.Entry<String, Path> entry : unpacked.entrySet()) {
                Files.createSymbolicLink(fresh.resolve(entry.getKey()), entry.getValue());
            }
            return publish(fresh, folder, wanted);
        } catch (IOException e) {
            throw new LibtorchUnavailable(
                    "libtorch cannot be unpacked to %s or JavaCPP's cache: %s. Free some space there (it takes about 900 MB) or set BALBOA_CACHE to another folder"
                            .formatted(folder, e),
                    e);
        }
    }

    // Two processes may get here at once: the first to move its folder into place wins, and a
    // broken one is replaced.
    private static Path publish(Path fresh, Path folder, Map<String, String> wanted)
            throws IOException {
        try {
            Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
            return folder;
        } catch (FileSystemException e) { // Java has no type of its own for ENOTEMPTY here
            if (isComplete(folder, wanted)) {
                delete(fresh);
                return folder;
            }
            for (String name : wanted.keySet()) {
                Files.deleteIfExists(folder.resolve(name));
                Files.move(fresh.resolve(name), folder.resolve(name));
            }
            delete(fresh);
            return folder;
        }
    }

    private static void delete(Path folder) throws IOException {
        List<Path> files = new ArrayList<>();
        try (var list = Files.list(folder)) {
            list.forEach(files::add);
        }
        for (Path file : files) Files.delete(file);
        Files.delete(folder);
    }

    private static boolean isComplete(Path folder, Map<String, String> wanted) {
        return wanted.keySet().stream().allMatch(name -> Files.exists(folder.resolve(name)));
    }

    private static Path unpack(String resource) throws IOException {
        URL url = resource(resource);
        if (url == null) {
            throw new LibtorchUnavailable(
                    resource
                            + " is missing on the class path; the openblas and mkl jars of Balboa's pom belong to the pytorch one");
        }
        try {
            return Loader.cacheResource(url).toPath();
        } catch (NoClassDefFoundError e) {
            throw new LibtorchUnavailable(
                    "JavaCPP's loader is missing on the class path: add org.bytedeco:javacpp:1.5.13, or set BALBOA_LIBTORCH to the `torch` folder of an installed PyTorch "
                            + LibtorchFolder.BUILT_FOR,
                    e);
        }
    }

    private static URL resource(String name) {
        return Presets.class.getClassLoader().getResource(name);
    }

    private static String jar(URL url) {
        String path = url.getPath();
        int end = path.indexOf("!/");
        return end < 0 ? path : path.substring(path.lastIndexOf('/', end) + 1, end);
    }

    private static String identity(URL url) {
        String path = url.getPath();
        int end = path.indexOf("!/");
        if (end < 0) return Integer.toHexString(path.hashCode());
        Path file = Path.of(java.net.URI.create(path.substring(0, end)));
        try {
            String stamp =
                    file
                            + ":"
                            + Files.size(file)
                            + ":"
                            + Files.getLastModifiedTime(file).toMillis();
            return jar(url).replace(".jar", "") + "-" + Integer.toHexString(stamp.hashCode());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
