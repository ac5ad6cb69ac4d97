package dev.balboa.tensor;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.balboa.testkit.WithoutScope;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Tensors on foreign memory. The oracle for its release is a counter in the release action; since
/// a thread of its own runs that, each test first waits for actions that were queued later.
@WithoutScope
class WrapTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Shape THREE = Shape.of(3);

    private final Arena arena = Arena.ofShared();
    private final MemorySegment memory = arena.allocateFrom(JAVA_FLOAT, 1, 2, 3);
    private final AtomicInteger released = new AtomicInteger();

    private Tensor wrapped() {
        return Tensor.wrap(memory, THREE, DType.FLOAT32, released::incrementAndGet);
    }

    @AfterEach
    void endTheArena() throws InterruptedException {
        settle();
        arena.close();
    }

    /// Returns once every release that is due has run: they run in batches, so the second marker
    /// ends the first one's batch.
    private static void settle() throws InterruptedException {
        for (int i = 0; i < 2; i++) {
            CountDownLatch done = new CountDownLatch(1);
            MemorySegment own = Arena.global().allocate(4, 4);
            Tensor.wrap(own, Shape.SCALAR, DType.FLOAT32, done::countDown).close();
            if (!done.await(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                throw new AssertionError("no release within " + PATIENCE);
        }
    }

    private int releases() throws InterruptedException {
        settle();
        return released.get();
    }

    @Test
    void theTensorSeesWhatIsWrittenToTheMemory() {
        try (Tensor tensor = wrapped()) {
            memory.setAtIndex(JAVA_FLOAT, 1, 42);
            assertThat(tensor.toFloatArray()).containsExactly(1, 42, 3);
        }
    }

    @Test
    void theMemorySeesWhatIsWrittenToTheTensor() {
        try (Tensor tensor = wrapped()) {
            tensor.mul_(2);
            assertThat(memory.toArray(JAVA_FLOAT)).containsExactly(2, 4, 6);
        }
    }

    @Test
    void releaseRunsOnceAfterTheTensorIsClosed() throws InterruptedException {
        wrapped().close();
        assertThat(releases()).isEqualTo(1);
    }

    @Test
    void releaseWaitsForTheTensor() throws InterruptedException {
        try (Tensor _ = wrapped()) {
            assertThat(releases()).isZero();
        }
    }

    @Test
    void releaseWaitsForAView() throws InterruptedException {
        Tensor tensor = wrapped();
        try (Tensor view = tensor.narrow(0, 1, 2)) {
            tensor.close();
            assertThat(releases()).isZero();
            assertThat(view.toFloatArray()).containsExactly(2, 3);
        }
        assertThat(releases()).isEqualTo(1);
    }

    @Test
    void releaseWaitsForAGraphThatSavedTheTensor() throws InterruptedException {
        try (Tensor w = Tensor.ones(THREE).requiresGrad_(true)) {
            Tensor tensor = wrapped();
            Tensor product = w.mul(tensor);
            tensor.close();
            assertThat(releases()).isZero();
            product.backward(Tensor.ones(THREE));
            product.close();
            try (Tensor grad = w.grad()) {
                assertThat(grad.toFloatArray()).containsExactly(1, 2, 3);
            }
        }
        assertThat(releases()).isEqualTo(1);
    }

    @Test
    void releaseWaitsForASegmentOfTheTensor() throws InterruptedException {
        try (Arena view = Arena.ofConfined()) {
            Tensor tensor = wrapped();
            MemorySegment segment = tensor.asSegment(view);
            tensor.close();
            assertThat(releases()).isZero();
            assertThat(segment.toArray(JAVA_FLOAT)).containsExactly(1, 2, 3);
        }
        assertThat(releases()).isEqualTo(1);
    }

    @Test
    void releaseDoesNotWaitForACopy() throws InterruptedException {
        Tensor tensor = wrapped();
        try (Tensor _ = tensor.copy()) {
            tensor.close();
            assertThat(releases()).isEqualTo(1);
        }
    }

    @Test
    void releaseRunsForATensorDroppedWithoutClose() throws InterruptedException {
        drop();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (released.get() == 0 && System.nanoTime() < deadline) {
            System.gc();
            Thread.sleep(5);
        }
        assertThat(released).hasValue(1);
    }

    private void drop() {
        wrapped();
    }

    @Test
    void aReleaseThatThrowsDoesNotStopTheNextOne() throws InterruptedException {
        Tensor.wrap(
                        memory,
                        THREE,
                        DType.FLOAT32,
                        () -> {
                            throw new IllegalStateException(
                                    "expected in the log: this release fails on purpose");
                        })
                .close();
        wrapped().close();
        assertThat(releases()).isEqualTo(1);
    }

    @Test
    void memoryOfAnAutomaticArenaLivesAsLongAsTheTensor() throws InterruptedException {
        try (Tensor tensor = wrappedAutomatic()) {
            for (int i = 0; i < 5; i++) {
                System.gc();
                Arena.ofAuto().allocate(1 << 20).fill((byte) 7);
                Thread.sleep(5);
            }
            assertThat(tensor.toFloatArray()).containsExactly(1, 2, 3);
        }
    }

    private static Tensor wrappedAutomatic() {
        return Tensor.wrap(
                Arena.ofAuto().allocateFrom(JAVA_FLOAT, 1, 2, 3), THREE, DType.FLOAT32, () -> {});
    }

    @Test
    void wrappedMemoryIsNotCountedAsAllocated() {
        long before = Memory.liveBytes();
        try (Tensor _ = wrapped()) {
            assertThat(Memory.liveBytes()).isEqualTo(before);
        }
    }

    @Test
    void aHeapSegmentIsRefused() {
        refuses(
                MemorySegment.ofArray(new float[3]),
                "wrap: a heap or read-only segment (expected: a writable native one)");
    }

    @Test
    void aReadOnlySegmentIsRefused() {
        refuses(
                memory.asReadOnly(),
                "wrap: a heap or read-only segment (expected: a writable native one)");
    }

    @Test
    void aConfinedSegmentIsRefused() {
        try (Arena confined = Arena.ofConfined()) {
            refuses(
                    confined.allocate(12, 4),
                    "wrap: the segment belongs to one thread (expected: a shared, global or automatic arena)");
        }
    }

    @Test
    void aSegmentOfAClosedArenaIsRefused() {
        MemorySegment gone;
        try (Arena closed = Arena.ofShared()) {
            gone = closed.allocate(12, 4);
        }
        refuses(gone, "wrap: the segment's arena is closed");
    }

    @Test
    void aSegmentThatIsTooSmallIsRefused() {
        refuses(
                memory.asSlice(0, 8),
                "a segment of 8 bytes is too small for float32[3] (expected: 12 bytes)");
    }

    @Test
    void aMisalignedSegmentIsRefused() {
        refuses(arena.allocate(16, 4).asSlice(1), "wrap: the segment is not aligned to 4 bytes");
    }

    @Test
    void aShapeOfMoreBytesThanALongIsRefused() {
        assertThatThrownBy(() -> Tensor.wrap(memory, Shape.of(1L << 62), DType.FLOAT64, () -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("float64[4611686018427387904]");
    }

    @Test
    void aMissingReleaseActionIsRefused() {
        assertThatThrownBy(() -> Tensor.wrap(memory, THREE, DType.FLOAT32, null).close())
                .isInstanceOf(NullPointerException.class)
                .hasMessageContaining("release");
    }

    private void refuses(MemorySegment segment, String message) {
        assertThatThrownBy(
                        () -> Tensor.wrap(segment, THREE, DType.FLOAT32, released::incrementAndGet))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
