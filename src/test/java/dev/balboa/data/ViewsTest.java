package dev.balboa.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Oracles: each view made alone with the package's own drawing and executor (which have goldens of
/// their own), and the same epoch loaded with another number of workers or in other batches.
class ViewsTest {

    private static final GeneratedImages IMAGES =
            GeneratedImages.train(GeneratedOptions.standard(3).withSize(24).withCounts(13, 1));

    /// Every random transform, small enough for a test: two views of 16 pixels that differ, three
    /// of 8.
    private static final Views VIEWS =
            Views.of(
                            Augmentation.of(
                                    RandomResizedCrop.of(16, 0.4).with(Interpolation.BICUBIC),
                                    new RandomVerticalFlip(0.5),
                                    new ColorJitter(0.4, 0.4, 0.2, 0.1, 0.8),
                                    GaussianBlur.of(16, 0.5),
                                    RandomSolarize.of(0.5),
                                    Normalize.imageNet()),
                            Augmentation.of(
                                    new RandomCrop(16, 2, PaddingMode.REFLECT, false),
                                    RandomApply.of(0.5, RandomRotation.of(30)),
                                    new RandomEqualize(0.5),
                                    Normalize.imageNet()))
                    .and(
                            Augmentation.of(RandomResizedCrop.of(8, 0.05), GaussianBlur.of(8, 0.5)),
                            3);

    @Test
    void countsAndOrderAreThoseGiven() {
        assertThat(VIEWS.count()).isEqualTo(5);
        assertThat(VIEWS.augmentations().get(4)).isSameAs(VIEWS.augmentations().get(2));
        assertThat(Pipelines.dino().count()).isEqualTo(8);
        assertThat(Pipelines.swav().count()).isEqualTo(8);
    }

    @Test
    void viewsMayDifferInSize() {
        try (Scope _ = Scope.open();
                Epoch epoch = Loader.of(IMAGES, VIEWS, LoaderOptions.training(4, 5, 1)).epoch(0);
                Batch batch = epoch.next()) {
            assertThat(batch.views())
                    .extracting(Tensor::shape)
                    .containsExactly(
                            Shape.of(4, 3, 16, 16),
                            Shape.of(4, 3, 16, 16),
                            Shape.of(4, 3, 8, 8),
                            Shape.of(4, 3, 8, 8),
                            Shape.of(4, 3, 8, 8));
        }
    }

    @Test
    void eachViewIsTheImageUnderItsOwnAugmentationAndDraws() {
        for (int index = 0; index < IMAGES.size(); index++) {
            List<float[]> views = load(LoaderOptions.training(13, 5, 11), 2).get(index);
            for (int v = 0; v < 5; v++) {
                CounterRandom random =
                        CounterRandom.of(CounterRandom.Purpose.VIEW, 11, 2, index, v);
                List<Draw> draws = Drawing.of(VIEWS.augmentations().get(v), 24, 24, random);
                assertThat(views.get(v))
                        .containsExactly(
                                PixelExecutor.apply(IMAGES.image(index), draws).levels(),
                                within(1e-5f));
            }
            assertThat(views.get(2)).isNotEqualTo(views.get(3)).isNotEqualTo(views.get(4));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void neitherWorkersNorBatchSizeChangeAView(int workers) {
        LoaderOptions one = new LoaderOptions(13, 5, true, false, 7, 1);
        List<List<float[]>> expected = load(one, 3);
        for (int batchSize : new int[] {1, 4, 13}) {
            List<List<float[]>> actual =
                    load(new LoaderOptions(batchSize, 5, true, false, 7, workers), 3);
            for (int index = 0; index < IMAGES.size(); index++) {
                for (int v = 0; v < 5; v++) {
                    assertThat(actual.get(index).get(v))
                            .containsExactly(expected.get(index).get(v));
                }
            }
        }
    }

    @Test
    void anotherEpochOrSeedDrawsAnew() {
        LoaderOptions options = new LoaderOptions(13, 5, false, false, 7, 1);
        float[] view = load(options, 0).getFirst().get(2);
        assertThat(load(options, 1).getFirst().get(2)).isNotEqualTo(view);
        assertThat(load(new LoaderOptions(13, 5, false, false, 8, 1), 0).getFirst().get(2))
                .isNotEqualTo(view);
    }

    @Test
    void theNumberOfViewsMustBeThatOfTheOptions() {
        assertThatThrownBy(() -> Loader.of(IMAGES, VIEWS, LoaderOptions.training(4, 2, 0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("options.views: 2 (expected: 5, the number of augmentations)");
    }

    @Test
    void anImageThatATransformRefusesIsNamed() {
        Views wide = Views.of(Augmentation.of(new GaussianBlur(51, 1, 2, 0)));
        try (Epoch epoch = Loader.of(IMAGES, wide, LoaderOptions.evaluation(1)).epoch(0)) {
            assertThatThrownBy(epoch::next)
                    .isInstanceOf(DataException.class)
                    .hasMessageStartingWith(IMAGES.name(0))
                    .hasMessageContaining("kernelSize: 51 (expected: <= 47");
        }
    }

    /// The views of each image, by its index.
    private static List<List<float[]>> load(LoaderOptions options, int number) {
        List<List<float[]>> byIndex = new ArrayList<>();
        for (int i = 0; i < IMAGES.size(); i++) {
            byIndex.add(new ArrayList<>());
        }
        try (Epoch epoch = Loader.of(IMAGES, VIEWS, options).epoch(number)) {
            while (epoch.hasNext()) {
                try (Scope _ = Scope.open();
                        Batch batch = epoch.next()) {
                    for (Tensor view : batch.views()) {
                        float[] all = view.toFloatArray();
                        int each = all.length / batch.size();
                        for (int row = 0; row < batch.size(); row++) {
                            byIndex.get((int) batch.indices()[row])
                                    .add(Arrays.copyOfRange(all, row * each, (row + 1) * each));
                        }
                    }
                }
            }
        }
        return byIndex;
    }
}
