package dev.balboa.tensor;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.balboa.testkit.WithoutScope;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Views of a tensor's memory stay valid exactly as long as their arena. Oracles: the written
/// values, and the allocator's figures.
@WithoutScope
class SegmentTest {
    @Test
    void theSegmentSeesWhatIsWrittenToTheTensor() {
        try (Arena arena = Arena.ofConfined();
                Tensor tensor = Tensor.of(1f, 2f)) {
            MemorySegment segment = tensor.asSegment(arena);
            tensor.add_(1);
            assertThat(segment.toArray(JAVA_FLOAT)).containsExactly(2, 3);
        }
    }

    @Test
    void theTensorSeesWhatIsWrittenToTheSegment() {
        try (Arena arena = Arena.ofConfined();
                Tensor tensor = Tensor.of(1f, 2f)) {
            tensor.asSegment(arena).setAtIndex(JAVA_FLOAT, 0, 9);
            assertThat(tensor.toFloatArray()).containsExactly(9, 2);
        }
    }

    @Test
    void theSegmentOfAViewStartsAndEndsWithIt() {
        try (Arena arena = Arena.ofConfined();
                Tensor tensor = Tensor.of(1f, 2f, 3f, 4f);
                Tensor middle = tensor.narrow(0, 1, 2)) {
            assertThat(middle.asSegment(arena).toArray(JAVA_FLOAT)).containsExactly(2, 3);
        }
    }

    @Test
    void anEmptyTensorHasAnEmptySegment() {
        try (Arena arena = Arena.ofConfined();
                Tensor tensor = Tensor.empty(Shape.of(0, 3))) {
            assertThat(tensor.asSegment(arena).byteSize()).isZero();
        }
    }

    @Test
    void theSegmentOutlivesItsTensor() {
        try (Arena arena = Arena.ofConfined()) {
            Tensor tensor = Tensor.of(1f, 2f);
            MemorySegment segment = tensor.asSegment(arena);
            tensor.close();
            overwriteFreedMemory(8);
            assertThat(segment.toArray(JAVA_FLOAT)).containsExactly(1, 2);
        }
    }

    @Test
    void theSegmentSurvivesResize() {
        try (Arena arena = Arena.ofConfined();
                Tensor tensor = Tensor.of(1f, 2f)) {
            MemorySegment segment = tensor.asSegment(arena);
            Operator.of("aten::resize_").call(tensor, new long[] {100_000}).close();
            overwriteFreedMemory(8);
            assertThat(segment.toArray(JAVA_FLOAT)).containsExactly(1, 2);
        }
    }

    @Test
    void theSegmentSurvivesSet() {
        try (Arena arena = Arena.ofConfined();
                Tensor tensor = Tensor.of(1f, 2f);
                Tensor other = Tensor.of(8f, 9f)) {
            MemorySegment segment = tensor.asSegment(arena);
            Operator.of("aten::set_.source_Tensor").call(tensor, other).close();
            overwriteFreedMemory(8);
            assertThat(tensor.toFloatArray()).containsExactly(8, 9);
            assertThat(segment.toArray(JAVA_FLOAT)).containsExactly(1, 2);
        }
    }

    @Test
    void theTensorOutlivesItsSegment() {
        try (Tensor tensor = Tensor.of(1f, 2f)) {
            try (Arena arena = Arena.ofConfined()) {
                tensor.asSegment(arena);
            }
            overwriteFreedMemory(8);
            assertThat(tensor.toFloatArray()).containsExactly(1, 2);
        }
    }

    @Test
    void theMemoryGoesWithTheLastOfTensorAndSegments() {
        long before = Memory.liveBytes();
        try (Arena first = Arena.ofConfined();
                Arena second = Arena.ofConfined()) {
            Tensor tensor = Tensor.of(1f, 2f);
            tensor.asSegment(first);
            tensor.asSegment(second);
            tensor.close();
            assertThat(Memory.liveBytes() - before).isEqualTo(8);
        }
        assertThat(Memory.liveBytes()).isEqualTo(before);
    }

    @Test
    void afterItsArenaTheSegmentIsRefused() {
        try (Tensor tensor = Tensor.of(1f, 2f)) {
            MemorySegment segment;
            try (Arena arena = Arena.ofConfined()) {
                segment = tensor.asSegment(arena);
            }
            assertThatThrownBy(() -> segment.get(JAVA_FLOAT, 0))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("Already closed");
        }
    }

