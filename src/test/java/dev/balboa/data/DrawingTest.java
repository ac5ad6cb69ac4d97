package dev.balboa.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Oracles: moments of 20,000 crops that torchvision drew (`src/test/python/data_goldens.py`), and
/// the moments and bounds of the documented distributions. Seeds are fixed; each bound is four
/// standard errors or wider.
class DrawingTest {

    private static final int MANY = 20_000;

    static Stream<double[]> cropStatistics() {
        return TorchvisionGoldens.cropStatistics().stream();
    }

    @ParameterizedTest
    @MethodSource("cropStatistics")
    void cropsAreDistributedLikeTorchvisions(double[] golden) {
        RandomResizedCrop crop =
                new RandomResizedCrop(8, golden[2], golden[3], golden[4], golden[5]);
        List<Draw.Crop> drawn =
                draws(Augmentation.of(crop), (int) golden[1], (int) golden[0])
                        .map(list -> (Draw.Crop) list.getFirst())
                        .toList();
        List<ToDoubleFunction<Draw.Crop>> parts =
                List.of(Draw.Crop::top, Draw.Crop::left, Draw.Crop::height, Draw.Crop::width);
        for (int i = 0; i < parts.size(); i++) {
            double expected = golden[7 + i];
            double variance = golden[11 + i];
            double mean = drawn.stream().mapToDouble(parts.get(i)).average().orElseThrow();
            // both sides are estimates of 20,000 draws
            double error = 4 * Math.sqrt(2 * variance / MANY);
            assertThat(mean).as("mean of part %d", i).isCloseTo(expected, within(error + 1e-12));
            ToDoubleFunction<Draw.Crop> part = parts.get(i);
            double spread =
                    drawn.stream()
                            .mapToDouble(c -> Math.pow(part.applyAsDouble(c) - mean, 2))
                            .average()
                            .orElseThrow();
            assertThat(spread)
                    .as("variance of part %d", i)
                    .isCloseTo(variance, within(0.06 * variance + 1e-12));
        }
    }

    @Test
    void cropsStayInsideTheImage() {
        draws(Augmentation.of(RandomResizedCrop.of(8, 0.05)), 19, 31)
                .map(list -> (Draw.Crop) list.getFirst())
                .forEach(
                        c -> {
                            assertThat(c.top()).isBetween(0, 31 - c.height());
                            assertThat(c.left()).isBetween(0, 19 - c.width());
                            assertThat(c.height()).isPositive();
                            assertThat(c.width()).isPositive();
                        });
    }

    @Test
    void aRatioThatNeverFitsFallsBackToTheLargestCentredCrop() {
        Augmentation wide = Augmentation.of(new RandomResizedCrop(4, 0.9, 1, 2, 3));
        assertThat(first(wide, 10, 30)).isEqualTo(new Draw.Crop(12, 0, 5, 10, 4));
        Augmentation tall = Augmentation.of(new RandomResizedCrop(4, 0.9, 1, 0.4, 0.5));
        assertThat(first(tall, 30, 10)).isEqualTo(new Draw.Crop(0, 12, 10, 5, 4));
    }

    @Test
    void aCropOfEverythingAtItsOwnSizeIsLeftOut() {
        assertThat(Drawing.of(Augmentation.of(new Resize(32)), 32, 32, random(0))).isEmpty();
        assertThat(Drawing.of(Augmentation.of(new Resize(32)), 32, 31, random(0))).hasSize(1);
    }

    @Test
    void theSecondCropSeesTheSizeThatTheFirstLeft() {
        Augmentation twice = Augmentation.of(new Resize(10), new Resize(5));
        assertThat(Drawing.of(twice, 40, 20, random(0)))
                .containsExactly(new Draw.Crop(0, 0, 20, 40, 10), new Draw.Crop(0, 0, 10, 10, 5));
    }

    @Test
    void flipAndGrayHappenAsOftenAsTheirProbabilitySays() {
        Augmentation augmentation =
                Augmentation.of(new RandomHorizontalFlip(0.3), new RandomGrayscale(0.8));
        assertFrequency(augmentation, Draw.Flip.class, 0.3);
        assertFrequency(augmentation, Draw.Gray.class, 0.8);
    }

