package dev.balboa.latent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.balboa.data.Augmentation;
import dev.balboa.data.Epoch;
import dev.balboa.data.GeneratedImages;
import dev.balboa.data.GeneratedOptions;
import dev.balboa.data.Image;
import dev.balboa.data.ImagesInMemory;
import dev.balboa.data.Loader;
import dev.balboa.data.LoaderOptions;
import dev.balboa.data.Resize;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import dev.balboa.testkit.TensorAssert;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Oracles: small images by hand; the same images through a loader.
class BinarisationTest {

    private static final ImageSize SIZE = ImageSize.of(28);

    private static GeneratedImages generated() {
        return GeneratedImages.train(GeneratedOptions.standard(0).withSize(28).withCounts(200, 1));
    }

    private static Image image(int... levels) {
        byte[] rgb = new byte[levels.length];
        for (int i = 0; i < levels.length; i++) {
            rgb[i] = (byte) levels[i];
        }
        return new Image(levels.length / 3, 1, rgb);
    }

    @Test
    void rowsAreGrayLevelsPixelByPixel() {
        ImagesInMemory images =
                ImagesInMemory.unlabelled(
                        "two", List.of(image(255, 0, 0, 0, 255, 0), image(0, 0, 255, 90, 90, 90)));
        Tensor rows = ImageRows.of(images, new ImageSize(1, 2), new Binarisation.None(), 0);
        TensorAssert.assertThat(rows).hasShape(2, 2);
        TensorAssert.assertThat(rows).isCloseTo(0.299, 0.587, 0.114, 90 / 255.0);
    }

    @Test
    void aLoaderGivesTheSameRows() {
        Binarisation binarisation = new Binarisation.AgainstBorder(0.08);
        Tensor rows = ImageRows.of(generated(), SIZE, binarisation, 0);
        Loader loader =
                Loader.of(
                        generated(),
                        Augmentation.of(new Resize(28)),
                        LoaderOptions.evaluation(200));
        try (Epoch epoch = loader.epoch(0);
                Generator generator = Generator.of(0)) {
            Tensor view = epoch.next().views().getFirst();
            Tensor same = binarisation.apply(ImageRows.gray(view), generator).flatten(1, 2);
            // a level at the margin may fall to either side by a rounding
            assertThat(same.ne(rows).countNonzero().itemLong()).isLessThanOrEqualTo(2);
        }
    }

    @Test
    void thresholdsCutAndBordersAreCompared() {
        Tensor levels =
                Tensor.of(
                        new float[] {.5f, .5f, .5f, .5f, .7f, .5f, .5f, .3f, .5f, .5f, .52f, .5f},
                        Shape.of(1, 4, 3));
        try (Generator generator = Generator.of(0)) {
            TensorAssert.assertThat(new Binarisation.Threshold(0.6).apply(levels, generator))
                    .hasValues(0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0);
            TensorAssert.assertThat(new Binarisation.AgainstBorder(0.1).apply(levels, generator))
                    .hasValues(0, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0);
            assertThat(new Binarisation.None().apply(levels, generator)).isSameAs(levels);
        }
    }

    @Test
    void drawsHaveTheLevelsAsMeansAndFollowTheSeed() {
        Tensor levels = Tensor.full(Shape.of(100, 10, 10), 0.3);
        Binarisation draw = new Binarisation.Draw();
        try (Generator one = Generator.of(1);
                Generator same = Generator.of(1)) {
            Tensor drawn = draw.apply(levels, one);
            assertThat(drawn.mean().item()).isBetween(0.28, 0.32);
            assertThat(drawn.equal(draw.apply(levels, same))).isTrue();
            assertThat(drawn.equal(draw.apply(levels, one))).isFalse();
        }
    }

    @Test
    void silhouettesOfTheGeneratedImagesAreMostlyNeitherEmptyNorFull() {
        Tensor rows = ImageRows.of(generated(), SIZE, new Binarisation.AgainstBorder(0.08), 0);
        Tensor shares = rows.mean(false, 1);
        assertThat(rows.mean().item()).isBetween(0.1, 0.4);
        assertThat(shares.lt(0.02).to(rows.dtype()).mean().item()).isLessThan(0.15);
    }

    @Test
    void otherSizesAndRangesAreNamed() {
        assertThatThrownBy(
                        () ->
                                ImageRows.of(
                                        generated(), ImageSize.of(32), new Binarisation.None(), 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "generated/train/0: 28x28 (expected: 32x32, width by height; resize the"
                                + " images)");
        assertThatThrownBy(() -> ImageRows.gray(Tensor.zeros(Shape.of(2, 1, 4, 4))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("views: [2, 1, 4, 4] (expected: [N, 3, height, width])");
        assertThatThrownBy(() -> new Binarisation.Threshold(1.5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("level: 1.5 (expected: within [0, 1])");
        assertThatThrownBy(() -> new Binarisation.AgainstBorder(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("margin: 0.0 (expected: > 0)");
    }
}
