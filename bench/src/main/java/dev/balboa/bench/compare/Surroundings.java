package dev.balboa.bench.compare;

import dev.balboa.bench.Implementation;
import dev.balboa.bench.Work;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// How processes are started.
///
/// @param home the folder `bench`
/// @param python the interpreter with PyTorch
/// @param torchFolder the `torch` folder of its wheel
record Surroundings(Path home, Path python, Path torchFolder) {
    private static final String NATIVE_ACCESS = "--enable-native-access=ALL-UNNAMED";

    /// @throws IllegalArgumentException if there is no such interpreter, or it has no PyTorch
    static Surroundings of(Path home, Path given) {
        Path python =
                given == null ? home.resolve("python/.venv/bin/python") : given.toAbsolutePath();
        if (!Files.isExecutable(python)) {
            throw new IllegalArgumentException(
                    "--python: %s is no interpreter (expected: one with PyTorch; bench/python/setup makes bench/python/.venv)"
                            .formatted(python));
        }
        Output output =
                Output.of(
                        List.of(python.toString(), "-c", "import torch; print(torch.__path__[0])"));
        if (output.status() != 0) {
            throw new IllegalArgumentException(
                    "--python: %s has no PyTorch (remedy: %s -m pip install -r bench/python/requirements.txt)"
                            .formatted(python, python));
        }
        return new Surroundings(home, python, Path.of(output.text().strip()));
    }

    /// The command line of a worker.
    List<String> command(Implementation implementation, Work work) {
        if (implementation.isPython()) {
            return List.of(
                    python.toString(),
                    script("peer.py"),
                    "serve",
                    work.label(),
                    "--as",
                    peer(implementation));
        }
        List<String> command = new ArrayList<>(List.of(java(), NATIVE_ACCESS));
        switch (implementation) {
            case JAVACPP, JAVACPP_TUNED ->
                    command.add("--sun-misc-unsafe-memory-access=allow"); // else it warns
            default -> {}
        }
        if (implementation == Implementation.JAVACPP_TUNED) {
            command.add("-Dorg.bytedeco.javacpp.nopointergc=true");
            command.add("-Dorg.bytedeco.javacpp.maxPhysicalBytes=0");
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(Worker.class.getName(), work.name(), implementation.name()));
        return command;
    }

    /// As `bench/python/peer.py` calls it.
    private static String peer(Implementation implementation) {
        return switch (implementation) {
            case PYTHON, PYTHON_MALLOC -> "eager";
            case PYTHON_COMPILE -> "compile";
            default -> implementation.label();
        };
    }

    /// What a worker's environment has beside the caller's.
    Map<String, String> environment(Implementation implementation, Work work) {
        String threads = Integer.toString(work.threads());
        return switch (implementation) {
            case CPP_WHEEL ->
                    Map.of("OMP_NUM_THREADS", threads, "BALBOA_LIBTORCH", torchFolder.toString());
            // blocks of any size from the heap, and the heap never shrinks
            case PYTHON_MALLOC ->
                    Map.of(
                            "OMP_NUM_THREADS",
                            threads,
                            "MALLOC_MMAP_THRESHOLD_",
                            "4294967296",
                            "MALLOC_TRIM_THRESHOLD_",
                            "17179869184",
                            "MALLOC_TOP_PAD_",
                            "67108864");
            default -> Map.of("OMP_NUM_THREADS", threads);
        };
    }

    /// The first tensor in a JVM of its own, with Balboa's own class path and the launcher's
    /// options.
    List<String> firstTensor() {
        return List.of(
                java(),
                NATIVE_ACCESS,
                "-cp",
                System.getProperty("java.class.path"),
                FirstTensor.class.getName());
    }

    /// The same in Python.
    List<String> firstTensorInPython() {
        return List.of(python.toString(), script("first_tensor.py"));
    }

    /// A command that runs another and prints its time and memory.
    List<String> measured(List<String> command) {
        List<String> all = new ArrayList<>(List.of(python.toString(), script("measure.py")));
        all.addAll(command);
        return all;
    }

    private String script(String name) {
        return home.resolve("python").resolve(name).toString();
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }
}
