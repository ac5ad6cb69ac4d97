package dev.balboa.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.balboa.tensor.DType;
import dev.balboa.tensor.Memory;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Oracles: the views made one by one with the package's own drawing and executor (which have
/// goldens of their own), counts by hand, and the library's counters of live tensors and the JVM's
/// list of threads.
class LoaderTest {

    private static final Augmentation AUGMENTATION = Augmentation.generated(16);
    private static final GeneratedImages IMAGES =
            GeneratedImages.train(GeneratedOptions.standard(3).withSize(20).withCounts(29, 1));

    @Test
    void viewsAreBatchChannelHeightWidthWithLabelsAndIndices() {
        for (Loaded batch : load(IMAGES, LoaderOptions.training(5, 4, 1), 0)) {
            assertThat(batch.views).hasSize(4).allMatch(v -> v.length == 5 * 3 * 16 * 16);
            for (int row = 0; row < 5; row++) {
                assertThat(batch.labels[row]).isEqualTo(batch.indices[row] % 8);
            }
        }
        try (Scope _ = Scope.open();
                Epoch epoch =
                        Loader.of(IMAGES, AUGMENTATION, LoaderOptions.training(5, 2, 1)).epoch(0);
                Batch batch = epoch.next()) {
            assertThat(batch.size()).isEqualTo(5);
            assertThat(batch.views().getFirst().shape()).isEqualTo(Shape.of(5, 3, 16, 16));
            assertThat(batch.views().getFirst().dtype()).isEqualTo(DType.FLOAT32);
            assertThat(batch.labels().dtype()).isEqualTo(DType.INT64);
        }
    }

