package dev.balboa.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.balboa.testkit.WithoutScope;
import java.lang.foreign.Arena;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The figures of the allocator are exact. Oracle: number of elements times their size, by hand.
@WithoutScope
class MemoryTest {
    private static final long MIB = 1 << 20;

    private long before;

    @BeforeEach
    void readTheFigure() {
        before = Memory.liveBytes();
    }

    private static Tensor bytes(long count) {
        return Tensor.empty(Shape.of(count), DType.UINT8);
    }

    @ParameterizedTest
    @EnumSource(DType.class)
    void aTensorCountsItsElementsTimesTheirSize(DType dtype) {
        try (Tensor _ = Tensor.empty(Shape.of(10, 100), dtype)) {
            assertThat(Memory.liveBytes() - before).isEqualTo(1_000L * dtype.bytes());
        }
    }

    @Test
    void aClosedTensorCountsNothing() {
        bytes(1_000).close();
        assertThat(Memory.liveBytes()).isEqualTo(before);
    }

    @Test
    void anEmptyTensorCountsNothing() {
        try (Tensor _ = Tensor.empty(Shape.of(0, 5))) {
            assertThat(Memory.liveBytes()).isEqualTo(before);
        }
    }

    @Test
    void aViewCountsNothingAndKeepsTheBytesOfItsBase() {
        Tensor base = bytes(1_000);
        try (Tensor _ = base.narrow(0, 0, 10)) {
            base.close();
            assertThat(Memory.liveBytes() - before).isEqualTo(1_000);
        }
        assertThat(Memory.liveBytes()).isEqualTo(before);
    }

    @Test
    void aGradientCountsAsLongAsItsTensorHasIt() {
        try (Tensor w = Tensor.ones(Shape.of(1_000), DType.FLOAT64).requiresGrad_(true)) {
            try (Scope _ = Scope.open()) {
                w.mul(2).sum().backward();
            }
            assertThat(Memory.liveBytes() - before).isEqualTo(2 * 8_000);
            w.zeroGrad();
            assertThat(Memory.liveBytes() - before).isEqualTo(8_000);
        }
    }

    @Test
    void whatAGraphSavesCountsUntilBackward() {
        try (Tensor w = Tensor.ones(Shape.of(1_000), DType.FLOAT64).requiresGrad_(true)) {
            Tensor exponential = w.exp();
            Tensor sum = exponential.sum();
            exponential.close();
            assertThat(Memory.liveBytes() - before)
                    .as("w, exp(w), sum")
                    .isEqualTo(8_000 + 8_000 + 8);
            sum.backward();
            assertThat(Memory.liveBytes() - before)
                    .as("w, its gradient, sum")
                    .isEqualTo(8_000 + 8_000 + 8);
            w.zeroGrad();
            sum.close();
            assertThat(Memory.liveBytes() - before).as("w").isEqualTo(8_000);
        }
    }

    @Test
    void thePeakIsTheHighestSumOfLiveBytes() {
        Memory.resetPeak();
        try (Tensor _ = bytes(MIB)) {
            bytes(3 * MIB).close();
        }
        bytes(2 * MIB).close();
        assertThat(Memory.peakBytes() - before).isEqualTo(4 * MIB);
    }

    @Test
    void thePeakStartsAgainFromWhatLives() {
        bytes(3 * MIB).close();
        Memory.resetPeak();
        assertThat(Memory.peakBytes()).isEqualTo(before);
    }

    @Test
    void aFreedBlockWaitsInTheCache() {
        Memory.emptyCache();
        bytes(MIB).close();
        assertThat(Memory.cachedBytes()).isBetween(MIB, MIB + MIB / 8);
    }

    @Test
    void theNextTensorOfTheSizeTakesTheBlockFromTheCache() {
        Memory.emptyCache();
        bytes(MIB).close();
        long fromSystem = Memory.systemAllocations();
        try (Tensor _ = bytes(MIB)) {
            assertThat(Memory.systemAllocations()).isEqualTo(fromSystem);
            assertThat(Memory.cachedBytes()).isZero();
        }
    }

    @Test
    void emptyCacheGivesEverythingBack() {
        bytes(MIB).close();
        Memory.emptyCache();
        assertThat(Memory.cachedBytes()).isZero();
    }

    @Test
    void eachTensorIsOneAllocation() {
        long allocations = Memory.allocations();
        for (int i = 0; i < 100; i++) bytes(100 + i).close();
        assertThat(Memory.allocations() - allocations).isEqualTo(100);
    }

    @Test
    void aLoopAsksTheSystemForNothingInItsSteadyState() {
        try (Tensor a = Tensor.ones(Shape.of(100, 100))) {
            round(a);
            round(a);
            long fromSystem = Memory.systemAllocations();
            for (int i = 0; i < 50; i++) round(a);
            assertThat(Memory.systemAllocations()).isEqualTo(fromSystem);
        }
    }

    private static void round(Tensor a) {
        try (Scope _ = Scope.open()) {
            Tensor w = a.copy().requiresGrad_(true);
            a.matmul(w).tanh().softmax(1).sum().backward();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 63, 64, 65, 4_095, 4_096, 4_097, 5_000, 1_000_000, 1_048_577})
    void memoryOfEverySizeIsAligned(long size) {
        try (Arena arena = Arena.ofConfined();
                Tensor tensor = bytes(size)) {
            assertThat(tensor.asSegment(arena).address() % 64).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 63, 64, 65, 4_095, 4_096, 4_097, 5_000, 1_000_000, 1_048_577})
    void memoryOfEverySizeIsWritableToItsEnd(long size) {
        try (Tensor first = bytes(size).fill_(1);
                Tensor second = bytes(size).fill_(2);
                Tensor firstMax = first.max();
                Tensor secondMin = second.min()) {
            assertThat(firstMax.itemLong()).isEqualTo(1);
            assertThat(secondMin.itemLong()).isEqualTo(2);
        }
    }

    @Test
    void withCachingOffTensorsWorkAndAreNotCounted() {
        Memory.useCaching(false);
        try (Tensor tensor = Tensor.ones(Shape.of(1_000))) {
            assertThat(Memory.liveBytes()).isEqualTo(before);
            assertThat(tensor.toFloatArray()).containsOnly(1f);
        } finally {
            Memory.useCaching(true);
        }
    }

    @Test
    void tensorsOutliveASwitchOfTheAllocator() {
        Tensor cached = bytes(1_000);
        Memory.useCaching(false);
        Tensor plain = bytes(1_000);
        cached.close();
        Memory.useCaching(true);
        plain.close();
        assertThat(Memory.liveBytes()).isEqualTo(before);
    }

    @Test
    void theLimitIsTheOneThatWasSet() {
        long limit = Memory.limit();
        try {
            Memory.setLimit(limit - 1);
            assertThat(Memory.limit()).isEqualTo(limit - 1);
        } finally {
            Memory.setLimit(limit);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1})
    void aLimitThatIsNotPositiveIsRefused(long limit) {
        assertThatThrownBy(() -> Memory.setLimit(limit))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("limit: " + limit + " (expected: > 0 bytes)");
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2k, 2048", "3M, 3145728", "4G, 4294967296", "' 5G ', 5368709120"})
    void sizesAreReadWithTheirUnits(String text, long expected) {
        assertThat(Memory.parse("p", text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "G", "-1", "0", "1.5G", "1T", "9999999999G"})
    void wrongSizesAreNamed(String text) {
        assertThatThrownBy(() -> Memory.parse("balboa.memory.limit", text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "balboa.memory.limit: "
                                + text
                                + " (expected: a positive number of bytes, as 2G or 512M)");
    }
}
