package dev.balboa.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.balboa.tensor.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Oracle: the views themselves. The images are ramps whose red is the column and whose green is
/// the row, or of one colour, so that levels tell where a view was cut and by what it was
/// multiplied.
class ViewParametersTest {

    private static final int SIDE = 64;
    private static final int OUT = 16;

    private static MemoryDataset same(Image image, int count) {
        return new MemoryDataset(
                IntStream.range(0, count).mapToObj(_ -> image).toList(),
                new int[count],
                List.of("all"));
    }

    private static Image ramps() {
        byte[] rgb = new byte[SIDE * SIDE * 3];
        for (int at = 0; at < SIDE * SIDE; at++) {
            rgb[3 * at] = (byte) (at % SIDE);
            rgb[3 * at + 1] = (byte) (at / SIDE);
        }
        return new Image(SIDE, SIDE, rgb);
    }

    private static Image colour(int red, int green, int blue) {
        byte[] rgb = new byte[8 * 8 * 3];
        for (int at = 0; at < 8 * 8; at++) {
            rgb[3 * at] = (byte) red;
            rgb[3 * at + 1] = (byte) green;
            rgb[3 * at + 2] = (byte) blue;
        }
        return new Image(8, 8, rgb);
    }

    private static Loader loader(Image image, Transform... transforms) {
        return Loader.of(
                same(image, 24), Augmentation.of(transforms), LoaderOptions.evaluation(24));
    }

    private static float[] levels(Loader loader) {
        try (Scope _ = Scope.open();
                Epoch epoch = loader.epoch(0);
                Batch batch = epoch.next()) {
            return batch.views().getFirst().toFloatArray();
        }
    }

    /// A level of a view, in the 8 bits of the image.
    private static double level(float[] levels, int row, int channel, int y, int x) {
        return levels[((row * 3 + channel) * OUT + y) * OUT + x] * 255;
    }

    static List<List<Transform>> orders() {
        Transform crop = RandomResizedCrop.of(OUT, 0.2);
        Transform flip = new RandomHorizontalFlip(0.5);
        Transform upsideDown = new RandomVerticalFlip(0.5);
        return List.of(
                List.of(crop, flip, upsideDown),
                List.of(flip, upsideDown, crop),
                List.of(new RandomResizedCrop(40, 0.5, 0.9, 0.8, 1.2), flip, upsideDown, crop),
                List.of(new CenterCrop(48), upsideDown, ResizeShorterSide.of(32), flip, crop));
    }

    @ParameterizedTest
    @MethodSource("orders")
    void theBoxIsWhatTheViewShows(List<Transform> transforms) {
        Loader loader = loader(ramps(), transforms.toArray(Transform[]::new));
        float[] levels = levels(loader);
        List<ViewParameters> drawn = loader.parameters(0, 0);
        assertThat(drawn).hasSize(24).anyMatch(ViewParameters::flip);
        for (int row = 0; row < drawn.size(); row++) {
            ViewParameters p = drawn.get(row);
            for (int at = 4; at < OUT - 4; at++) {
                double along = (at + 0.5) / OUT;
                double u = p.flip() ? 1 - along : along;
                double v = p.verticalFlip() ? 1 - along : along;
                // the level of a ramp is the index of the pixel, half a pixel from its edge
                assertThat(level(levels, row, 0, 7, at))
                        .isCloseTo(SIDE * (p.left() + u * p.width()) - 0.5, within(0.3));
                assertThat(level(levels, row, 1, at, 7))
                        .isCloseTo(SIDE * (p.top() + v * p.height()) - 0.5, within(0.3));
            }
        }
    }

    @Test
    void aPaddedCropReachesOutOfTheImage() {
        Loader loader = loader(ramps(), new RandomHorizontalFlip(0.5), RandomCrop.of(SIDE, 30));
        List<ViewParameters> drawn = loader.parameters(0, 0);
        assertThat(drawn).anyMatch(p -> p.left() < 0).anyMatch(p -> p.left() > 0);
        float[] levels = levels(loader);
        for (int row = 0; row < drawn.size(); row++) {
            ViewParameters p = drawn.get(row);
            assertThat(p.width()).isEqualTo(1);
            double middle = levels[((row * 3) * SIDE + SIDE / 2) * SIDE + SIDE / 2] * 255;
            // the pixel right of the middle of the view, left of it in a mirrored one
            double expected = SIDE * p.left() + (p.flip() ? SIDE / 2.0 - 1 : SIDE / 2.0);
            assertThat(middle).isCloseTo(expected, within(1e-4));
        }
    }

    @Test
    void theFactorOfBrightnessIsThatOfTheLevels() {
        Loader loader = loader(colour(100, 50, 20), new ColorJitter(0.5, 0, 0, 0, 0.7));
        float[] levels = levels(loader);
        List<ViewParameters> drawn = loader.parameters(0, 0);
        for (int row = 0; row < drawn.size(); row++) {
            assertThat((double) levels[row * 3 * 64] * 255 / 100)
                    .isCloseTo(drawn.get(row).brightness(), within(1e-5));
        }
        assertThat(drawn).anyMatch(p -> p.brightness() == 1).anyMatch(p -> p.brightness() != 1);
    }

