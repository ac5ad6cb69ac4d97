package dev.balboa.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.HashSet;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.zip.CRC32;

/// Oracles: the factors that are returned, measured again in the pixels (areas and centroids in
/// closed form, least squares for the light), and moments of uniform distributions.
class GeneratedImagesTest {

    private static final GeneratedOptions FEW = GeneratedOptions.standard(0).withCounts(64, 32);

    /// Without noise, light, axis and background colour, so that pixels can be compared with closed
    /// forms.
    private static final FactorRanges CLEAN =
            new FactorRanges(
                    0.2,
                    new Interval(0.5, 0.75),
                    new Interval(0.8, 1),
                    new Interval(0, 0),
                    new Interval(0, 0),
                    0,
                    0);

    @Test
    void anImageDependsOnlyOnSeedSplitAndIndex() {
        GeneratedImages one = GeneratedImages.train(FEW);
        GeneratedImages more = GeneratedImages.train(FEW.withCounts(80, 5));
        for (int i = 0; i < one.size(); i++) {
            assertThat(more.image(i)).isEqualTo(one.image(i));
            assertThat(more.factors(i)).isEqualTo(one.factors(i));
        }
    }

    @Test
    void splitsSeedsAndIndicesShareNoImage() {
        Set<Image> images = new HashSet<>();
        for (long seed = 0; seed < 3; seed++) {
            GeneratedOptions options = GeneratedOptions.standard(seed).withCounts(40, 40);
            GeneratedImages train = GeneratedImages.train(options);
            GeneratedImages test = GeneratedImages.test(options);
            IntStream.range(0, 40).forEach(i -> images.add(train.image(i)));
            IntStream.range(0, 40).forEach(i -> images.add(test.image(i)));
        }
        assertThat(images).hasSize(3 * 80);
    }

    @Test
    void classesAreBalancedAndNamed() {
        Splits splits = GeneratedImages.splits(FEW);
        int[] counts = new int[8];
        IntStream.range(0, 64).forEach(i -> counts[splits.train().label(i)]++);
        assertThat(counts).containsOnly(8);
        assertThat(splits.train().classNames())
                .hasSize(8)
                .contains("disc", "star")
                .doesNotHaveDuplicates();
        assertThat(splits.train().name(17)).isEqualTo("generated/train/17");
        assertThat(splits.test().orElseThrow().name(3)).isEqualTo("generated/test/3");
    }

    @Test
    void theStandardSetHasFourThousandAndOneThousandImagesOfThirtyTwoPixels() {
        GeneratedOptions options = GeneratedOptions.standard(0);
        assertThat(options.trainCount()).isEqualTo(4000);
        assertThat(options.testCount()).isEqualTo(1000);
        assertThat(options.size()).isEqualTo(32);
        assertThat(GeneratedOptions.readout(0))
                .isEqualTo(options.withRanges(FactorRanges.readout()));
    }

    @Test
    void factorsAreUniformInTheirRangesAndIndependentOfTheClass() {
        FactorRanges ranges = FactorRanges.standard();
        assertUniform(Factors::x, -ranges.position(), ranges.position());
        assertUniform(Factors::y, -ranges.position(), ranges.position());
        assertUniform(Factors::radius, ranges.radius().low(), ranges.radius().high());
        assertUniform(Factors::rotation, 0, 2 * Math.PI);
        assertUniform(Factors::objectHue, 0, 1);
        assertUniform(Factors::backgroundHue, 0, 1);
        assertUniform(Factors::light, 0, 2 * Math.PI);
        assertUniform(Factors::brightness, ranges.brightness().low(), ranges.brightness().high());
        assertUniform(
                Factors::backgroundSaturation,
                ranges.backgroundSaturation().low(),
                ranges.backgroundSaturation().high());
        assertUniform(Factors::noise, ranges.noise().low(), ranges.noise().high());
    }

    private static void assertUniform(ToDoubleFunction<Factors> factor, double low, double high) {
        int n = 8000;
        double[] sum = new double[8];
        for (int i = 0; i < n; i++) {
            CounterRandom random = CounterRandom.of(CounterRandom.Purpose.SCENE, 0, 0, i);
            double value =
                    factor.applyAsDouble(
                            Factors.draw(
                                    ObjectClass.values()[i % 8], FactorRanges.standard(), random));
            assertThat(value).isBetween(low, high);
            sum[i % 8] += value;
        }
        double error = (high - low) / Math.sqrt(12.0 * n / 8);
        for (double s : sum) {
            assertThat(s / (n / 8.0)).isCloseTo((low + high) / 2, within(4 * error));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 32, 45})
    void anySizeShowsTheSameScene(int size) {
        GeneratedImages images = GeneratedImages.train(clean(size));
        GeneratedImages large = GeneratedImages.train(clean(96));
        for (int i = 0; i < images.size(); i++) {
            assertThat(images.image(i).width()).isEqualTo(size);
            assertThat(images.factors(i)).isEqualTo(large.factors(i));
            assertThat(meanLevel(images.image(i)))
                    .isCloseTo(meanLevel(large.image(i)), within(0.02 * 255));
        }
    }

