package dev.balboa.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.balboa.data.Augmentation;
import dev.balboa.data.Factors;
import dev.balboa.data.GeneratedImages;
import dev.balboa.data.GeneratedOptions;
import dev.balboa.data.Loader;
import dev.balboa.data.LoaderOptions;
import dev.balboa.data.Normalize;
import dev.balboa.data.RandomHorizontalFlip;
import dev.balboa.data.ViewParameters;
import dev.balboa.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Oracles: the factors and parameters themselves; angles found again by `atan2`.
class ReadoutTargetsTest {

    private static final GeneratedImages IMAGES =
            GeneratedImages.train(GeneratedOptions.readout(1).withSize(8).withCounts(20, 1));

    private static double angle(Tensor target, int row) {
        double[] both = target.narrow(0, row, 1).toDoubleArray();
        double angle = Math.atan2(both[0], both[1]);
        return angle < 0 ? angle + 2 * Math.PI : angle;
    }

    @Test
    void theFactorsOfAnImageAreItsTargets() {
        Map<String, Tensor> targets = ReadoutTargets.ofImages(IMAGES);
        assertThat(targets.keySet())
                .containsExactly(
                        "x",
                        "y",
                        "radius",
                        "rotation",
                        "object_hue",
                        "background_hue",
                        "background_saturation",
                        "brightness",
                        "light",
                        "noise");
        for (int i = 0; i < IMAGES.size(); i++) {
            Factors f = IMAGES.factors(i);
            assertThat(targets.get("x").toDoubleArray()[i]).isEqualTo(f.x());
            assertThat(targets.get("radius").toDoubleArray()[i]).isEqualTo(f.radius());
            assertThat(targets.get("noise").toDoubleArray()[i]).isEqualTo(f.noise());
            assertThat(angle(targets.get("rotation"), i)).isCloseTo(f.rotation(), within(1e-9));
            assertThat(angle(targets.get("light"), i)).isCloseTo(f.light(), within(1e-9));
            assertThat(angle(targets.get("object_hue"), i) / (2 * Math.PI))
                    .isCloseTo(f.objectHue(), within(1e-9));
        }
    }

    @Test
    void whatAnAugmentationDrewIsItsTargets() {
        Loader loader = Loader.of(IMAGES, Augmentation.generated(8), LoaderOptions.evaluation(6));
        Map<String, Tensor> targets = ReadoutTargets.ofViews(loader, 0, 0);
        assertThat(targets.keySet())
                .containsExactly(
                        "crop_x",
                        "crop_y",
                        "crop_area",
                        "crop_ratio",
                        "flip",
                        "jitter_brightness",
                        "jitter_contrast",
                        "jitter_saturation",
                        "jitter_hue",
                        "gray");
        List<ViewParameters> drawn = loader.parameters(0, 0);
        for (int i = 0; i < drawn.size(); i++) {
            ViewParameters p = drawn.get(i);
            assertThat(targets.get("crop_x").toDoubleArray()[i])
                    .isEqualTo(p.left() + p.width() / 2);
            assertThat(Math.exp(targets.get("crop_area").toDoubleArray()[i]))
                    .isCloseTo(p.width() * p.height(), within(1e-12));
            assertThat(Math.exp(targets.get("crop_ratio").toDoubleArray()[i]))
                    .isCloseTo(p.width() / p.height(), within(1e-12));
            assertThat(targets.get("flip").toDoubleArray()[i]).isEqualTo(p.flip() ? 1 : 0);
            assertThat(targets.get("jitter_contrast").toDoubleArray()[i]).isEqualTo(p.contrast());
            double turns = p.hue() < 0 ? p.hue() + 1 : p.hue();
            assertThat(angle(targets.get("jitter_hue"), i) / (2 * Math.PI))
                    .isCloseTo(turns, within(1e-9));
        }
    }

    @Test
    void whatIsNotDrawnIsNoTarget() {
        Augmentation flips = Augmentation.of(new RandomHorizontalFlip(0.5), Normalize.imageNet());
        Loader loader = Loader.of(IMAGES, flips, LoaderOptions.evaluation(6));
        assertThat(ReadoutTargets.ofViews(loader, 0, 0).keySet()).containsExactly("flip");
    }
}
