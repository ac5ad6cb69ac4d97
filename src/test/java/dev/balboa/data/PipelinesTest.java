package dev.balboa.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Oracle: a table of the published pipelines, typed here by hand from the papers' and codes'
/// parameters in the short form in which they are usually quoted; the test renders each description
/// in the same form.
class PipelinesTest {

    private static final String IMAGENET = "norm .485,.456,.406/.229,.224,.225";
    private static final String CIFAR = "norm .4914,.4822,.4465/.2023,.1994,.201";
    private static final String PIXELS = "norm .4914,.4822,.4465/.247,.2435,.2616";

    static Stream<Arguments> views() {
        return Stream.of(
                row(
                        Pipelines.simClrImageNet(224),
                        "RRC 224 (.08,1) bicubic; HFlip .5; CJ(.8,.8,.8,.2) .8; Gray .2; Blur 23"
                                + " (.1,2) .5"),
                row(Pipelines.simClrImageNetTest(224), "Shorter 256 bicubic; Center 224"),
                row(
                        Pipelines.simClrCifar(),
                        "RRC 32 (.08,1) bicubic; HFlip .5; CJ(.4,.4,.4,.1) .8; Gray .2"),
                row(
                        Pipelines.simClrLightly(224, 1, 0.5),
                        "RRC 224 (.08,1); HFlip .5; CJ(.8,.8,.8,.2) .8; Gray .2; Blur 23 (.1,2)"
                                + " .5; "
                                + IMAGENET),
                row(
                        Pipelines.simClrLightly(32, 0.5, 0),
                        "RRC 32 (.08,1); HFlip .5; CJ(.4,.4,.4,.1) .8; Gray .2; " + IMAGENET),
                row(
                        Pipelines.mocoV2(224),
                        "RRC 224 (.2,1); CJ(.4,.4,.4,.1) .8; Gray .2; Blur 23 (.1,2) .5; HFlip"
                                + " .5; "
                                + IMAGENET),
                row(
                        Pipelines.mocoCifar(),
                        "RRC 32 (.08,1); HFlip .5; CJ(.4,.4,.4,.1) .8; Gray .2; " + CIFAR),
                row(
                        Augmentation.simsiamCifar(),
                        "RRC 32 (.2,1); HFlip .5; CJ(.4,.4,.4,.1) .8; Gray .2; " + IMAGENET),
                row(
                        Pipelines.mocoV1(224),
                        "RRC 224 (.2,1); Gray .2; CJ(.4,.4,.4,.4) 1; HFlip .5; " + IMAGENET),
                row(
                        Pipelines.dkobakCifar(),
                        "RRC 32 (.2,1); HFlip .5; CJ(.4,.4,.4,.1) .8; Gray .1"),
                row(
                        Pipelines.soloLearnCifarSymmetric(),
                        "RRC 32 (.08,1) bicubic; CJ(.8,.8,.8,.2) .8; Gray .2; Blur 23 (.1,2) .5;"
                                + " HFlip .5; "
                                + PIXELS),
                row(
                        Pipelines.soloLearn(96, new ColorJitter(.4, .4, .2, .1, .8), .1, .2, .3),
                        "RRC 96 (.08,1) bicubic; CJ(.4,.4,.2,.1) .8; Gray .2; Blur 23 (.1,2) .1;"
                                + " Solarize .5 .2; Equalize .3; HFlip .5; "
                                + PIXELS),
                row(
                        Pipelines.htdtCifar(),
                        "CJ(.4,.4,.4,.1) .8; Gray .1; RRC 32 (.2,1) bicubic; HFlip .5; " + CIFAR),
                row(Pipelines.linearTrain(224), "RRC 224 (.08,1); HFlip .5; " + IMAGENET),
                row(Pipelines.linearTest(224), "Shorter 256; Center 224; " + IMAGENET),
                row(
                        Pipelines.byol(224),
                        "RRC 224 (.08,1) bicubic; HFlip .5; CJ(.4,.4,.2,.1) .8; Gray .2; Blur 23"
                                + " (.1,2) 1; "
                                + IMAGENET,
                        "RRC 224 (.08,1) bicubic; HFlip .5; CJ(.4,.4,.2,.1) .8; Gray .2; Blur 23"
                                + " (.1,2) .1; Solarize .5 .2; "
                                + IMAGENET),
                row(
                        Pipelines.byolCifar(),
                        "RRC 32 (.08,1); HFlip .5; CJ(.4,.4,.2,.1) .8; Gray .2; " + IMAGENET,
                        "RRC 32 (.08,1); HFlip .5; CJ(.4,.4,.2,.1) .8; Gray .2; Solarize .5 .2; "
                                + IMAGENET),
                row(
                        Pipelines.soloLearnCifarAsymmetric(),
                        "RRC 32 (.08,1) bicubic; CJ(.4,.4,.2,.1) .8; Gray .2; HFlip .5; " + PIXELS,
                        "RRC 32 (.08,1) bicubic; CJ(.4,.4,.2,.1) .8; Gray .2; Solarize .5 .2;"
                                + " HFlip .5; "
                                + PIXELS),
                row(
                        Pipelines.dino(),
                        "RRC 224 (.4,1) bicubic; HFlip .5; CJ(.4,.4,.2,.1) .8; Gray .2; Blur 23"
                                + " (.1,2) 1; "
                                + IMAGENET,
                        "RRC 224 (.4,1) bicubic; HFlip .5; CJ(.4,.4,.2,.1) .8; Gray .2; Blur 23"
                                + " (.1,2) .1; Solarize .5 .2; "
                                + IMAGENET,
                        "6x RRC 96 (.05,.4) bicubic; HFlip .5; CJ(.4,.4,.2,.1) .8; Gray .2; Blur"
                                + " 23 (.1,2) .5; "
                                + IMAGENET),
                row(
                        Pipelines.swav(),
                        "2x RRC 224 (.14,1); HFlip .5; CJ(.8,.8,.8,.2) .8; Gray .2; Blur 23 (.1,2)"
                                + " .5; "
                                + IMAGENET,
                        "6x RRC 96 (.05,.14); HFlip .5; CJ(.8,.8,.8,.2) .8; Gray .2; Blur 23"
                                + " (.1,2) .5; "
                                + IMAGENET));
    }

