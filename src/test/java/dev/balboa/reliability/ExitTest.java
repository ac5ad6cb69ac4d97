package dev.balboa.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.balboa.testkit.Unguarded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The process may end while other threads compute. The oracle is the operating system: the status
/// is the one that was asked for in every round, and no round leaves a crash report ([ChildJvm]
/// looks for one).
///
/// Short form; `-Dbalboa.exit.rounds=20` is the long one.
@Unguarded
class ExitTest {
    private static final int ROUNDS = Integer.getInteger("balboa.exit.rounds", 3);
    private static final long SIGINT_BIT = 1L << (2 - 1);

    @ParameterizedTest
    @CsvSource({"backward, mkl", "backward, openblas", "hook, mkl"})
    void systemExitDuringBackwardOnOtherThreadsEndsWithItsOwnStatus(String where, String blas) {
        List<Integer> codes = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            codes.add(child(where, "exit").with("-Dbalboa.blas=" + blas).run().exitCode());
        }
        assertThat(codes).isEqualTo(Collections.nCopies(ROUNDS, 7));
    }

    @ParameterizedTest
    @ValueSource(strings = {"backward", "hook"})
    void ctrlCDuringBackwardOnOtherThreadsEndsWith130(String where) throws IOException {
        assumeFalse(
                isInterruptIgnored(),
                "SIGINT is ignored here, as in a shell's background job, and child processes inherit that");
        assertThat(codesAfterSignal(where, "INT")).isEqualTo(Collections.nCopies(ROUNDS, 130));
    }

    @Test
    void terminationDuringBackwardOnOtherThreadsEndsWith143() {
        assertThat(codesAfterSignal("backward", "TERM"))
                .isEqualTo(Collections.nCopies(ROUNDS, 143));
    }

    private static List<Integer> codesAfterSignal(String where, String signal) {
        List<Integer> codes = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            try (ChildJvm.Running running = child(where, "wait").start()) {
                running.awaitOutput("ready");
                running.signal(signal);
                codes.add(running.await().exitCode());
            }
        }
        return codes;
    }

    private static ChildJvm child(String where, String end) {
        return ChildJvm.of(ExitMain.class).arguments(where, end);
    }

    private static boolean isInterruptIgnored() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .anyMatch(
                        line ->
                                (Long.parseUnsignedLong(line.substring(7).strip(), 16) & SIGINT_BIT)
                                        != 0);
    }
}
