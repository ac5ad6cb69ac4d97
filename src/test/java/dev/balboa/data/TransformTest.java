package dev.balboa.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/// Oracles: algebraic properties of the operations, a direct two-dimensional convolution in double
/// precision written here from the definition, sorted ranks for equalisation, and the documented
/// ranges.
class TransformTest {

    /// What float32 arithmetic in another order may differ by on levels of order 1.
    private static final float ROUNDING = 2e-6f;

    @Test
    void twoVerticalFlipsAreNone() {
        for (int height : new int[] {1, 2, 5, 6}) {
            Image image = noise(7, height);
            assertSame(image, image, 0, new Draw.VerticalFlip(), new Draw.VerticalFlip());
        }
    }

    @Test
    void bothFlipsAreHalfATurn() {
        Image image = noise(7, 6);
        for (Interpolation how : List.of(Interpolation.NEAREST, Interpolation.BILINEAR)) {
            Pixels turned = apply(image, new Draw.Rotate(180, how, 0.3));
            assertThat(turned.levels())
                    .containsExactly(
                            apply(image, new Draw.Flip(), new Draw.VerticalFlip()).levels(),
                            within(ROUNDING));
        }
    }

    @Test
    void fourQuarterTurnsOfASquareAreNoneAndTheFirstIsCounterClockwise() {
        Image image = noise(6, 6);
        Draw quarter = new Draw.Rotate(90, Interpolation.NEAREST, 0.5);
        assertSame(image, image, 0, quarter, quarter, quarter, quarter);
        Image turned = apply(image, quarter).toImage();
        assertThat(turned.level(0, 0, 0)).isEqualTo(image.level(5, 0, 0));
        assertThat(turned.level(0, 5, 0)).isEqualTo(image.level(0, 0, 0));
    }

    @Test
    void whatComesFromOutsideIsTheFill() {
        Image image = noise(4, 40);
        for (Interpolation how : List.of(Interpolation.NEAREST, Interpolation.BILINEAR)) {
            Pixels turned = apply(image, new Draw.Rotate(90, how, 0.25));
            assertThat(turned.levels()[0]).isEqualTo(0.25f);
            assertThat(turned.levels()[turned.levels().length - 1]).isEqualTo(0.25f);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 9, 13})
    void theBlurIsTheTwoDimensionalConvolutionOfItsDefinition(int kernelSize) {
        Image image = noise(9, 7);
        double sigma = 1.7;
        Pixels blurred = apply(image, new Draw.Blur(kernelSize, sigma));
        for (int c = 0; c < Image.CHANNELS; c++) {
            for (int y = 0; y < 7; y++) {
                for (int x = 0; x < 9; x++) {
                    double expected = convolved(image, x, y, c, kernelSize / 2, sigma);
                    assertThat(blurred.levels()[(c * 7 + y) * 9 + x])
                            .isCloseTo((float) expected, within(ROUNDING));
                }
            }
        }
    }

    private static double convolved(
            Image image, int x, int y, int channel, int radius, double sigma) {
        double sum = 0;
        double total = 0;
        for (int i = -radius; i <= radius; i++) {
            for (int j = -radius; j <= radius; j++) {
                double weight = Math.exp(-(i * i + j * j) / (2 * sigma * sigma));
                int atX = mirrored(x + j, image.width());
                int atY = mirrored(y + i, image.height());
                sum += weight * image.level(atX, atY, channel) / 255.0;
                total += weight;
            }
        }
        return sum / total;
    }

    private static int mirrored(int at, int length) {
        int folded = Math.abs(at);
        return folded < length ? folded : 2 * (length - 1) - folded;
    }

    @Test
    void aBlurWithASigmaNearZeroChangesNothing() {
        Image image = noise(9, 9);
        assertSame(image, image, 0, new Draw.Blur(7, 1e-200));
        assertSame(image, image, 0, new Draw.Blur(1, 2));
    }