    @Test
    void jitterHappensAsAWholeOrNotAtAll() {
        Augmentation augmentation = Augmentation.of(new ColorJitter(0.4, 0.4, 0.4, 0.1, 0.8));
        assertThat(draws(augmentation, 8, 8)).allMatch(list -> list.isEmpty() || list.size() == 4);
        assertFrequency(augmentation, Draw.Hue.class, 0.8);
    }

    @Test
    void jitterUsesEachOfTheTwentyFourOrdersEquallyOften() {
        Map<String, Integer> counts = new HashMap<>();
        draws(Augmentation.of(new ColorJitter(0.4, 0.4, 0.4, 0.1, 1)), 8, 8)
                .forEach(
                        list -> {
                            StringBuilder order = new StringBuilder();
                            list.forEach(d -> order.append(d.getClass().getSimpleName()));
                            counts.merge(order.toString(), 1, Integer::sum);
                        });
        assertThat(counts).hasSize(24);
        double error = Math.sqrt(23.0 / 24 / 24 / MANY);
        counts.values()
                .forEach(
                        n ->
                                assertThat(n / (double) MANY)
                                        .isCloseTo(1 / 24.0, within(4.5 * error)));
    }

    @Test
    void factorsAreUniformBetweenTheirBounds() {
        Augmentation augmentation = Augmentation.of(new ColorJitter(0.4, 0.25, 1.5, 0.1, 1));
        assertUniform(
                values(augmentation, Draw.Brightness.class, d -> ((Draw.Brightness) d).factor()),
                0.6,
                1.4);
        assertUniform(
                values(augmentation, Draw.Contrast.class, d -> ((Draw.Contrast) d).factor()),
                0.75,
                1.25);
        assertUniform(
                values(augmentation, Draw.Saturation.class, d -> ((Draw.Saturation) d).factor()),
                0,
                2.5);
        assertUniform(values(augmentation, Draw.Hue.class, d -> ((Draw.Hue) d).turns()), -0.1, 0.1);
    }

    @Test
    void anAmplitudeOfZeroLeavesItsOperationOut() {
        assertThat(Drawing.of(Augmentation.of(new ColorJitter(0, 0.1, 0, 0, 1)), 8, 8, random(0)))
                .singleElement()
                .isInstanceOf(Draw.Contrast.class);
    }

    @Test
    void theSameKeyDrawsTheSameAndAnotherViewDoesNot() {
        Augmentation augmentation = Augmentation.simsiamCifar();
        assertThat(Drawing.of(augmentation, 32, 32, random(3)))
                .isEqualTo(Drawing.of(augmentation, 32, 32, random(3)))
                .isNotEqualTo(Drawing.of(augmentation, 32, 32, random(4)));
    }

    private static void assertFrequency(Augmentation augmentation, Class<?> kind, double p) {
        long n =
                draws(augmentation, 8, 8)
                        .filter(l -> l.stream().anyMatch(kind::isInstance))
                        .count();
        assertThat(n / (double) MANY).isCloseTo(p, within(4 * Math.sqrt(p * (1 - p) / MANY)));
    }

    private static void assertUniform(List<Double> values, double low, double high) {
        assertThat(values).hasSize(MANY).allMatch(v -> v >= low && v < high);
        double mean = values.stream().mapToDouble(v -> v).average().orElseThrow();
        double variance =
                values.stream().mapToDouble(v -> (v - mean) * (v - mean)).average().orElseThrow();
        double width = high - low;
        assertThat(mean).isCloseTo((low + high) / 2, within(4 * width / Math.sqrt(12.0 * MANY)));
        assertThat(variance).isCloseTo(width * width / 12, within(0.03 * width * width / 12));
    }

    private static List<Double> values(
            Augmentation augmentation, Class<?> kind, ToDoubleFunction<Draw> value) {
        List<Double> values = new ArrayList<>();
        draws(augmentation, 8, 8)
                .flatMap(List::stream)
                .filter(kind::isInstance)
                .forEach(d -> values.add(value.applyAsDouble(d)));
        return values;
    }

    private static Stream<List<Draw>> draws(Augmentation augmentation, int width, int height) {
        return IntStream.range(0, MANY)
                .mapToObj(i -> Drawing.of(augmentation, width, height, random(i)));
    }

    private static Draw first(Augmentation augmentation, int width, int height) {
        return Drawing.of(augmentation, width, height, random(0)).getFirst();
    }

    private static CounterRandom random(int index) {
        return CounterRandom.of(CounterRandom.Purpose.VIEW, 7, 0, index, 0);
    }
}