    @Test
    void aDiscCoversTheAreaOfACircleAroundItsCentre() {
        GeneratedImages images = GeneratedImages.train(clean(64));
        for (int i = 0; i < images.size(); i += 8) {
            Factors f = images.factors(i);
            assertThat(f.object()).isEqualTo(ObjectClass.DISC);
            double[] m = moments(images.image(i));
            assertThat(m[0]).isCloseTo(Math.PI * f.radius() * f.radius() / 4, within(0.01));
            assertThat(m[1]).isCloseTo(f.x(), within(0.01));
            assertThat(m[2]).isCloseTo(f.y(), within(0.01));
        }
    }

    @Test
    void silhouettesAndTexturesTurnWithTheObject() {
        for (ObjectClass object : ObjectClass.values()) {
            Image straight = paint(object, 0);
            Image turned = paint(object, Math.PI / 2);
            // a quarter turn from right to down maps column x of row y to row x of column size − 1
            // − y
            int differing = 0;
            for (int y = 0; y < 32; y++) {
                for (int x = 0; x < 32; x++) {
                    int delta = straight.level(x, y, 1) - turned.level(31 - y, x, 1);
                    differing += Math.abs(delta) > 1 ? 1 : 0;
                }
            }
            // samples exactly on an edge may fall on either side of it
            assertThat(differing).as(object.name()).isLessThan(25);
        }
    }

    @Test
    void inTheReadoutPresetTheLightCanBeReadFromTheBackground() {
        GeneratedImages images =
                GeneratedImages.train(GeneratedOptions.readout(0).withCounts(64, 1));
        double cosines = 0;
        for (int i = 0; i < images.size(); i++) {
            double[] gradient = backgroundGradient(images.image(i), images.factors(i));
            double light = images.factors(i).light();
            cosines +=
                    (gradient[0] * Math.cos(light) + gradient[1] * Math.sin(light))
                            / Math.hypot(gradient[0], gradient[1]);
        }
        assertThat(cosines / images.size()).isGreaterThan(0.97);
    }

    @Test
    void inTheReadoutPresetTheAxisOfADiscCanBeReadFromItsColours() {
        GeneratedImages images =
                GeneratedImages.train(GeneratedOptions.readout(0).withCounts(128, 1));
        double cosines = 0;
        for (int i = 0; i < images.size(); i += 8) {
            Factors f = images.factors(i);
            double[] slope = saturationSlope(images.image(i), f);
            cosines -=
                    (slope[0] * Math.cos(f.rotation()) + slope[1] * Math.sin(f.rotation()))
                            / Math.hypot(slope[0], slope[1]);
        }
        assertThat(cosines / 16).isGreaterThan(0.97);
    }

    /// Where in the disc the colours are saturated, seen from its centre.
    private static double[] saturationSlope(Image image, Factors f) {
        double[] slope = new double[2];
        for (int i = 0; i < 32 * 32; i++) {
            double dx = (i % 32 + 0.5) / 16 - 1 - f.x();
            double dy = (i / 32 + 0.5) / 16 - 1 - f.y();
            // the largest circle around the centre that the image does not cut
            double whole = 1 - Math.max(Math.abs(f.x()), Math.abs(f.y()));
            if (Math.hypot(dx, dy) < Math.min(f.radius(), whole) - 0.07) {
                int r = image.level(i % 32, i / 32, 0);
                int g = image.level(i % 32, i / 32, 1);
                int b = image.level(i % 32, i / 32, 2);
                double saturation =
                        distance(image, i, 32) / Math.max(1, Math.max(r, Math.max(g, b)));
                slope[0] += saturation * dx;
                slope[1] += saturation * dy;
            }
        }
        return slope;
    }

    @Test
    void theImagesOfASeedAreTheSameOnEveryMachine() {
        CRC32 sum = new CRC32();
        Splits splits = GeneratedImages.splits(FEW);
        IntStream.range(0, 64).forEach(i -> sum.update(splits.train().image(i).rgb()));
        IntStream.range(0, 32).forEach(i -> sum.update(splits.test().orElseThrow().image(i).rgb()));
        // recorded when the ranges were chosen; figures in docs/ refer to these images
        assertThat(Long.toHexString(sum.getValue())).isEqualTo("1e3fcea0");
    }