    private static Arguments row(Augmentation augmentation, String table) {
        return row(Views.of(augmentation), table);
    }

    private static Arguments row(Views views, String... table) {
        return Arguments.of(views, String.join("\n", table));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("views")
    void pipelinesAreWhatTheTableSays(Views views, String table) {
        assertThat(rendered(views)).isEqualTo(table);
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("views")
    void pipelinesRunAndGiveTheSizeOfTheirCrop(Views views, String table) {
        byte[] rgb = new byte[300 * 260 * 3];
        new SplittableRandom(1).nextBytes(rgb);
        Image image = new Image(300, 260, rgb);
        for (int v = 0; v < views.count(); v++) {
            Augmentation augmentation = views.augmentations().get(v);
            int size = Integer.parseInt(table.replaceAll("(?s).*?(RRC|Center) (\\d+).*", "$2"));
            int expected = table.contains("6x") && v >= 2 ? 96 : size;
            for (int i = 0; i < 3; i++) {
                CounterRandom random = CounterRandom.of(CounterRandom.Purpose.VIEW, 5, 0, i, v);
                Pixels result =
                        PixelExecutor.apply(image, Drawing.of(augmentation, 300, 260, random));
                assertThat(result).matches(p -> p.width() == expected && p.height() == expected);
                boolean normalized = table.contains("norm");
                for (float level : result.levels()) {
                    // bounds of plain levels, and of (0 − .485) / .2 and (1 − .4) / .2
                    assertThat(level)
                            .isBetween(normalized ? -2.5f : -1e-5f, normalized ? 3f : 1.00001f);
                }
            }
        }
    }

    @Test
    void oneStepCanBeReplacedOrLeftOut() {
        Augmentation changed =
                Pipelines.simClrLightly(32, 0.5, 0)
                        .replace(Normalize.cifar10())
                        .replace(new RandomGrayscale(0.1))
                        .without(RandomHorizontalFlip.class);
        assertThat(rendered(Views.of(changed)))
                .isEqualTo("RRC 32 (.08,1); CJ(.4,.4,.4,.1) .8; Gray .1; " + CIFAR);
        assertThatThrownBy(() -> changed.replace(new RandomEqualize(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "transforms: 0 of kind RandomEqualize (expected: 1; build the list with"
                                + " Augmentation.of instead)");
        Augmentation twice = Augmentation.of(new Resize(4), new Resize(8));
        assertThatThrownBy(() -> twice.without(Resize.class))
                .hasMessageContaining("transforms: 2 of kind Resize");
    }

    @Test
    void statisticsOfCifar100AreSoloLearns() {
        assertThat(render(Normalize.cifar100AllPixels()))
                .isEqualTo("norm .5071,.4865,.4409/.2673,.2564,.2762");
    }

    @Test
    void badParametersAreNamed() {
        assertThatThrownBy(() -> Pipelines.simClrLightly(32, -1, 0))
                .hasMessage("cjStrength: -1.0 (expected: finite and >= 0)");
        assertThatThrownBy(() -> Pipelines.simClrLightly(32, 3, 0))
                .hasMessageContaining("hue: 0.6");
        assertThatThrownBy(() -> Pipelines.simClrLightly(32, 1, 2)).hasMessageContaining("p: 2.0");
        assertThatThrownBy(() -> Pipelines.linearTest(0)).hasMessage("size: 0 (expected: >= 1)");
        assertThatThrownBy(() -> Pipelines.simClrImageNetTest(-1))
                .hasMessage("size: -1 (expected: >= 1)");
        assertThatThrownBy(Views::of).hasMessage("augmentations: [] (expected: at least one view)");
        assertThatThrownBy(() -> Views.repeat(Pipelines.mocoCifar(), 0))
                .hasMessage("count: 0 (expected: >= 1)");
    }

    /// One line for each augmentation, equal neighbours counted.
    private static String rendered(Views views) {
        List<String> lines =
                views.augmentations().stream()
                        .map(
                                a ->
                                        a.transforms().stream()
                                                .map(PipelinesTest::render)
                                                .collect(Collectors.joining("; ")))
                        .toList();
        return lines.stream()
                .distinct()
                .map(
                        line -> {
                            long n = lines.stream().filter(line::equals).count();
                            return n == 1 ? line : n + "x " + line;
                        })
                .collect(Collectors.joining("\n"));
    }

    private static String render(Transform transform) {
        return switch (transform) {
            case RandomResizedCrop c -> {
                assertThat(new double[] {c.minRatio(), c.maxRatio()})
                        .containsExactly(3 / 4.0, 4 / 3.0);
                yield "RRC %d (%s)%s"
                        .formatted(
                                c.size(),
                                numbers(c.minScale(), c.maxScale()),
                                how(c.interpolation()));
            }
            case RandomHorizontalFlip(double p) -> "HFlip " + numbers(p);
            case RandomVerticalFlip(double p) -> "VFlip " + numbers(p);
            case ColorJitter(double b, double c, double s, double h, double p) ->
                    "CJ(%s) %s".formatted(numbers(b, c, s, h), numbers(p));
            case RandomGrayscale(double p) -> "Gray " + numbers(p);
            case GaussianBlur(int k, double low, double high, double p) ->
                    "Blur %d (%s) %s".formatted(k, numbers(low, high), numbers(p));
            case RandomSolarize(double threshold, double p) ->
                    "Solarize " + numbers(threshold) + " " + numbers(p);
            case RandomEqualize(double p) -> "Equalize " + numbers(p);
            case ResizeShorterSide r -> "Shorter " + r.size() + how(r.interpolation());
            case CenterCrop(int size) -> "Center " + size;
            case Normalize n -> "norm " + numbers(n.mean()) + "/" + numbers(n.std());
            case Resize _, RandomCrop _, RandomRotation _, RandomApply _ -> transform.toString();
        };
    }

    private static String how(Interpolation interpolation) {
        return interpolation == Interpolation.BILINEAR
                ? ""
                : " " + interpolation.name().toLowerCase(Locale.ROOT);
    }

    private static String numbers(List<Double> values) {
        return numbers(values.stream().mapToDouble(v -> v).toArray());
    }

    /// `.5` for 0.5 and `1` for 1.0.
    private static String numbers(double... values) {
        return IntStream.range(0, values.length)
                .mapToObj(i -> Double.toString(values[i]))
                .map(n -> n.replaceFirst("\\.0$", "").replaceFirst("^0\\.", "."))
                .collect(Collectors.joining(","));
    }
}
