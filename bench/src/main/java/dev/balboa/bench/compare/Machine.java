package dev.balboa.bench.compare;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/// Where and with what was measured, read from the system.
///
/// @param processor model and count
/// @param memory of the machine
/// @param system kernel
/// @param java version and vendor of the JVM
/// @param commit of the sources; with a mark if they differ from it
/// @param load of the machine during the minute before, in running processes
record Machine(
        String processor, String memory, String system, String java, String commit, double load) {
    private static final double BUSY = 0.5;

    /// Reads it now.
    static Machine read(Path home) {
        return new Machine(
                field("/proc/cpuinfo", "model name")
                        + ", "
                        + Runtime.getRuntime().availableProcessors()
                        + " processors",
                "%.0f GB"
                        .formatted(
                                Long.parseLong(field("/proc/meminfo", "MemTotal").split(" ")[0])
                                        / 1e6),
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                System.getProperty("java.vm.name")
                        + " "
                        + Runtime.version()
                        + ", "
                        + System.getProperty("java.vendor"),
                commitOf(home),
                loadNow());
    }

    /// Anything else running makes figures worthless.
    boolean isBusy() {
        return load > BUSY;
    }

    /// As a Markdown list.
    String describe() {
        return """
                - processor: %s; %s of memory; %s
                - JVM: %s
                - commit: %s; load before the start: %s
                """
                .formatted(
                        processor,
                        memory,
                        system,
                        java,
                        commit,
                        String.format(Locale.ROOT, "%.2f", load));
    }

    private static double loadNow() {
        return Double.parseDouble(lines("/proc/loadavg").getFirst().split(" ")[0]);
    }

    private static String commitOf(Path home) {
        String git = home.getParent().toString();
        Output head =
                Output.of(
                        List.of(
                                "git",
                                "-C",
                                git,
                                "rev-parse",
                                "--short=12",
                                "--verify",
                                "--quiet",
                                "HEAD"));
        if (head.status() != 0) return "none yet";
        // the report is written by this program, suite by suite
        Output changes =
                Output.of(List.of("git", "-C", git, "status", "--porcelain", "--", ".", ":!docs"));
        boolean clean = changes.text().isBlank();
        return head.text().strip() + (clean ? "" : " with changes");
    }

    private static String field(String file, String name) {
        return lines(file).stream()
                .filter(line -> line.startsWith(name))
                .findFirst()
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .orElse("unknown " + name);
    }

    private static List<String> lines(String file) {
        try {
            return Files.readAllLines(Path.of(file));
        } catch (IOException e) {
            throw new UncheckedIOException("this needs Linux", e);
        }
    }
}