    @Test
    void readingBeyondTheTensorIsRefused() {
        try (Arena arena = Arena.ofConfined();
                Tensor tensor = Tensor.of(1f, 2f)) {
            MemorySegment segment = tensor.asSegment(arena);
            assertThatThrownBy(() -> segment.getAtIndex(JAVA_FLOAT, 2))
                    .isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    void aSharedArenaServesOtherThreads() throws InterruptedException {
        try (Arena arena = Arena.ofShared();
                Tensor tensor = Tensor.of(1f, 2f)) {
            MemorySegment segment = tensor.asSegment(arena);
            AtomicReference<float[]> read = new AtomicReference<>();
            Thread thread = Thread.ofPlatform().start(() -> read.set(segment.toArray(JAVA_FLOAT)));
            thread.join();
            assertThat(read.get()).containsExactly(1, 2);
        }
    }

    @Test
    void aClosedArenaIsRefusedAndKeepsNoMemory() {
        long before = Memory.liveBytes();
        Arena arena = Arena.ofConfined();
        arena.close();
        try (Tensor tensor = Tensor.of(1f, 2f)) {
            assertThatThrownBy(() -> tensor.asSegment(arena))
                    .isInstanceOf(IllegalStateException.class);
        }
        assertThat(Memory.liveBytes()).isEqualTo(before);
    }

    @Test
    void anArenaOfAnotherThreadIsRefusedAndKeepsNoMemory() throws InterruptedException {
        long before = Memory.liveBytes();
        AtomicReference<Throwable> refusal = new AtomicReference<>();
        try (Arena arena = Arena.ofConfined();
                Tensor tensor = Tensor.of(1f, 2f)) {
            Thread thread = Thread.ofPlatform().unstarted(() -> tensor.asSegment(arena));
            thread.setUncaughtExceptionHandler((_, failure) -> refusal.set(failure));
            thread.start();
            thread.join();
        }
        assertThat(refusal.get()).isInstanceOf(WrongThreadException.class);
        assertThat(Memory.liveBytes()).isEqualTo(before);
    }

    @Test
    void aTransposedTensorIsRefused() {
        try (Tensor tensor = Tensor.zeros(Shape.of(2, 3));
                Tensor transposed = tensor.t()) {
            refuses(transposed, "float32[3, 2] on cpu");
        }
    }

    @Test
    void anExpandedTensorIsRefused() {
        try (Tensor tensor = Tensor.zeros(Shape.of(1));
                Tensor expanded = tensor.expand(4)) {
            refuses(expanded, "float32[4] on cpu");
        }
    }

    @Test
    void aLazilyConjugatedTensorIsRefused() {
        try (Tensor tensor = Tensor.zeros(Shape.of(2), DType.COMPLEX64);
                Tensor conjugated = Operator.of("aten::_conj").call(tensor)) {
            refuses(conjugated, "complex64[2] on cpu");
        }
    }

    @Test
    void aSparseTensorIsRefused() {
        try (Tensor tensor = Tensor.of(0f, 1f);
                Tensor sparse = Operator.of("aten::to_sparse").call(tensor)) {
            refuses(sparse, "float32[2] on cpu");
        }
    }

    @Test
    void aTensorWithoutMemoryIsRefused() {
        try (Tensor tensor = Tensor.empty(Shape.of(2), DType.FLOAT32, Device.parse("meta"))) {
            refuses(tensor, "float32[2] on meta");
        }
    }

    @Test
    void aCopyOfASegmentIsIndependentOfIt() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment source = arena.allocateFrom(JAVA_FLOAT, 1, 2);
            try (Tensor tensor = Tensor.from(source, Shape.of(2), DType.FLOAT32)) {
                source.setAtIndex(JAVA_FLOAT, 0, 9);
                assertThat(tensor.toFloatArray()).containsExactly(1, 2);
            }
        }
    }

    @Test
    void aCopyOfATooSmallSegmentIsRefused() {
        assertThatThrownBy(
                        () ->
                                Tensor.from(
                                        MemorySegment.ofArray(new float[2]),
                                        Shape.of(3),
                                        DType.FLOAT32))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "a segment of 8 bytes is too small for float32[3] (expected: 12 bytes)");
    }

    private static void refuses(Tensor tensor, String named) {
        try (Arena arena = Arena.ofConfined()) {
            assertThatThrownBy(() -> tensor.asSegment(arena))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "asSegment: "
                                    + named
                                    + " (expected: a contiguous tensor on the CPU; call contiguous() or to(Device.CPU))");
        }
    }

    // The allocator hands a freed block to the next tensor of its size: what was wrongly freed
    // shows other values.
    private static void overwriteFreedMemory(int bytes) {
        List<Tensor> tensors =
                IntStream.range(0, 10)
                        .mapToObj(_ -> Tensor.full(Shape.of(bytes), 77, DType.UINT8))
                        .toList();
        tensors.forEach(Tensor::close);
    }
}
