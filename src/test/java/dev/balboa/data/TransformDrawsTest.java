package dev.balboa.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Oracles: the moments and frequencies of the documented distributions in closed form, and sizes
/// and places worked out by hand from torchvision's rules. Seeds are fixed; each bound is four
/// standard errors or wider.
class TransformDrawsTest {

    private static final int MANY = 20_000;

    @Test
    void eachHappensAsOftenAsItsProbabilitySays() {
        assertFrequency(new RandomVerticalFlip(0.3), Draw.VerticalFlip.class, 0.3);
        assertFrequency(new GaussianBlur(3, 0.1, 2, 0.5), Draw.Blur.class, 0.5);
        assertFrequency(RandomSolarize.of(0.2), Draw.Solarize.class, 0.2);
        assertFrequency(new RandomEqualize(0.1), Draw.Equalize.class, 0.1);
        assertFrequency(RandomApply.of(0.7, new RandomGrayscale(1)), Draw.Gray.class, 0.7);
        assertFrequency(RandomApply.of(0.7, new RandomGrayscale(0.5)), Draw.Gray.class, 0.35);
    }

    @Test
    void probabilityZeroIsNeverAndOneIsAlways() {
        for (double p : new double[] {0, 1}) {
            assertFrequency(new RandomVerticalFlip(p), Draw.VerticalFlip.class, p);
            assertFrequency(new GaussianBlur(3, 1, 1, p), Draw.Blur.class, p);
            assertFrequency(RandomSolarize.of(p), Draw.Solarize.class, p);
            assertFrequency(new RandomEqualize(p), Draw.Equalize.class, p);
            assertFrequency(RandomApply.of(p, RandomRotation.of(10)), Draw.Rotate.class, p);
        }
    }

    @Test
    void sigmaIsUniformInItsRange() {
        assertUniform(
                draws(new GaussianBlur(5, 0.1, 2, 1)).map(l -> ((Draw.Blur) l.getFirst()).sigma()),
                0.1,
                2);
    }

    @Test
    void theAngleIsUniformInItsRange() {
        assertUniform(angles(RandomRotation.of(30)), -30, 30);
        assertUniform(angles(new RandomRotation(80, 100, Interpolation.BILINEAR, 0.5)), 80, 100);
    }

    @Test
    void aFixedAngleIsThatAngleAndWholeTurnsAreLeftOut() {
        assertThat(angles(new RandomRotation(90, 90, Interpolation.NEAREST, 0))).containsOnly(90.0);
        for (double whole : new double[] {0, 360, -720}) {
            assertThat(first(new RandomRotation(whole, whole, Interpolation.NEAREST, 0), 8, 8))
                    .isEmpty();
        }
    }

    @Test
    void randomApplyTakesAllOrNoneAndKeepsTheOrder() {
        RandomApply both =
                new RandomApply(List.of(new RandomGrayscale(1), new RandomVerticalFlip(1)), 0.5);
        assertThat(draws(both).distinct())
                .containsExactlyInAnyOrder(
                        List.of(), List.of(new Draw.Gray(), new Draw.VerticalFlip()));
    }

    @Test
    void cropsAreUniformOverAllPlacesOfThePaddedImage() {
        // 8 + 2·2 − 10 = 2 pixels of play on either axis: nine places
        List<List<Draw>> drawn = draws(RandomCrop.of(10, 2)).toList();
        assertThat(drawn).allMatch(l -> l.getFirst().equals(pad(2, 2, 2, 2, PaddingMode.CONSTANT)));
        for (int top = 0; top <= 2; top++) {
            for (int left = 0; left <= 2; left++) {
                Draw place = new Draw.Crop(top, left, 10, 10, 10);
                long n = drawn.stream().filter(l -> l.get(1).equals(place)).count();
                double error = Math.sqrt(1 / 9.0 * 8 / 9 / MANY);
                assertThat(n / (double) MANY).isCloseTo(1 / 9.0, within(4 * error));
            }
        }
    }

    @Test
    void aCropOfTheWholeIsLeftOut() {
        assertThat(first(RandomCrop.of(8, 0), 8, 8)).isEmpty();
        assertThat(first(new CenterCrop(8), 8, 8)).isEmpty();
        assertThat(first(ResizeShorterSide.of(8), 20, 8)).isEmpty();
    }