    @Test
    void theTurnOfTheHueIsThatOfTheColours() {
        Loader loader = loader(colour(200, 100, 100), new ColorJitter(0, 0, 0, 0.5, 0.7));
        float[] levels = levels(loader);
        List<ViewParameters> drawn = loader.parameters(0, 0);
        for (int row = 0; row < drawn.size(); row++) {
            float[] hsb =
                    java.awt.Color.RGBtoHSB(
                            Math.round(levels[(row * 3) * 64] * 255),
                            Math.round(levels[(row * 3 + 1) * 64] * 255),
                            Math.round(levels[(row * 3 + 2) * 64] * 255),
                            null);
            double turns = drawn.get(row).hue();
            double apart = Math.abs(hsb[0] - (turns < 0 ? turns + 1 : turns));
            assertThat(Math.min(apart, 1 - apart)).isLessThan(0.005);
        }
    }

    @Test
    void contrastAndSaturationAreBlendsWithTheMeanAndWithGray() {
        Image half = colour(100, 100, 100);
        java.util.Arrays.fill(half.rgb(), 0, half.rgb().length / 2, (byte) 60);
        Loader contrast = loader(half, new ColorJitter(0, 0.5, 0, 0, 1));
        float[] levels = levels(contrast);
        for (int row = 0; row < 24; row++) {
            double apart = 255.0 * (levels[row * 192 + 63] - levels[row * 192]);
            assertThat(apart / 40)
                    .isCloseTo(contrast.parameters(0, 0).get(row).contrast(), within(1e-4));
        }
        Loader saturation = loader(colour(120, 100, 80), new ColorJitter(0, 0, 0.5, 0, 1));
        levels = levels(saturation);
        for (int row = 0; row < 24; row++) {
            double apart = 255.0 * (levels[row * 192] - levels[row * 192 + 128]);
            assertThat(apart / 40)
                    .isCloseTo(saturation.parameters(0, 0).get(row).saturation(), within(1e-4));
        }
    }

    @Test
    void aGrayViewIsToldFromOthers() {
        Loader loader = loader(colour(120, 100, 80), new RandomGrayscale(0.5));
        float[] levels = levels(loader);
        List<ViewParameters> drawn = loader.parameters(0, 0);
        for (int row = 0; row < drawn.size(); row++) {
            assertThat(levels[row * 192] == levels[row * 192 + 64])
                    .isEqualTo(drawn.get(row).gray());
        }
        assertThat(drawn).extracting(ViewParameters::gray).contains(true, false);
    }

    @Test
    void theOtherOperationsAreToldToo() {
        List<ViewParameters> drawn =
                loader(
                                ramps(),
                                RandomRotation.of(30),
                                GaussianBlur.of(SIDE, 0.5),
                                RandomSolarize.of(0.5),
                                new RandomEqualize(0.5))
                        .parameters(0, 0);
        assertThat(drawn)
                .allMatch(p -> Math.abs(p.degrees()) <= 30 && p.degrees() != 0)
                .allMatch(p -> p.blur() == 0 || p.blur() >= 0.1 && p.blur() <= 2)
                .allMatch(p -> p.left() == 0 && p.width() == 1 && p.top() == 0);
        assertThat(drawn).extracting(ViewParameters::solarized).contains(true, false);
        assertThat(drawn).extracting(ViewParameters::equalized).contains(true, false);
        assertThat(drawn).extracting(p -> p.blur() > 0).contains(true, false);
    }

    @Test
    void whatIsNotAppliedLeavesNoTrace() {
        assertThat(loader(ramps(), Normalize.imageNet()).parameters(0, 0))
                .containsOnly(
                        new ViewParameters(
                                0, 0, 1, 1, false, false, 0, 1, 1, 1, 0, false, 0, false, false));
    }

    @Test
    void askingDoesNotChangeTheViews() {
        Loader loader =
                loader(ramps(), Augmentation.generated(OUT).transforms().toArray(Transform[]::new));
        float[] before = levels(loader);
        List<ViewParameters> drawn = loader.parameters(0, 0);
        assertThat(levels(loader)).isEqualTo(before);
        assertThat(loader.parameters(0, 0)).isEqualTo(drawn);
        assertThat(loader.parameters(1, 0)).isNotEqualTo(drawn);
    }

    @Test
    void rowsComeInTheOrderOfTheBatchesAndEachViewIsOfItsOwn() {
        Loader loader =
                Loader.of(
                        same(ramps(), 23),
                        Augmentation.of(RandomResizedCrop.of(OUT, 0.2)),
                        LoaderOptions.training(5, 2, 3));
        for (int view = 0; view < 2; view++) {
            List<Double> middles = new ArrayList<>();
            try (Epoch epoch = loader.epoch(2)) {
                while (epoch.hasNext()) {
                    try (Scope _ = Scope.open();
                            Batch batch = epoch.next()) {
                        float[] levels = batch.views().get(view).toFloatArray();
                        for (int row = 0; row < 5; row++) {
                            middles.add(
                                    (level(levels, row, 0, 7, 7) + level(levels, row, 0, 7, 8))
                                            / 2);
                        }
                    }
                }
            }
            List<ViewParameters> drawn = loader.parameters(2, view);
            assertThat(drawn).hasSize(20);
            for (int i = 0; i < 20; i++) {
                ViewParameters p = drawn.get(i);
                assertThat(middles.get(i))
                        .isCloseTo(SIDE * (p.left() + p.width() / 2) - 0.5, within(0.3));
            }
        }
    }

    @Test
    void faultsAreNamed() {
        Loader loader = loader(ramps(), Normalize.imageNet());
        assertThatThrownBy(() -> loader.parameters(0, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("view: 1 (expected: 0 to 0)");
        assertThatThrownBy(() -> loader.parameters(-1, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("epoch: -1");
    }
}
