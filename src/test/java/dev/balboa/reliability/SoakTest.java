package dev.balboa.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balboa.testkit.Unguarded;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Training leaves nothing behind, step after step. The oracles are the counters of the native side
/// and the kernel's figure for the resident set, in a JVM of its own. Short form;
/// `-Dbalboa.soak.steps=100000` is the long one.
@Unguarded
class SoakTest {
    private static final String STEPS = System.getProperty("balboa.soak.steps", "3000");
    // Compiled code and the JVM's own tables still grow at first, so the second half counts.
    // 100,000 steps were seen to add
    // 0.1 MiB there; a leak of 1 KB per step would add 50.
    private static final long ALLOWED_GROWTH = 16L << 20;

    private static ChildJvm.Result result;
    private static long[][] census;

    @BeforeAll
    static void train() {
        result =
                ChildJvm.of(SoakMain.class)
                        .with("-Xms64m", "-Xmx64m", "-XX:+AlwaysPreTouch")
                        .arguments("--steps", STEPS)
                        .run();
        List<String> lines =
                result.output().lines().filter(line -> line.startsWith("census ")).toList();
        census =
                lines.stream()
                        .map(
                                line ->
                                        Arrays.stream(line.substring(7).split(" "))
                                                .mapToLong(Long::parseLong)
                                                .toArray())
                        .toArray(long[][]::new);
    }

    @Test
    void itRunsToItsEndAndLearns() {
        assertThat(result.exitCode()).as(result.output()).isZero();
        assertThat(census).hasDimensions(10, 5);
        assertThat(Double.parseDouble(result.value("loss"))).isBetween(0.0, 0.2);
    }

    @Test
    void liveTensorsStayConstant() {
        assertThat(column(1)).as("live tensors").containsOnly(census[0][1]);
    }

    @Test
    void liveBytesStayConstant() {
        assertThat(column(2)).as("live bytes").containsOnly(census[0][2]);
    }

    @Test
    void theAllocatorAsksTheSystemForNothingAfterTheFirstSteps() {
        assertThat(column(3)).as("system allocations").containsOnly(census[0][3]);
    }

    @Test
    void theResidentSetStaysFlat() {
        assertThat(census[census.length - 1][4] - census[census.length / 2][4])
                .as("growth of the resident set: %s", result.output())
                .isLessThan(ALLOWED_GROWTH);
    }

    @Test
    void closingTheModelLeavesNoTensor() {
        assertThat(result.value("leaked")).isEqualTo("0");
    }

    @Test
    void noTensorWasDroppedWithoutClose() {
        assertThat(result.value("caught")).isEqualTo("0");
    }

    private static LongStream column(int i) {
        return Arrays.stream(census).mapToLong(row -> row[i]);
    }
}
