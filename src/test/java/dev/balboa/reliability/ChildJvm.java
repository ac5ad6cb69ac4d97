package dev.balboa.reliability;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// A JVM of its own for one main class of the tests, in an empty folder.
///
/// Whatever it is told to do, it must not die of a signal: a crash report, or the JVM's words for
/// one in the output, fails the test with that output.
final class ChildJvm {
    private static final long TIMEOUT_SECONDS = Long.getLong("balboa.child.timeout", 240);
    private static final String SHARED_OPTIONS = System.getProperty("balboa.child.options", "");
    private static final List<String> CRASHES =
            List.of(
                    "SIGSEGV",
                    "SIGABRT",
                    "SIGBUS",
                    "SIGFPE",
                    "SIGILL",
                    "A fatal error has been detected");

    // SIGILL, SIGABRT, SIGBUS, SIGFPE, SIGSEGV: a stack overflow in native code leaves nothing but
    // the status.
    private static final Set<Integer> FATAL_SIGNALS = Set.of(4, 6, 7, 8, 11);
    private static final int KILLED_BY_SIGNAL = 128;

    private final Class<?> main;
    private final List<String> options = new ArrayList<>();
    private final List<String> arguments = new ArrayList<>();
    private final Map<String, String> environment = new HashMap<>();
    private String classPath = ownClassPath();

    private ChildJvm(Class<?> main) {
        this.main = main;
    }

    /// A JVM with the class path of this one.
    static ChildJvm of(Class<?> main) {
        return new ChildJvm(main);
    }

    /// Adds options of the JVM.
    ChildJvm with(String... jvmOptions) {
        options.addAll(Arrays.asList(jvmOptions));
        return this;
    }

    /// Adds arguments of the program.
    ChildJvm arguments(String... programArguments) {
        arguments.addAll(Arrays.asList(programArguments));
        return this;
    }

    /// Sets an environment variable.
    ChildJvm environment(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /// Takes the entries whose file name starts with `prefix` off the class path.
    ChildJvm withoutJar(String prefix) {
        Predicate<String> starts =
                entry -> Path.of(entry).getFileName().toString().startsWith(prefix);
        List<String> entries = List.of(classPath.split(File.pathSeparator));
        if (entries.stream().noneMatch(starts)) {
            throw new IllegalStateException("no " + prefix + " on the class path " + classPath);
        }
        classPath =
                String.join(File.pathSeparator, entries.stream().filter(starts.negate()).toList());
        return this;
    }

    /// Runs it to its end.
    Result run() {
        try (Running child = start()) {
            return child.await();
        }
    }

    /// Starts it.
    Running start() {
        try {
            Path folder = Files.createTempDirectory("balboa-child");
            ProcessBuilder builder =
                    new ProcessBuilder(command())
                            .directory(folder.toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(folder.resolve("output.txt").toFile());
            builder.environment().keySet().removeIf(name -> name.startsWith("BALBOA_"));
            builder.environment().putAll(environment);
            return new Running(builder.start(), folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> command() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:-CreateCoredumpOnCrash",
                        "-Xmx512m"));
        // what native/sanitize.sh tests is to be in these JVMs too
        Stream.of(SHARED_OPTIONS.split(" ")).filter(o -> !o.isEmpty()).forEach(command::add);
        command.addAll(options);
        command.addAll(List.of("-cp", classPath, main.getName()));
        command.addAll(arguments);
        return command;
    }

    private static String ownClassPath() {
        String path =
                System.getProperty(
                        "surefire.test.class.path", System.getProperty("java.class.path"));
        List<String> absolute =
                Arrays.stream(path.split(File.pathSeparator))
                        .map(entry -> Path.of(entry).toAbsolutePath().toString())
                        .toList();
        return String.join(File.pathSeparator, absolute);
    }

    /// Removes a folder with everything in it; of links, the links.
    static void delete(Path folder) throws IOException {
        try (Stream<Path> tree = Files.walk(folder)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) Files.delete(path);
        }
    }

    /// How it ended.
    ///
    /// @param exitCode its status
    /// @param output standard output and standard error together
    record Result(int exitCode, String output) {
        /// The rest of the one line that starts with `key` and a space.
        String value(String key) {
            List<String> found = output.lines().filter(line -> line.startsWith(key + " ")).toList();
            if (found.size() != 1)
                throw new AssertionError(found.size() + " lines of " + key + " in: " + output);
            return found.getFirst().substring(key.length() + 1);
        }
    }

    /// A started JVM; closing kills it if it still runs, and removes its folder.
    static final class Running implements AutoCloseable {
        private final Process process;
        private final Path folder;

        private Running(Process process, Path folder) {
            this.process = process;
            this.folder = folder;
        }

        /// Waits until it has printed a line with `text`.
        void awaitOutput(String text) {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
            while (!output().contains(text)) {
                if (!process.isAlive())
                    throw new AssertionError("ended before printing " + text + ": " + output());
                if (System.nanoTime() > deadline)
                    throw new AssertionError("never printed " + text + ": " + output());
                pause();
            }
        }

        /// Sends a signal, such as `INT` for Ctrl-C.
        void signal(String name) {
            try {
                int status =
                        new ProcessBuilder("sh", "-c", "kill -" + name + " " + process.pid())
                                .inheritIO()
                                .start()
                                .waitFor();
                if (status != 0)
                    throw new AssertionError("kill -" + name + " failed with status " + status);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        /// Waits for its end.
        ///
        /// @throws AssertionError with its output if it hangs or crashed
        Result await() {
            try {
                if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                    throw new AssertionError(
                            "still running after " + TIMEOUT_SECONDS + " s: " + output());
                }
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            String output = output();
            boolean crashed =
                    FATAL_SIGNALS.contains(process.exitValue() - KILLED_BY_SIGNAL)
                            || CRASHES.stream().anyMatch(output::contains)
                            || files().stream().anyMatch(file -> file.startsWith("hs_err"));
            if (crashed)
                throw new AssertionError(
                        "the JVM crashed, status " + process.exitValue() + ": " + output);
            return new Result(process.exitValue(), output);
        }

        private String output() {
            try {
                return new String(Files.readAllBytes(folder.resolve("output.txt")));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private List<String> files() {
            try (Stream<Path> files = Files.list(folder)) {
                return files.map(file -> file.getFileName().toString()).toList();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static void pause() {
            try {
                Thread.sleep(5);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void close() {
            process.destroyForcibly();
            try {
                process.waitFor();
                delete(folder);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }
}