    @Test
    void rowsAreTheImageUnderTheDrawsOfItsIndexAndView() {
        Loaded batch = load(IMAGES, LoaderOptions.training(6, 2, 11), 4).get(2);
        int each = 3 * 16 * 16;
        for (int row = 0; row < 6; row++) {
            for (int v = 0; v < 2; v++) {
                int index = (int) batch.indices[row];
                CounterRandom random =
                        CounterRandom.of(CounterRandom.Purpose.VIEW, 11, 4, index, v);
                float[] expected =
                        PixelExecutor.apply(
                                        IMAGES.image(index),
                                        Drawing.of(AUGMENTATION, 20, 20, random))
                                .levels();
                assertThat(Arrays.copyOfRange(batch.views.get(v), row * each, (row + 1) * each))
                        .containsExactly(expected, within(1e-5f));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 5})
    void theNumberOfWorkersChangesNothing(int workers) {
        LoaderOptions one = new LoaderOptions(4, 2, true, false, 7, 1);
        assertSame(load(IMAGES, one, 3), load(IMAGES, one.withWorkers(workers), 3));
    }

    @Test
    void anEpochCanBeRepeatedAndAnotherDiffers() {
        LoaderOptions options = LoaderOptions.training(8, 2, 5);
        assertSame(load(IMAGES, options, 1), load(IMAGES, options, 1));
        Loaded first = load(IMAGES, options, 1).getFirst();
        Loaded other = load(IMAGES, options, 2).getFirst();
        Loaded seeded = load(IMAGES, LoaderOptions.training(8, 2, 6), 1).getFirst();
        assertThat(other.indices).isNotEqualTo(first.indices);
        assertThat(seeded.indices).isNotEqualTo(first.indices);
        assertThat(first.views.get(0)).isNotEqualTo(first.views.get(1));
    }

    @Test
    void everyImageComesOnceAndTheShortBatchIsKeptOrDropped() {
        LoaderOptions keep = new LoaderOptions(8, 1, true, false, 0, 2);
        assertThat(load(IMAGES, keep, 0))
                .extracting(b -> b.indices.length)
                .containsExactly(8, 8, 8, 5);
        assertThat(indices(load(IMAGES, keep, 0)))
                .containsExactlyInAnyOrder(IntStream.range(0, 29).asLongStream().toArray());
        assertThat(load(IMAGES, new LoaderOptions(8, 1, true, true, 0, 2), 0)).hasSize(3);
    }

    @Test
    void evaluationKeepsTheOrderOfTheDataset() {
        assertThat(indices(load(IMAGES, LoaderOptions.evaluation(10), 0)))
                .containsExactly(IntStream.range(0, 29).asLongStream().toArray());
    }

    @Test
    void theTensorsBelongToTheConsumersScope() {
        Loader loader = Loader.of(IMAGES, AUGMENTATION, LoaderOptions.training(4, 2, 0));
        long before = Memory.liveTensors();
        Tensor view;
        try (Epoch epoch = loader.epoch(0);
                Scope scope = Scope.open()) {
            view = epoch.next().views().getFirst();
            assertThat(scope.size()).isEqualTo(3);
        }
        assertThat(view.isClosed()).isTrue();
        assertThat(Memory.liveTensors()).isEqualTo(before);
    }

    @Test
    @Timeout(60)
    void closingInMidEpochLeaksNeitherTensorNorThread() throws InterruptedException {
        long before = Memory.liveTensors();
        for (int closedAfter = 0; closedAfter < 3; closedAfter++) {
            Epoch epoch =
                    Loader.of(IMAGES, AUGMENTATION, LoaderOptions.training(4, 2, 0).withWorkers(3))
                            .epoch(0);
            for (int i = 0; i < closedAfter; i++) {
                epoch.next().close();
            }
            epoch.close();
            epoch.close();
            assertThat(epoch.hasNext()).isFalse();
            assertThatThrownBy(epoch::next)
                    .isInstanceOf(NoSuchElementException.class)
                    .hasMessage("the epoch is closed");
            awaitEndOfLoaderThreads();
        }
        assertThat(Memory.liveTensors()).isEqualTo(before);
    }

    @Test
    @Timeout(60)
    void aBatchThatIsMadeWhileTheConsumerIsInterruptedIsFreed() throws InterruptedException {
        long before = Memory.liveTensors();
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        ImageDataset slow =
                new Watched(
                        _ -> {
                            asked.countDown();
                            while (released.getCount() > 0) {
                                // a worker that hears no interruption, as in native code
                                Thread.onSpinWait();
                            }
                        });
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread consumer =
                new Thread(
                        () -> {
                            try (Epoch epoch =
                                    Loader.of(slow, AUGMENTATION, LoaderOptions.training(4, 2, 0))
                                            .epoch(0)) {
                                epoch.next();
                            } catch (DataException e) {
                                thrown.set(e);
                            }
                        });
        consumer.start();
        asked.await();
        while (consumer.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        consumer.interrupt();
        // it now waits for its worker
        Thread.sleep(50);
        released.countDown();
        consumer.join();
        assertThat(thrown.get()).hasMessageContaining("interrupted while waiting for a batch");
        assertThat(Memory.liveTensors()).isEqualTo(before);
    }

    @Test
    void largeImagesComeSomeAtATimeAndGiveTheSameViews() {
        List<Image> large = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            byte[] rgb = new byte[2_400 * 2_400 * 3];
            new java.util.SplittableRandom(i).nextBytes(rgb);
            large.add(new Image(2_400, 2_400, rgb));
        }
        ImageDataset dataset = ImagesInMemory.unlabelled("large", large);
        LoaderOptions options = LoaderOptions.evaluation(3);
        Loaded batch = load(dataset, options, 0).getFirst();
        for (int i = 0; i < 3; i++) {
            CounterRandom random = CounterRandom.of(CounterRandom.Purpose.VIEW, 0, 0, i, 0);
            List<Draw> draws = Drawing.of(AUGMENTATION, 2_400, 2_400, random);
            assertThat(Arrays.copyOfRange(batch.views.getFirst(), i * 768, (i + 1) * 768))
                    .containsExactly(
                            PixelExecutor.apply(large.get(i), draws).levels(), within(1e-5f));
        }
    }

    @Test
    @Timeout(60)
    void workersEndWithTheLastBatch() throws InterruptedException {
        load(IMAGES, LoaderOptions.training(4, 2, 0).withWorkers(3), 0);
        awaitEndOfLoaderThreads();
    }

    @Test
    @Timeout(60)
    void workersMakeOnlyAFewBatchesAhead() throws InterruptedException {
        AtomicInteger read = new AtomicInteger();
        ImageDataset counting = new Watched(index -> read.incrementAndGet());
        try (Epoch epoch =
                Loader.of(counting, AUGMENTATION, LoaderOptions.training(2, 1, 0).withWorkers(2))
                        .epoch(0)) {
            epoch.next().close();
            // three ahead of the one given, two images each; wait until they are made, then see
            // that no more come
            while (read.get() < 8) {
                Thread.sleep(1);
            }
            Thread.sleep(50);
            assertThat(read.get()).isEqualTo(8);
        }
    }

    @Test
    @Timeout(60)
    void aFailureInAWorkerReachesTheConsumerWithTheImagesName() throws InterruptedException {
        ImageDataset broken =
                new Watched(
                        index -> {
                            if (index == 13) {
                                throw new IllegalStateException("bits fell out");
                            }
                        });
        assertThatThrownBy(() -> load(broken, LoaderOptions.evaluation(4).withWorkers(2), 0))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "generated/train/13: could not be loaded: bits fell out (see the cause)")
                .hasCauseInstanceOf(IllegalStateException.class);
        awaitEndOfLoaderThreads();
    }