    @Test
    void solarizingAtOneHalfIsPillowsThresholdOnEveryByte() {
        byte[] rgb = new byte[256 * 3];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) (i / 3);
        }
        Image ramp = new Image(256, 1, rgb);
        for (double threshold : new double[] {0.5, 128 / 255.0}) {
            Image solarized = apply(ramp, new Draw.Solarize(threshold)).toImage();
            for (int level = 0; level < 256; level++) {
                assertThat(solarized.level(level, 0, 1))
                        .isEqualTo(level < 128 ? level : 255 - level);
            }
        }
    }

    @Test
    void solarizingTwiceFromZeroIsNone() {
        Image image = noise(5, 5);
        assertSame(image, image, ROUNDING, new Draw.Solarize(0), new Draw.Solarize(0));
    }

    @Test
    void equalizingGivesEachLevelTheShareOfPixelsBelowIt() {
        // 16 levels of 255 pixels each: s = 15·255 / 255 = 15, so level n becomes (255 n + 7) / 15
        int[] present = {3, 9, 10, 40, 41, 60, 90, 91, 92, 120, 150, 151, 180, 200, 222, 250};
        byte[] rgb = new byte[16 * 255 * 3];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) present[i / 3 % 16];
        }
        Image equalized = apply(new Image(16, 255, rgb), new Draw.Equalize()).toImage();
        for (int n = 0; n < 16; n++) {
            assertThat(equalized.level(n, 17, 2)).isEqualTo((255 * n + 7) / 15);
        }
    }

    @Test
    void equalizingKeepsTheOrderAndLeavesAConstantAlone() {
        Image image = noise(40, 40);
        Image equalized = apply(image, new Draw.Equalize()).toImage();
        int[] map = new int[256];
        Arrays.fill(map, -1);
        for (int i = 0; i < 1600; i++) {
            map[image.level(i % 40, i / 40, 0)] = equalized.level(i % 40, i / 40, 0);
        }
        assertThat(Arrays.stream(map).filter(v -> v >= 0).toArray()).isSorted().contains(0, 255);
        byte[] flat = new byte[40 * 40 * 3];
        Arrays.fill(flat, (byte) 77);
        assertSame(new Image(40, 40, flat), new Image(40, 40, flat), 0, new Draw.Equalize());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 17, 40})
    void theCubicKeepsConstantsAndStaysWithinTheUnitInterval(int size) {
        byte[] flat = new byte[11 * 6 * 3];
        Arrays.fill(flat, (byte) 200);
        for (float level : resized(new Image(11, 6, flat), size).levels()) {
            assertThat(level).isCloseTo(200 / 255f, within(ROUNDING));
        }
        byte[] stripes = new byte[12 * 3];
        Arrays.fill(stripes, 18, 36, (byte) 255);
        for (float level : resized(new Image(12, 1, stripes), size).levels()) {
            assertThat(level).isBetween(0f, 1f);
        }
    }

    @Test
    void theCubicReproducesARampWhereItsFourNeighboursAreInside() {
        Pixels ramp = new Pixels(8, 1, new float[24]);
        for (int i = 0; i < 24; i++) {
            ramp.levels()[i] = (i % 8) / 10f;
        }
        Pixels twice =
                Resampler.apply(ramp, new Draw.Crop(0, 0, 1, 8, 1, 16, Interpolation.BICUBIC));
        for (int i = 4; i < 12; i++) {
            assertThat(twice.levels()[i]).isCloseTo((i / 2f - 0.25f) / 10, within(ROUNDING));
        }
    }

    /// One pixel is a valid image everywhere: nothing to mirror, blur, or cut.
    @Test
    void onePixelPassesThroughEveryTransform() {
        Image pixel = new Image(1, 1, new byte[] {10, (byte) 200, 90});
        Augmentation all =
                Augmentation.of(
                        new RandomHorizontalFlip(1),
                        new RandomVerticalFlip(1),
                        RandomRotation.of(180),
                        new RandomRotation(30, 30, Interpolation.BILINEAR, 0),
                        GaussianBlur.of(1, 1),
                        new RandomEqualize(1),
                        ResizeShorterSide.of(1),
                        new CenterCrop(1),
                        RandomCrop.of(1, 0));
        for (int i = 0; i < 50; i++) {
            Pixels result = PixelExecutor.apply(pixel, Drawing.of(all, 1, 1, new CounterRandom(i)));
            assertThat(result.toImage()).isEqualTo(pixel);
        }
        Augmentation grown =
                Augmentation.of(
                        RandomResizedCrop.of(3, 0.08).with(Interpolation.BICUBIC),
                        new RandomCrop(5, 2, PaddingMode.REFLECT, false),
                        new ColorJitter(0.8, 0.8, 0.8, 0.2, 1),
                        RandomSolarize.of(1),
                        new CenterCrop(9));
        assertThat(PixelExecutor.apply(pixel, Drawing.of(grown, 1, 1, new CounterRandom(1))))
                .matches(p -> p.width() == 9 && p.height() == 9);
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                refusal(
                        "kernelSize: 4 (expected: odd and >= 1)",
                        () -> new GaussianBlur(4, 1, 2, 1)),
                refusal("kernelSize: -1", () -> new GaussianBlur(-1, 1, 2, 1)),
                refusal(
                        "sigma: 0.0..2.0 (expected: positive and finite)",
                        () -> new GaussianBlur(3, 0, 2, 1)),
                refusal(
                        "sigma: 2.0..1.0 (expected: low <= high)",
                        () -> new GaussianBlur(3, 2, 1, 1)),
                refusal("sigma: NaN..1.0", () -> new GaussianBlur(3, Double.NaN, 1, 1)),
                refusal("p: 2.0", () -> new GaussianBlur(3, 1, 1, 2)),
                refusal("size: 0 (expected: >= 1)", () -> GaussianBlur.of(0, 1)),
                refusal("size: 0 (expected: >= 1)", () -> GaussianBlur.simClr(0, 1)),
                refusal(
                        "threshold: 128.0 (expected: within [0, 1])",
                        () -> new RandomSolarize(128, 1)),
                refusal("p: -0.1", () -> RandomSolarize.of(-0.1)),
                refusal("p: NaN", () -> new RandomEqualize(Double.NaN)),
                refusal("p: 1.1", () -> new RandomVerticalFlip(1.1)),
                refusal("degrees: -1.0 (expected: finite and >= 0)", () -> RandomRotation.of(-1)),
                refusal(
                        "degrees: 5.0..4.0 (expected: low <= high)",
                        () -> new RandomRotation(5, 4, Interpolation.NEAREST, 0)),
                refusal(
                        "interpolation: BICUBIC (expected: NEAREST or BILINEAR)",
                        () -> new RandomRotation(0, 4, Interpolation.BICUBIC, 0)),
                refusal(
                        "fill: 255.0 (expected: within [0, 1])",
                        () -> new RandomRotation(0, 4, Interpolation.NEAREST, 255)),
                refusal(
                        "interpolation: NEAREST (expected: BILINEAR or BICUBIC)",
                        () -> RandomResizedCrop.of(8, 0.2).with(Interpolation.NEAREST)),
                refusal("interpolation: NEAREST", () -> new Resize(8, 8, Interpolation.NEAREST)),
                refusal("height: 0", () -> new Resize(0, 8, Interpolation.BILINEAR)),
                refusal("width: 0", () -> new Resize(8, 0, Interpolation.BILINEAR)),
                refusal(
                        "maxSize: 8 (expected: > 8, the shorter side)",
                        () -> new ResizeShorterSide(8, 8, Interpolation.BILINEAR)),
                refusal("size: 0", () -> ResizeShorterSide.of(0)),
                refusal("size: 0", () -> new CenterCrop(0)),
                refusal("size: 0", () -> RandomCrop.of(0, 1)),
                refusal("padding: -1 (expected: >= 0)", () -> RandomCrop.of(1, -1)),
                refusal(
                        "transforms: [] (expected: at least one)",
                        () -> new RandomApply(List.of(), 1)),
                refusal("p: 7.0", () -> RandomApply.of(7, new RandomGrayscale(1))),
                refusal(
                        "transforms: Normalize within RandomApply",
                        () -> RandomApply.of(1, Normalize.imageNet())));
    }

    private static Arguments refusal(String message, ThrowingCallable call) {
        return Arguments.of(message, call);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusals")
    void aValueOutOfRangeIsNamedWithWhatWasExpected(String message, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    private static Pixels resized(Image image, int size) {
        return apply(
                image,
                new Draw.Crop(
                        0, 0, image.height(), image.width(), size, size, Interpolation.BICUBIC));
    }

    private static Pixels apply(Image image, Draw... draws) {
        return PixelExecutor.apply(image, List.of(draws));
    }

    private static void assertSame(Image image, Image expected, float rounding, Draw... draws) {
        assertThat(apply(image, draws).levels())
                .containsExactly(Pixels.of(expected).levels(), within(rounding));
    }

    private static Image noise(int width, int height) {
        byte[] rgb = new byte[width * height * 3];
        new SplittableRandom(width * 31L + height).nextBytes(rgb);
        return new Image(width, height, rgb);
    }
}
