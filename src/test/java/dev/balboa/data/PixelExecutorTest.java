package dev.balboa.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.stream.Stream;

/// Oracles: torchvision 0.25 on float tensors and Pillow on bytes (recorded by
/// `src/test/python/data_goldens.py`), which share no code with this package; and algebraic
/// properties of the operations.
class PixelExecutorTest {

    private static final double ONE_LEVEL = 1 / 255.0;

    /// What float32 arithmetic in another order may differ by on levels of order 1.
    private static final double ROUNDING = 2e-5;

    static Stream<TorchvisionGoldens.Case> torchvision() {
        return TorchvisionGoldens.cases().stream().filter(c -> !c.pillow());
    }

    static Stream<TorchvisionGoldens.Case> pillow() {
        return TorchvisionGoldens.cases().stream()
                .filter(c -> c.pillow() && !c.steps().matches("(center|blur).*"));
    }

    static Stream<TorchvisionGoldens.Case> pillowBlurs() {
        return TorchvisionGoldens.cases().stream()
                .filter(c -> c.pillow() && c.steps().startsWith("blur"));
    }

    static Stream<TorchvisionGoldens.Case> pillowCentres() {
        return TorchvisionGoldens.cases().stream()
                .filter(c -> c.pillow() && c.steps().startsWith("center"));
    }

    @ParameterizedTest
    @MethodSource("torchvision")
    void operationsGiveWhatTorchvisionGives(TorchvisionGoldens.Case golden) {
        Pixels result = PixelExecutor.apply(golden.input(), golden.draws());
        assertThat(new int[] {result.height(), result.width()})
                .containsExactly(golden.height(), golden.width());
        assertThat(result.levels()).containsExactly(golden.floats(), within((float) ROUNDING));
    }

    @ParameterizedTest
    @MethodSource("pillow")
    void operationsGiveWhatPillowGivesWithinOneLevel(TorchvisionGoldens.Case golden) {
        assertWithinOneLevel(
                PixelExecutor.apply(golden.input(), golden.draws()).toImage(), golden.picture());
    }

