package dev.balboa.ssl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.balboa.data.Batch;
import dev.balboa.data.Sampler;
import dev.balboa.nn.ResNet;
import dev.balboa.tensor.DType;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Random;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Importances of images, and the method that learns which images to show first. Oracle: the moving
/// average by hand; the loss's errors on the network's own projections.
class ImageImportanceTest {

    private static HierarchicalContrastive method(MethodSettings settings) {
        try (Generator generator = Generator.of(1)) {
            MethodSetup setup =
                    MethodSetup.of(
                                    g -> ResNet.resnet18(2, false, g),
                                    new Heads(8, 16, 2, 4),
                                    generator,
                                    1)
                            .withRun(8, 2, 7)
                            .withSettings(settings);
            return (HierarchicalContrastive) Methods.get("hierarchical").create(setup);
        }
    }

    /// Four images of a larger dataset.
    private static Batch batch(long... indices) {
        try (Generator generator = Generator.of(9)) {
            Tensor first = Random.randn(Shape.of(4, 3, 16, 16), generator);
            Tensor second = Random.randn(Shape.of(4, 3, 16, 16), generator);
            return new Batch(
                    List.of(first, second), Tensor.zeros(Shape.of(4), DType.INT64), indices);
        }
    }

    @Test
    void valuesAreAMovingAverageThatStartsAtTheLargestError() {
        try (ImageImportance importance = ImageImportance.of(4, 0.75, 1, 0)) {
            importance.update(new long[] {2, 0}, Tensor.of(0.2, 0.6));
            importance.update(new long[] {2}, Tensor.of(1.0));
            assertThat(importance.read())
                    .containsExactly(new double[] {0.9, 1, 0.75 * 0.8 + 0.25, 1}, within(1e-6));
        }
    }

    @Test
    void settingsAndIndicesOutOfRangeAreNamed() {
        assertThatThrownBy(() -> ImageImportance.of(0, 0.5, 1, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("images: 0 (expected: >= 1)");
        try (ImageImportance importance = ImageImportance.of(2, 0, 1, 0)) {
            assertThatThrownBy(() -> new ImageImportance(importance.values(), 1, 1, 0))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("keep: 1.0 (expected: within [0, 1))");
            assertThatThrownBy(() -> new ImageImportance(importance.values(), 0, 0, 0))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("share: 0.0 (expected: within (0, 1])");
            assertThatThrownBy(() -> importance.order(new Sampler.Sequential(3)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("images: 2 (expected: 3, one for each image of the dataset)");
            assertThatThrownBy(() -> importance.update(new long[] {2}, Tensor.of(1.0)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("index: 2 (expected: 0 to 1, an image of the dataset)");
        }
    }

    @Test
    void aStepNotesHowWrongItsImagesWere() {
        try (HierarchicalContrastive method =
                method(MethodSettings.defaults()).withImportance(ImageImportance.of(7, 0, 1, 0))) {
            Batch batch = batch(5, 0, 6, 3);
            method.step(batch);
            Tensor sum = Tensor.zeros(Shape.of(4));
            for (int level = 0; level < 3; level++) {
                Tensor z0 = projection(method, batch.view(0), level + 1);
                Tensor z1 = projection(method, batch.view(1), level + 1);
                sum = sum.add(method.loss().errors(level, z0, z1));
            }
            double[] errors = sum.div(3).toDoubleArray();
            double[] expected = {errors[1], 1, 1, errors[3], 1, errors[0], errors[2]};
            assertThat(method.images().orElseThrow().read())
                    .containsExactly(expected, within(1e-4));
        }
    }

    private static Tensor projection(HierarchicalContrastive method, Tensor view, int number) {
        return method.projections(view, Set.of(number), 0).get(number);
    }

    @Test
    void importancesAreStateAndDecideWhatTheNextEpochShows() {
        MethodSettings settings =
                MethodSettings.defaults()
                        .with("image-order", "importance")
                        .with("importance-share", 0.5);
        Sampler usual = new Sampler.Sequential(7);
        try (HierarchicalContrastive first = method(settings);
                HierarchicalContrastive second = method(settings)) {
            Sampler sampler = first.order(usual);
            assertThat(sampler.size()).isEqualTo(4);
            ImageImportance own = first.images().orElseThrow();
            for (int seen = 0; seen < 80; seen++) {
                own.update(new long[] {0, 2, 5}, Tensor.zeros(Shape.of(3)));
            }
            assertThat(sampler.order(1)).containsExactlyInAnyOrder(1, 3, 4, 6);
            second.loadStateDict(first.stateDict());
            assertThat(second.stateDict()).containsKey("images.values");
            assertThat(second.order(usual).order(1)).containsExactly(sampler.order(1));
        }
    }

    /// 8 epochs of 7 images in batches of 2 are 24 steps; of 4 of them, 16.
    @Test
    void levelsJoinByTheStepsThatAnEpochOfAShareHas() {
        MethodSettings all =
                MethodSettings.defaults().with("mode", "progressive").with("full-from", 1);
        MethodSettings half = all.with("image-order", "importance").with("importance-share", 0.5);
        try (HierarchicalContrastive whole = method(all);
                HierarchicalContrastive shared = method(half)) {
            assertThat(((HierarchyMode.Progressive) whole.mode()).steps()).isEqualTo(24);
            assertThat(((HierarchyMode.Progressive) shared.mode()).steps()).isEqualTo(16);
        }
    }

    @Test
    void withoutImportancesTheOrderIsTheUsualOne() {
        Sampler usual = new Sampler.Shuffled(7, 1);
        try (HierarchicalContrastive method = method(MethodSettings.defaults())) {
            assertThat(method.stateDict()).doesNotContainKey("images.values");
            assertThat(method.order(usual)).isSameAs(usual);
        }
    }
}
