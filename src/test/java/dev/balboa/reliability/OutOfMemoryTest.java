package dev.balboa.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balboa.testkit.Unguarded;
import org.junit.jupiter.api.Test;

/// Memory that cannot be had is an exception with the figures and the remedy, and nothing else
/// breaks: [OutOfMemoryMain], in a process of its own with a limit of 64 MiB. The oracle is the
/// arithmetic of the sizes asked for.
@Unguarded
class OutOfMemoryTest {
    private static final long MIB = 1 << 20;
    private static final String REMEDY =
            "limit 67108864 bytes (system property balboa.memory.limit, or Memory.setLimit)";

    @Test
    void anExabyteIsRefused() {
        assertThat(resultOf("exabyte"))
                .contains("1152921504606846976 bytes asked for, 0 bytes live in tensors")
                .contains(REMEDY);
    }

    @Test
    void oneByteAboveTheLimitIsRefused() {
        assertThat(resultOf("above"))
                .contains("67108865 bytes asked for, 0 bytes live in tensors")
                .contains(REMEDY);
    }

    @Test
    void whatIsHeldCountsAgainstTheLimit() {
        // Three times 16 MiB fit; the fourth does not, because each block carries a header of 64
        // bytes.
        assertThat(resultOf("held"))
                .contains(16 * MIB + " bytes asked for, " + 48 * MIB + " bytes live in tensors")
                .contains(REMEDY);
    }

    @Test
    void afterARefusalTheFreedMemoryServesAgain() {
        assertThat(resultOf("after")).isEqualTo("7 of 33554432");
    }

    @Test
    void aRefusedOperationChangesNothingAndIsNamed() {
        assertThat(resultOf("unchanged"))
                .startsWith("aten::add.Tensor: CPU memory: 41943040 bytes asked for")
                .endsWith(" | 3 3");
    }

    @Test
    void droppedTensorsAreReclaimedBeforeAnythingFails() {
        assertThat(resultOf("dropped")).isEqualTo("200");
    }

    @Test
    void theCacheIsReclaimedBeforeAnythingFails() {
        assertThat(resultOf("cached")).isEqualTo("peak 60");
    }

    @Test
    void libtorchsOwnAllocatorRefusesAnExabyteToo() {
        assertThat(resultOf("exabyte", "-Dbalboa.memory.allocator=system"))
                .startsWith(
                        "empty uint8[1152921504606846976]: DefaultCPUAllocator: can't allocate memory")
                .contains("1152921504606846976 bytes");
    }

    @Test
    void libtorchsOwnAllocatorServesWhenAskedForAndKeepsNoFigures() {
        assertThat(resultOf("uncounted", "-Dbalboa.memory.allocator=system"))
                .isEqualTo("7 with 0 bytes counted");
    }

    private static String resultOf(String name, String... options) {
        ChildJvm.Result result =
                ChildJvm.of(OutOfMemoryMain.class).with(options).arguments(name).run();
        assertThat(result.exitCode()).as(result.output()).isZero();
        return result.value("result");
    }
}