    /// Pillow takes three box blurs for the Gaussian and keeps its variance, which the sampled
    /// kernel loses where it is narrow, and it repeats the edge where torchvision mirrors: 2 levels
    /// at σ = 2 and 8 at σ = 0.6, away from the edges, is what the two definitions differ by.
    @ParameterizedTest
    @MethodSource("pillowBlurs")
    void theBlurIsNearPillowsAwayFromTheEdges(TorchvisionGoldens.Case golden) {
        Image blurred = PixelExecutor.apply(golden.input(), golden.draws()).toImage();
        Image expected = golden.picture();
        int bound = golden.steps().equals("blur 2.0") ? 2 : 8;
        for (int y = 6; y < blurred.height() - 6; y++) {
            for (int x = 6; x < blurred.width() - 6; x++) {
                for (int c = 0; c < Image.CHANNELS; c++) {
                    assertThat(blurred.level(x, y, c))
                            .isCloseTo(expected.level(x, y, c), within(bound));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("pillowCentres")
    void squaringGivesWhatResizeAndCenterCropGiveWithinOneLevel(TorchvisionGoldens.Case golden) {
        assertWithinOneLevel(
                CentreSquare.of(Picture.of(golden.input()), golden.height()), golden.picture());
    }

    private static void assertWithinOneLevel(Image image, Image expected) {
        assertThat(image.width()).isEqualTo(expected.width());
        assertThat(image.height()).isEqualTo(expected.height());
        for (int i = 0; i < image.rgb().length; i++) {
            assertThat(image.rgb()[i] & 0xFF)
                    .as("byte %d", i)
                    .isCloseTo(expected.rgb()[i] & 0xFF, within(1));
        }
    }

    @Test
    void bytesSurviveTheWayThroughFloats() {
        Image image = noise(16, 16);
        assertThat(Pixels.of(image).toImage()).isEqualTo(image);
    }

    @Test
    void twoFlipsAreNone() {
        assertSame(noise(7, 5), new Draw.Flip(), new Draw.Flip());
    }

    @Test
    void aWholeTurnOfTheHueIsNone() {
        assertSame(noise(9, 9), new Draw.Hue(0.5), new Draw.Hue(0.5));
        assertSame(noise(9, 9), new Draw.Hue(0.3), new Draw.Hue(-0.3));
    }

    @Test
    void factorOneChangesNothing() {
        assertSame(
                noise(6, 6), new Draw.Brightness(1), new Draw.Contrast(1), new Draw.Saturation(1));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.2, 1.7})
    void hueAndSaturationLeaveGrayPixelsAlone(double factor) {
        Image gray = PixelExecutor.apply(noise(8, 8), List.of(new Draw.Gray())).toImage();
        assertSame(gray, new Draw.Hue(0.37));
        // torchvision's gray weights sum to 0.9999, so white loses at most 0.0001·|1 − factor|
        assertThat(PixelExecutor.apply(gray, List.of(new Draw.Saturation(factor))).levels())
                .containsExactly(Pixels.of(gray).levels(), within(1e-4f));
    }

    @Test
    void contrastZeroLeavesOnlyTheMeanOfGray() {
        Image image = noise(8, 8);
        double mean = 0;
        for (int i = 0; i < 64; i++) {
            mean +=
                    0.2989 * (image.rgb()[3 * i] & 0xFF)
                            + 0.587 * (image.rgb()[3 * i + 1] & 0xFF)
                            + 0.114 * (image.rgb()[3 * i + 2] & 0xFF);
        }
        float expected = (float) (mean / 64 / 255);
        for (float level : PixelExecutor.apply(image, List.of(new Draw.Contrast(0))).levels()) {
            assertThat(level).isCloseTo(expected, within(1e-6f));
        }
    }

    @Test
    void brightnessIsCutAtWhite() {
        for (float level :
                PixelExecutor.apply(noise(8, 8), List.of(new Draw.Brightness(500))).levels()) {
            assertThat(level).isIn(0f, 1f);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 8, 21})
    void resizingAConstantKeepsIt(int size) {
        byte[] rgb = new byte[11 * 6 * 3];
        java.util.Arrays.fill(rgb, (byte) 77);
        Pixels result =
                PixelExecutor.apply(
                        new Image(11, 6, rgb), List.of(new Draw.Crop(0, 0, 6, 11, size)));
        for (float level : result.levels()) {
            assertThat(level).isCloseTo(77 / 255f, within(1e-6f));
        }
    }

    @Test
    void halvingAveragesWithTheTriangleOfTwiceTheWidth() {
        // one row 0, 1, 2, 3 of channel levels; by hand: centre 1 weighs (3, 3, 1)/7, centre 3
        // weighs (1, 3, 3)/7
        Pixels row = new Pixels(4, 1, new float[] {0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3});
        Pixels half = Resampler.resize(row, 0, 0, 1, 4, 1, 2);
        assertThat(half.levels()[0]).isCloseTo(5 / 7f, within(1e-6f));
        assertThat(half.levels()[1]).isCloseTo(16 / 7f, within(1e-6f));
    }

    @Test
    void theInputIsNotWrittenTo() {
        Image image = noise(8, 8);
        byte[] before = image.rgb().clone();
        PixelExecutor.apply(image, List.of(new Draw.Flip(), new Draw.Hue(0.2), new Draw.Gray()));
        assertThat(image.rgb()).containsExactly(before);
    }

    private static void assertSame(Image image, Draw... draws) {
        assertThat(PixelExecutor.apply(image, List.of(draws)).levels())
                .containsExactly(Pixels.of(image).levels(), within((float) (ONE_LEVEL / 100)));
    }

    private static Image noise(int width, int height) {
        byte[] rgb = new byte[width * height * 3];
        new java.util.SplittableRandom(width * 31L + height).nextBytes(rgb);
        return new Image(width, height, rgb);
    }
}