    @Test
    void aCropLargerThanTheImageIsRefusedOrPadded() {
        assertThatThrownBy(() -> first(RandomCrop.of(10, 0), 12, 8))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "size: 10 (expected: <= 8, the shorter side with its padding; or"
                                + " padIfNeeded)");
        // torchvision adds the missing pixels on both ends: 8 + 2·2 rows
        List<Draw> padded = first(new RandomCrop(10, 0, PaddingMode.EDGE, true), 12, 8);
        assertThat(padded.getFirst()).isEqualTo(pad(2, 0, 2, 0, PaddingMode.EDGE));
        assertThat(padded.get(1)).matches(d -> ((Draw.Crop) d).height() == 10);
    }

    @Test
    void aPaddingThatMirroringCannotGiveIsRefused() {
        assertThatThrownBy(() -> first(new RandomCrop(8, 8, PaddingMode.REFLECT, false), 8, 9))
                .hasMessage("padding: 8 (expected: <= 7, what REFLECT can take from a side of 8)");
        assertThatThrownBy(() -> first(new RandomCrop(8, 9, PaddingMode.SYMMETRIC, false), 8, 9))
                .hasMessage(
                        "padding: 9 (expected: <= 8, what SYMMETRIC can take from a side of 8)");
        assertThat(first(new RandomCrop(8, 8, PaddingMode.SYMMETRIC, false), 8, 9)).isNotEmpty();
    }

    @Test
    void centreCropsRoundHalvesToEvenAndPadTheLargerPartAfter() {
        assertThat(first(new CenterCrop(10), 17, 13))
                .containsExactly(new Draw.Crop(2, 4, 10, 10, 10));
        assertThat(first(new CenterCrop(16), 17, 13))
                .containsExactly(
                        pad(1, 0, 2, 0, PaddingMode.CONSTANT), new Draw.Crop(0, 0, 16, 16, 16));
        assertThat(first(new CenterCrop(4), 3, 1))
                .containsExactly(pad(1, 0, 2, 1, PaddingMode.CONSTANT));
    }

    @ParameterizedTest
    @CsvSource({
        "8, 0, 17, 13, 10, 8",
        "256, 0, 500, 375, 341, 256",
        "256, 0, 375, 500, 256, 341",
        "10, 12, 17, 13, 12, 9",
        "9, 10, 16, 16, 9, 9",
        "2, 3, 1000, 1, 3, 1"
    })
    void theShorterSideGetsTheSizeWithinTheLimit(
            int size, int most, int width, int height, int toWidth, int toHeight) {
        ResizeShorterSide resize =
                most == 0
                        ? ResizeShorterSide.of(size)
                        : new ResizeShorterSide(size, most, Interpolation.BILINEAR);
        assertThat(first(resize, width, height))
                .containsExactly(
                        new Draw.Crop(
                                0, 0, height, width, toHeight, toWidth, Interpolation.BILINEAR));
    }

    @Test
    void laterTransformsSeeTheSizeThatEarlierOnesLeft() {
        Augmentation test = Augmentation.of(ResizeShorterSide.of(256), new CenterCrop(224));
        assertThat(Drawing.of(test, 500, 375, random(0)).get(1))
                .isEqualTo(new Draw.Crop(16, 58, 224, 224, 224));
        Augmentation padded = Augmentation.of(RandomCrop.of(6, 3), new CenterCrop(6));
        assertThat(Drawing.of(padded, 4, 4, random(0))).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource(names = {"BILINEAR", "BICUBIC"})
    void resizesCarryTheirInterpolation(Interpolation interpolation) {
        assertThat(
                        Stream.of(
                                        RandomResizedCrop.of(5, 0.2).with(interpolation),
                                        new Resize(5, 5, interpolation),
                                        new ResizeShorterSide(5, 9, interpolation))
                                .map(t -> ((Draw.Crop) first(t, 8, 8).getFirst()).interpolation()))
                .containsOnly(interpolation);
    }

    @Test
    void aKernelLargerThanTheMirroredImageIsRefusedWhateverIsDrawn() {
        GaussianBlur never = new GaussianBlur(17, 1, 1, 0);
        assertThat(first(never, 9, 30)).isEmpty();
        assertThatThrownBy(() -> first(never, 8, 30))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "kernelSize: 17 (expected: <= 15 for an image of 8x30, which is mirrored at"
                                + " its edges)");
    }

    @Test
    void kernelsFollowTheSizeOfTheView() {
        assertThat(
                        IntStream.of(224, 96, 32, 19, 1)
                                .mapToObj(s -> GaussianBlur.simClr(s, 1).kernelSize()))
                .containsExactly(23, 9, 3, 1, 1);
        assertThat(
                        IntStream.of(Integer.MAX_VALUE, 224, 12, 11, 1)
                                .mapToObj(s -> GaussianBlur.of(s, 1).kernelSize()))
                .containsExactly(23, 23, 23, 21, 1);
        for (int size = 1; size < 40; size++) {
            assertThat(first(GaussianBlur.of(size, 0), size, size)).isEmpty();
            assertThat(first(GaussianBlur.simClr(size, 0), size, size)).isEmpty();
        }
    }

    private static Draw pad(int top, int left, int bottom, int right, PaddingMode mode) {
        return new Draw.Pad(top, left, bottom, right, mode);
    }

    private static Stream<Double> angles(RandomRotation rotation) {
        return draws(rotation).map(l -> ((Draw.Rotate) l.getFirst()).degrees());
    }

    private static void assertFrequency(Transform transform, Class<?> kind, double p) {
        long n = draws(transform).filter(l -> l.stream().anyMatch(kind::isInstance)).count();
        assertThat(n / (double) MANY).isCloseTo(p, within(4 * Math.sqrt(p * (1 - p) / MANY)));
    }

    private static void assertUniform(Stream<Double> stream, double low, double high) {
        List<Double> values = stream.toList();
        assertThat(values).hasSize(MANY).allMatch(v -> v >= low && v < high);
        double mean = values.stream().mapToDouble(v -> v).average().orElseThrow();
        double variance =
                values.stream().mapToDouble(v -> (v - mean) * (v - mean)).average().orElseThrow();
        double width = high - low;
        assertThat(mean).isCloseTo((low + high) / 2, within(4 * width / Math.sqrt(12.0 * MANY)));
        assertThat(variance).isCloseTo(width * width / 12, within(0.03 * width * width / 12));
    }

    private static Stream<List<Draw>> draws(Transform transform) {
        Augmentation augmentation = Augmentation.of(transform);
        return IntStream.range(0, MANY).mapToObj(i -> Drawing.of(augmentation, 8, 8, random(i)));
    }

    private static List<Draw> first(Transform transform, int width, int height) {
        return Drawing.of(Augmentation.of(transform), width, height, random(0));
    }

    private static CounterRandom random(int index) {
        return CounterRandom.of(CounterRandom.Purpose.VIEW, 11, 0, index, 0);
    }
}
