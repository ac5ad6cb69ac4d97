package dev.balboa.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;
import java.util.stream.Stream;

/// Oracle: the published pipelines, written out here, and the documented ranges.
class AugmentationTest {

    @Test
    void theCifarPresetIsThePublishedPipeline() {
        assertThat(Augmentation.simsiamCifar().transforms())
                .containsExactly(
                        new RandomResizedCrop(32, 0.2, 1, 0.75, 4.0 / 3),
                        new RandomHorizontalFlip(0.5),
                        new ColorJitter(0.4, 0.4, 0.4, 0.1, 0.8),
                        new RandomGrayscale(0.2),
                        new Normalize(List.of(.485, .456, .406), List.of(.229, .224, .225)));
    }

    @Test
    void theGeneratedPresetCropsLessAndDrawsTheHueFromTheWholeCircle() {
        assertThat(Augmentation.generated(48).transforms())
                .contains(RandomResizedCrop.of(48, 0.3), new RandomGrayscale(0.4))
                .anyMatch(t -> t instanceof ColorJitter j && j.hue() == 0.5);
    }

    @Test
    void evaluationDrawsNothing() {
        List<Draw> one = Drawing.of(Augmentation.evaluation(16), 20, 30, random(1));
        assertThat(one).isEqualTo(Drawing.of(Augmentation.evaluation(16), 20, 30, random(2)));
        assertThat(one.getFirst()).isEqualTo(new Draw.Crop(0, 0, 30, 20, 16));
    }

    @Test
    void everyPresetEndsWithTheSameStatistics() {
        assertThat(
                        Stream.of(
                                Augmentation.simsiamCifar(),
                                Augmentation.generated(),
                                Augmentation.evaluation(),
                                Augmentation.evaluation(8)))
                .extracting(a -> a.transforms().getLast())
                .containsOnly(Normalize.imageNet());
    }

    /// Half of SimSiam's CIFAR pipeline by hand; of the other kinds one each.
    @Test
    void aSmallerStrengthChangesLess() {
        assertThat(Augmentation.simsiamCifar().withStrength(0.5).transforms())
                .containsExactly(
                        new RandomResizedCrop(32, 0.6, 1, Math.sqrt(0.75), Math.sqrt(4.0 / 3)),
                        new RandomHorizontalFlip(0.5),
                        new ColorJitter(0.2, 0.2, 0.2, 0.05, 0.8),
                        new RandomGrayscale(0.1),
                        Normalize.imageNet());
        Transform jitter = new ColorJitter(1, 1, 1, 0, 1);
        assertThat(
                        Augmentation.of(
                                        new RandomRotation(-20, 40, Interpolation.BILINEAR, 0.5),
                                        new GaussianBlur(3, 0.1, 2, 0.5),
                                        new RandomSolarize(0.5, 0.2),
                                        new RandomEqualize(0.4),
                                        new RandomApply(List.of(jitter), 0.8),
                                        new Resize(8))
                                .withStrength(0.5)
                                .transforms())
                .containsExactly(
                        new RandomRotation(-10, 20, Interpolation.BILINEAR, 0.5),
                        new GaussianBlur(3, 0.1, 2, 0.25),
                        new RandomSolarize(0.5, 0.1),
                        new RandomEqualize(0.2),
                        new RandomApply(List.of(jitter), 0.4),
                        new Resize(8));
    }

    @Test
    void atStrengthOneNothingChangesAndAtZeroTheWholeImageIsKept() {
        Augmentation usual = Augmentation.simsiamCifar();
        assertThat(usual.withStrength(1)).isSameAs(usual);
        assertThat(usual.withStrength(0).transforms())
                .contains(new RandomResizedCrop(32, 1, 1, 1, 1), new RandomGrayscale(0));
        assertThat(Drawing.of(usual.withStrength(0), 20, 20, random(1)))
                .contains(new Draw.Crop(0, 0, 20, 20, 32));
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                refusal(
                        "strength: 1.5 (expected: within [0, 1])",
                        () -> Augmentation.evaluation().withStrength(1.5)),
                refusal("size: 0 (expected: >= 1)", () -> RandomResizedCrop.of(0, 0.2)),
                refusal(
                        "scale: 0.0..1.0 (expected: within (0, 1])",
                        () -> RandomResizedCrop.of(8, 0)),
                refusal(
                        "scale: 0.9..0.5 (expected: low <= high)",
                        () -> new RandomResizedCrop(8, 0.9, 0.5, 1, 1)),
                refusal("scale: NaN..1.0", () -> RandomResizedCrop.of(8, Double.NaN)),
                refusal("ratio: -1.0..1.0", () -> new RandomResizedCrop(8, 0.1, 1, -1, 1)),
                refusal("p: 1.5 (expected: within [0, 1])", () -> new RandomHorizontalFlip(1.5)),
                refusal("p: NaN", () -> new RandomGrayscale(Double.NaN)),
                refusal(
                        "hue: 0.6 (expected: within [0, 0.5])",
                        () -> new ColorJitter(0, 0, 0, 0.6, 1)),
                refusal("contrast: -0.1", () -> new ColorJitter(0, -0.1, 0, 0, 1)),
                refusal("size: -2", () -> new Resize(-2)),
                refusal(
                        "std: [0.0, 1.0, 1.0] (expected: 3 values > 0)",
                        () -> new Normalize(List.of(0., 0., 0.), List.of(0., 1., 1.))),
                refusal("mean: [0.0]", () -> new Normalize(List.of(0.), List.of(1., 1., 1.))),
                refusal("transforms: []", Augmentation::of),
                refusal(
                        "Normalize before the end",
                        () -> Augmentation.of(Normalize.cifar10(), new RandomGrayscale(1))));
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

    private static CounterRandom random(int index) {
        return CounterRandom.of(CounterRandom.Purpose.VIEW, 0, 0, index, 0);
    }
}
