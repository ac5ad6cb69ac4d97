package dev.balboa.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.balboa.data.Augmentation;
import dev.balboa.data.GeneratedImages;
import dev.balboa.data.GeneratedOptions;
import dev.balboa.data.ImageDataset;
import dev.balboa.data.Loader;
import dev.balboa.data.LoaderOptions;
import dev.balboa.nn.BatchNorm2d;
import dev.balboa.nn.Layer;
import dev.balboa.tensor.Device;
import dev.balboa.tensor.Tensor;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Oracle: encoders whose features are known without computing them: the pixels themselves, and a
/// constant.
class KnnProbeTest {

    private static final ImageDataset IMAGES =
            GeneratedImages.train(GeneratedOptions.standard(0).withSize(8).withCounts(40, 1));

    /// Batch norm, then the pixels in a row.
    private record PixelEncoder(BatchNorm2d norm) implements Layer {

        @Override
        public Tensor forward(Tensor x) {
            return norm.forward(x).flatten(1, -1);
        }
    }

    private static Loader loader(int batchSize) {
        return Loader.of(IMAGES, Augmentation.evaluation(), LoaderOptions.evaluation(batchSize));
    }

    private static KnnProbe probe(int k) {
        return new KnnProbe(loader(16), loader(16), new WeightedKnn(k, 0.1), Device.CPU);
    }

    @Test
    void everyImageIsItsOwnNearestNeighbour() {
        assertThat(probe(1).pixels()).isEqualTo(1);
    }

    @Test
    void anEncoderThatGivesPixelsScoresAsPixelsDo() {
        try (PixelEncoder encoder = new PixelEncoder(BatchNorm2d.of(3))) {
            // untouched running statistics: the norm is the identity but for its eps
            assertThat(probe(5).encoder(encoder).accuracy()).isEqualTo(probe(5).pixels());
        }
    }

    @Test
    void anEncoderThatGivesOneVectorHasNoSpread() {
        try (PixelEncoder encoder = new PixelEncoder(BatchNorm2d.zeroScale(3))) {
            encoder.stateDict().get("norm.bias").detach().fill_(1);
            assertThat(probe(5).encoder(encoder).spread()).isCloseTo(0, within(1e-6));
        }
    }

    @Test
    void recalibrationSetsTheStatisticsOfTheBank() {
        try (PixelEncoder encoder = new PixelEncoder(BatchNorm2d.of(3))) {
            // batches of equal size, or the plain average over batches is not the average over
            // images
            new KnnProbe(loader(20), loader(20), new WeightedKnn(5, 0.1), Device.CPU)
                    .recalibrated(encoder);
            Tensor pixels = Features.pixels(loader(40)).values();
            float expected = (float) pixels.narrow(1, 0, 64).mean().item();
            Map<String, Tensor> state = encoder.stateDict();
            assertThat(state.get("norm.running_mean").toFloatArray()[0])
                    .isCloseTo(expected, within(1e-4f));
            assertThat(state.get("norm.num_batches_tracked").itemLong()).isEqualTo(2);
        }
    }

    @Test
    void featuresKeepTheOrderOfTheDatasetWhateverTheBatchSize() {
        Features one = Features.pixels(loader(7));
        Features all = Features.pixels(loader(40));
        assertThat(one.values().toFloatArray()).isEqualTo(all.values().toFloatArray());
        for (int i = 0; i < IMAGES.size(); i++) {
            assertThat(one.labels()[i]).isEqualTo(IMAGES.label(i));
        }
    }

    @Test
    void featuresNeedNoGradientAndLeaveTheEncoderInEvaluationMode() {
        try (PixelEncoder encoder = new PixelEncoder(BatchNorm2d.of(3))) {
            Features features = Features.of(encoder, loader(16), Device.CPU);
            assertThat(features.values().requiresGrad()).isFalse();
            assertThat(encoder.stateDict().get("norm.num_batches_tracked").itemLong()).isZero();
        }
    }

    @Test
    void twoViewsAreRefused() {
        Loader two = Loader.of(IMAGES, Augmentation.evaluation(), LoaderOptions.training(8, 2, 0));
        assertThatThrownBy(() -> Features.pixels(two))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("loader: 2 views per image (expected: 1)");
    }

    @Test
    void labelsMustMatchTheRows() {
        Tensor values = Features.pixels(loader(40)).values();
        assertThatThrownBy(() -> new Features(values, new long[3]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("N = 3, the number of labels");
    }
}
