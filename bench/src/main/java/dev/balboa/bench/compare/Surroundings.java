package dev.balboa.bench.compare;

import dev.balboa.bench.Implementation;
import dev.balboa.bench.PictureFiles;
import dev.balboa.bench.Work;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// How processes are started.
///
/// @param home the folder `bench`
/// @param python the interpreter with PyTorch
/// @param torchFolder the `torch` folder of its wheel
/// @param files what is read from files
record Surroundings(Path home, Path python, Path torchFolder, PictureFiles files) {
    /// glibc's malloc with blocks of any size from the heap, which never shrinks.
    static final Map<String, String> TUNED_MALLOC =
            Map.of(
                    "MALLOC_MMAP_THRESHOLD_",
                    "4294967296",
                    "MALLOC_TRIM_THRESHOLD_",
                    "17179869184",
                    "MALLOC_TOP_PAD_",
                    "67108864");

    private static final String NATIVE_ACCESS = "--enable-native-access=ALL-UNNAMED";
    private static final String UNSAFE = "--sun-misc-unsafe-memory-access=allow"; // else it warns
    private static final String DJL_JARS = File.separator + "djl" + File.separator;

    /// @param given the interpreter, or null for the one that `bench/python/setup` makes
    /// @throws IllegalArgumentException if there is no such interpreter, or it lacks a library
    static Surroundings of(Path home, Path given, PictureFiles files) {
        Path python =
                given == null ? home.resolve("python/.venv/bin/python") : given.toAbsolutePath();
        if (!Files.isExecutable(python)) {
            throw new IllegalArgumentException(
                    "--python: %s is no interpreter (expected: one with PyTorch; bench/python/setup makes bench/python/.venv)"
                            .formatted(python));
        }
        Output output =
                Output.of(
                        List.of(
                                python.toString(),
                                "-c",
                                "import lightly, kornia, torch; print(torch.__path__[0])"));
        if (output.status() != 0) {
            throw new IllegalArgumentException(
                    "--python: %s lacks a library that is named above (remedy: bench/python/setup)"
                            .formatted(python));
        }
        return new Surroundings(home, python, Path.of(output.text().strip()), files);
    }

    /// False for a peer whose environment is not there.
    boolean has(Implementation implementation) {
        return implementation != Implementation.ALBUMENTATIONSX
                || Files.isExecutable(albumentationsX());
    }

    private Path albumentationsX() {
        return home.resolve("python/.venv-albumentationsx/bin/python");
    }

    /// The command line of a worker.
    List<String> command(Implementation implementation, Work work) {
        if (implementation.isPython()) {
            Path own =
                    implementation == Implementation.ALBUMENTATIONSX ? albumentationsX() : python;
            return List.of(
                    own.toString(),
                    path("peer.py"),
                    "serve",
                    work.label(),
                    "--as",
                    peer(implementation));
        }
        String[] arguments = {work.name(), implementation.name()};
        return switch (implementation) {
            case JAVACPP -> javaCpp(Worker.class, arguments);
            case JAVACPP_TUNED ->
                    java(
                            List.of(
                                    UNSAFE,
                                    "-Dorg.bytedeco.javacpp.nopointergc=true",
                                    "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0"),
                            Worker.class,
                            arguments);
            case DJL -> djl(Worker.class, arguments);
            default -> java(List.of(), Worker.class, arguments);
        };
    }

    /// As `bench/python/peer.py` calls it.
    private static String peer(Implementation implementation) {
        return switch (implementation) {
            case PYTHON -> "eager";
            case PYTHON_CHANNELS_LAST -> "channels last";
            case PYTHON_MALLOC -> "tuned";
            case PYTHON_COMPILE -> "compile";
            default -> implementation.label();
        };
    }

    /// What a worker's environment has beside the caller's.
    Map<String, String> environment(Implementation implementation, Work work) {
        Map<String, String> environment = new HashMap<>();
        environment.put("OMP_NUM_THREADS", Integer.toString(work.threads()));
        environment.put(PictureFiles.PICTURES, files.pictures().toString());
        environment.put(PictureFiles.PHOTOS, files.photos().toString());
        if (implementation == Implementation.PYTHON_MALLOC) environment.putAll(TUNED_MALLOC);
        if (implementation == Implementation.CPP_WHEEL) {
            environment.put("BALBOA_LIBTORCH", torchFolder.toString());
        }
        return environment;
    }

    /// A program of this library in a JVM of its own, with the options of `./balboa`.
    List<String> launched(Class<?> program, String... arguments) {
        return java(List.of("-XX:+UseSerialGC"), program, arguments);
    }

    /// A program of JavaCPP's, as it comes.
    List<String> javaCpp(Class<?> program, String... arguments) {
        return java(List.of(UNSAFE), program, arguments);
    }

    /// A program of DJL's, as it comes, but that it is told not to ask the network for anything.
    List<String> djl(Class<?> program, String... arguments) {
        List<String> options = List.of(UNSAFE, "-Dai.djl.offline=true");
        return java(options, System.getProperty("java.class.path"), program, arguments);
    }

    private static List<String> java(List<String> options, Class<?> program, String... arguments) {
        String classPath =
                Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                        .filter(entry -> !entry.contains(DJL_JARS))
                        .collect(Collectors.joining(File.pathSeparator));
        return java(options, classPath, program, arguments);
    }

    private static List<String> java(
            List<String> options, String classPath, Class<?> program, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add(NATIVE_ACCESS);
        command.addAll(options);
        command.addAll(List.of("-cp", classPath, program.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    /// A script of `bench/python`.
    List<String> script(String name, String... arguments) {
        List<String> command = new ArrayList<>(List.of(python.toString(), path(name)));
        command.addAll(List.of(arguments));
        return command;
    }

    /// A command that runs another and prints its time and memory.
    List<String> measured(List<String> command) {
        return script("measure.py", command.toArray(String[]::new));
    }

    private String path(String name) {
        return home.resolve("python").resolve(name).toString();
    }
}
