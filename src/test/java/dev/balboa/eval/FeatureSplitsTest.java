package dev.balboa.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.balboa.data.Augmentation;
import dev.balboa.data.GeneratedImages;
import dev.balboa.data.GeneratedOptions;
import dev.balboa.data.ImageDataset;
import dev.balboa.data.Loader;
import dev.balboa.data.LoaderOptions;
import dev.balboa.nn.Layer;
import dev.balboa.nn.ProjectionHead;
import dev.balboa.tensor.Device;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Random;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import dev.balboa.testkit.TensorAssert;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Oracle: an encoder that gives pixels and counts its images, and a head applied by hand.
class FeatureSplitsTest {

    private static final GeneratedOptions OPTIONS =
            GeneratedOptions.standard(0).withSize(8).withCounts(40, 16);
    private static final ImageDataset TRAIN = GeneratedImages.train(OPTIONS);
    private static final ImageDataset TEST = GeneratedImages.splits(OPTIONS).test().orElseThrow();

    private record Counting(AtomicInteger images) implements Layer {

        @Override
        public Tensor forward(Tensor x) {
            images.addAndGet((int) x.size(0));
            return x.flatten(1, -1);
        }
    }

    private static Loader loader(ImageDataset images) {
        return Loader.of(images, Augmentation.evaluation(), LoaderOptions.evaluation(16));
    }

    private static FeatureSplits features(Layer encoder) {
        return FeatureSplits.of(encoder, loader(TRAIN), loader(TEST), Device.CPU);
    }

    @Test
    void severalProbesAndAHeadEncodeEachImageOnce() {
        Counting encoder = new Counting(new AtomicInteger());
        FeatureSplits features = features(encoder);
        try (Generator generator = Generator.of(0);
                ProjectionHead head = ProjectionHead.simSiam(192, 8, 4, 2, generator)) {
            FeatureSplits projections = features.through(head);
            new WeightedKnn(3, 0.1).accuracy(features.train(), features.test());
            new WeightedKnn(3, 0.1).accuracy(projections.train(), projections.test());
        }
        assertThat(encoder.images()).hasValue(56);
        assertThat(features.classes()).isEqualTo(8);
    }

    @Test
    void aHeadIsAppliedInEvaluationModeAndKeepsTheLabels() {
        try (Generator generator = Generator.of(0);
                ProjectionHead head = ProjectionHead.simSiam(3, 5, 4, 2, generator)) {
            // more rows than a head is given at once
            Tensor rows = Random.randn(Shape.of(5000, 3), generator);
            long[] labels = new long[5000];
            labels[4999] = 6;
            Features projected = new Features(rows, labels).through(head);
            head.eval();
            TensorAssert.assertThat(projected.values()).isCloseTo(head.forward(rows), 1e-5, 1e-6);
            assertThat(projected.labels()).isEqualTo(labels);
            assertThat(projected.values().requiresGrad()).isFalse();
            assertThat(head.stateDict().get("layers.1.num_batches_tracked").itemLong()).isZero();
        }
    }

    @Test
    void viewsOfAnImageShareARow() {
        Loader same = Loader.of(TRAIN, Augmentation.evaluation(), options(2));
        List<Features> views =
                Features.ofViews(new Counting(new AtomicInteger()), same, 2, Device.CPU);
        assertThat(views).hasSize(2);
        TensorAssert.assertThat(views.get(1).values()).isCloseTo(views.get(0).values(), 0, 0);

        Loader augmented = Loader.of(TRAIN, Augmentation.simsiamCifar(8), options(2));
        views = Features.ofViews(new Counting(new AtomicInteger()), augmented, 2, Device.CPU);
        assertThat(views.get(1).values().toFloatArray())
                .isNotEqualTo(views.get(0).values().toFloatArray());
        assertThat(views.get(1).labels()).isEqualTo(views.get(0).labels());
    }

    private static LoaderOptions options(int views) {
        return new LoaderOptions(16, views, false, false, 0, 1);
    }

    @Test
    void anotherNumberOfViewsIsNamed() {
        Loader four = Loader.of(TRAIN, Augmentation.evaluation(), options(4));
        Counting encoder = new Counting(new AtomicInteger());
        assertThatThrownBy(() -> Features.ofViews(encoder, four, 2, Device.CPU))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("loader: 4 views per image (expected: 2)");
    }

    @Test
    void splitsOfDifferentWidthsAreRefused() {
        Features wide = new Features(Tensor.zeros(Shape.of(1, 3)), new long[1]);
        Features narrow = new Features(Tensor.zeros(Shape.of(1, 2)), new long[1]);
        assertThatThrownBy(() -> new FeatureSplits(wide, narrow))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("test: [1, 2] (expected: [M, 3], the width of train)");
    }

    @Test
    void valuesThatAreNoNumbersAreCounted() {
        Features features =
                new Features(
                        Tensor.of(new double[] {1, Double.NaN, 2, 1.0 / 0}, Shape.of(2, 2)),
                        new long[2]);
        assertThatThrownBy(() -> features.requireFinite("train"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "train: 2 of 4 values are NaN or infinite (expected: finite features; did"
                                + " training diverge?)");
    }
}