    /// Direction of the slope of the levels over x and y, by least squares over the pixels that the
    /// object's circle leaves free.
    private static double[] backgroundGradient(Image image, Factors f) {
        double n = 0, x = 0, y = 0, z = 0, xx = 0, xy = 0, yy = 0, xz = 0, yz = 0;
        for (int i = 0; i < 32 * 32; i++) {
            double px = (i % 32 + 0.5) / 16 - 1;
            double py = (i / 32 + 0.5) / 16 - 1;
            if (Math.hypot(px - f.x(), py - f.y()) < f.radius() + 0.07) {
                continue;
            }
            double level = IntStream.range(3 * i, 3 * i + 3).map(k -> image.rgb()[k] & 0xFF).sum();
            n++;
            x += px;
            y += py;
            z += level;
            xx += px * px;
            xy += px * py;
            yy += py * py;
            xz += px * level;
            yz += py * level;
        }
        double a = xx - x * x / n;
        double b = xy - x * y / n;
        double c = yy - y * y / n;
        double p = xz - x * z / n;
        double q = yz - y * z / n;
        return new double[] {p * c - q * b, q * a - p * b};
    }

    @Test
    void noiseHasTheDeviationThatItsFactorSays() {
        FactorRanges noisy =
                new FactorRanges(
                        0,
                        new Interval(0.3, 0.3),
                        new Interval(0.8, 0.8),
                        new Interval(0, 0),
                        new Interval(0.04, 0.04),
                        0,
                        0);
        Image image =
                GeneratedImages.train(FEW.withCounts(1, 1).withSize(64).withRanges(noisy)).image(0);
        double sum = 0;
        double square = 0;
        int n = 64 * 10;
        for (int i = 0; i < n; i++) {
            double level = image.level(i % 64, i / 64, 0) / 255.0;
            sum += level;
            square += level * level;
        }
        double deviation = Math.sqrt(square / n - sum / n * sum / n);
        assertThat(deviation).isCloseTo(0.04, within(4 * 0.04 / Math.sqrt(2.0 * n)));
    }

    @Test
    void valuesOutOfRangeAreNamed() {
        assertThatThrownBy(() -> FEW.withSize(7)).hasMessage("size: 7 (expected: >= 8)");
        assertThatThrownBy(() -> FEW.withCounts(0, 1)).hasMessage("trainCount: 0 (expected: >= 1)");
        assertThatThrownBy(() -> new Interval(1, 0))
                .hasMessage("interval: 1.0..0.0 (expected: low <= high)");
        Interval unit = new Interval(0, 1);
        assertThatThrownBy(() -> new FactorRanges(0, unit, unit, unit, unit, 0, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("radius: ");
        assertThatThrownBy(
                        () ->
                                new FactorRanges(
                                        0,
                                        new Interval(1, 1),
                                        new Interval(0, 2),
                                        unit,
                                        unit,
                                        0,
                                        0))
                .hasMessageContaining("brightness: ")
                .hasMessageContaining("(expected: within [0, 1])");
    }

    private static GeneratedOptions clean(int size) {
        return FEW.withCounts(24, 1).withSize(size).withRanges(CLEAN);
    }

    private static Image paint(ObjectClass object, double rotation) {
        Factors f = new Factors(object, 0, 0, 0.7, rotation, 0.3, 0, 0, 0.9, 0, 0);
        return new ScenePainter(f, CLEAN)
                .paint(32, CounterRandom.of(CounterRandom.Purpose.SCENE, 1));
    }

    private static double meanLevel(Image image) {
        return IntStream.range(0, image.rgb().length)
                .map(i -> image.rgb()[i] & 0xFF)
                .average()
                .orElseThrow();
    }

    /// Covered part of the image and centroid, from how far each pixel is between background and
    /// object.
    private static double[] moments(Image image) {
        int size = image.width();
        double[] best = new double[3];
        double extreme = 0;
        for (int i = 0; i < size * size; i++) {
            double d = distance(image, i, size);
            extreme = Math.max(extreme, d);
            best[0] += d;
            best[1] += d * ((i % size + 0.5) * 2 / size - 1);
            best[2] += d * ((i / size + 0.5) * 2 / size - 1);
        }
        double area = best[0] / extreme / size / size;
        return new double[] {area, best[1] / best[0], best[2] / best[0]};
    }

    /// Largest less smallest channel: zero on the gray background, constant on the plain object.
    private static double distance(Image image, int i, int size) {
        int r = image.level(i % size, i / size, 0);
        int g = image.level(i % size, i / size, 1);
        int b = image.level(i % size, i / size, 2);
        return Math.max(r, Math.max(g, b)) - Math.min(r, Math.min(g, b));
    }
}
