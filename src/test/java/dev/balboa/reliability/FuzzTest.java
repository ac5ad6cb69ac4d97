package dev.balboa.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Wrong arguments never take the JVM down: [FuzzMain] in a JVM of its own, in an empty folder,
/// with little memory. The oracle is the process: it ends by itself with status 0. This is the
/// short form; `FuzzMain --calls 100000` is the long one.
class FuzzTest {

    private static final int CALLS = Integer.getInteger("balboa.fuzz.calls", 3_000);
    private static final long SEED = Long.getLong("balboa.fuzz.seed", 20_260_801);
    private static final long LIMIT = 256L << 20;
    private static final long ADDRESS_SPACE_KIB = 12L << 20;
    private static final long TIMEOUT_SECONDS = Long.getLong("balboa.fuzz.timeout", 300);

    @Test
    void randomCallsNeverCrashTheJvmAndFailClearly(@TempDir Path folder) throws Exception {
        Path log = folder.resolve("call.log");
        Path out = folder.resolve("out.txt");
        Process process =
                new ProcessBuilder(command(log))
                        .directory(Files.createDirectory(folder.resolve("empty")).toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(out.toFile())
                        .start();
        boolean ended = process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        if (!ended) {
            process.destroyForcibly().waitFor();
        }
        assertThat(ended).as("hangs in %s", CallLog.last(log)).isTrue();
        assertThat(process.exitValue())
                .as("last call: %s%noutput: %s", CallLog.last(log), tail(out))
                .isZero();
        assertThat(tail(out)).as("the run's last line").contains(CALLS + " calls, ");
    }

    private static List<String> command(Path log) {
        String classPath =
                System.getProperty(
                        "surefire.test.class.path", System.getProperty("java.class.path"));
        // The system's limit too: some operators keep lists outside the allocator.
        return List.of(
                "bash",
                "-c",
                "ulimit -v " + ADDRESS_SPACE_KIB + "; exec \"$@\"",
                "fuzz",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:-CreateCoredumpOnCrash",
                "-XX:-OmitStackTraceInFastThrow",
                "-Dbalboa.memory.limit=" + LIMIT,
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classPath,
                FuzzMain.class.getName(),
                "--calls",
                Integer.toString(CALLS),
                "--seed",
                Long.toString(SEED),
                "--log",
                log.toString());
    }

    private static String tail(Path out) throws IOException {
        String text =
                new String(
                        Files.readAllBytes(out),
                        StandardCharsets.ISO_8859_1); // operators print bytes too
        return text.substring(Math.max(0, text.length() - 4_000));
    }
}