    @Test
    @Timeout(60)
    void anErrorInAWorkerReachesTheConsumerAsItself() {
        ImageDataset broken =
                new Watched(
                        index -> {
                            throw new OutOfMemoryError("no room for image " + index);
                        });
        assertThatThrownBy(() -> load(broken, LoaderOptions.evaluation(4), 0))
                .isInstanceOf(OutOfMemoryError.class)
                .hasMessage("no room for image 0");
    }

    @Test
    void imagesOfDifferentSizesAreRefusedByName() {
        ImageDataset mixed =
                new MemoryDataset(
                        List.of(new Image(4, 4, new byte[48]), new Image(5, 4, new byte[60])),
                        new int[2],
                        List.of("c"));
        Loader loader = Loader.of(mixed, Augmentation.evaluation(), LoaderOptions.evaluation(2));
        try (Epoch epoch = loader.epoch(0)) {
            assertThatThrownBy(epoch::next)
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("memory/1: 5x4 after the augmentation (expected: 4x4");
        }
    }

    @Test
    void optionsOutOfRangeAreNamed() {
        assertThatThrownBy(() -> LoaderOptions.training(0, 2, 0))
                .hasMessage("batchSize: 0 (expected: >= 1)");
        assertThatThrownBy(() -> LoaderOptions.training(1, 0, 0))
                .hasMessage("views: 0 (expected: >= 1)");
        assertThatThrownBy(() -> LoaderOptions.evaluation(1).withWorkers(0))
                .hasMessage("workers: 0 (expected: >= 1)");
        assertThatThrownBy(() -> Loader.of(IMAGES, AUGMENTATION, LoaderOptions.training(30, 2, 0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("batchSize: 30 (expected: <= 29");
        assertThatThrownBy(
                        () ->
                                Loader.of(
                                        new MemoryDataset(List.of(), new int[0], List.of()),
                                        AUGMENTATION,
                                        LoaderOptions.evaluation(1)))
                .hasMessage("dataset: images: 0 (expected: >= 1)");
    }

    /// A batch copied out of its tensors.
    private record Loaded(List<float[]> views, long[] labels, long[] indices) {}

    private static List<Loaded> load(ImageDataset dataset, LoaderOptions options, int number) {
        List<Loaded> all = new ArrayList<>();
        Loader loader = Loader.of(dataset, AUGMENTATION, options);
        try (Epoch epoch = loader.epoch(number)) {
            while (epoch.hasNext()) {
                try (Scope _ = Scope.open();
                        Batch batch = epoch.next()) {
                    all.add(
                            new Loaded(
                                    batch.views().stream().map(Tensor::toFloatArray).toList(),
                                    batch.labels().toLongArray(),
                                    batch.indices()));
                }
            }
        }
        assertThat(all).hasSize(loader.batchesPerEpoch());
        return all;
    }

    private static void assertSame(List<Loaded> one, List<Loaded> other) {
        assertThat(other).hasSameSizeAs(one);
        for (int i = 0; i < one.size(); i++) {
            assertThat(other.get(i).indices).containsExactly(one.get(i).indices);
            assertThat(other.get(i).labels).containsExactly(one.get(i).labels);
            for (int v = 0; v < one.get(i).views.size(); v++) {
                assertThat(other.get(i).views.get(v)).containsExactly(one.get(i).views.get(v));
            }
        }
    }

    private static long[] indices(List<Loaded> batches) {
        return batches.stream().flatMapToLong(b -> Arrays.stream(b.indices)).toArray();
    }

    /// A thread that never ends lets the test run into its timeout; one that is just ending may
    /// still be listed.
    private static void awaitEndOfLoaderThreads() throws InterruptedException {
        for (Thread thread : loaderThreads()) {
            thread.join();
        }
    }

    private static Set<Thread> loaderThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(t -> t.getName().startsWith("balboa-loader-") && t.isAlive())
                .collect(Collectors.toSet());
    }

    /// The generated images with something happening at each read.
    private record Watched(java.util.function.IntConsumer onRead) implements ImageDataset {

        @Override
        public int size() {
            return IMAGES.size();
        }

        @Override
        public Image image(int index) {
            onRead.accept(index);
            return IMAGES.image(index);
        }

        @Override
        public int label(int index) {
            return IMAGES.label(index);
        }

        @Override
        public String name(int index) {
            return IMAGES.name(index);
        }

        @Override
        public List<String> classNames() {
            return IMAGES.classNames();
        }
    }
}
