package dev.balboa.ssl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.balboa.data.Batch;
import dev.balboa.loss.GuidedStopGradient;
import dev.balboa.loss.GuidedStopGradient.Choice;
import dev.balboa.loss.GuidedStopGradient.Distance;
import dev.balboa.nn.ResNet;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Random;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import dev.balboa.train.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The methods with guided stop-gradient, and what each of their options changes. Oracle: the
/// algorithm done step by step in the test, with a generator of the same state; identities between
/// two settings.
class GuidedMethodsTest {

    private static final Heads HEADS = new Heads(16, 16, 2, 4);
    private static final long SEED = 3;
    private static final int ROWS = 8;

    private static MethodSetup setup(Generator generator, MethodSettings settings) {
        return MethodSetup.of(g -> ResNet.resnet18(2, false, g), HEADS, generator, SEED)
                .withRun(10, 8, 8)
                .withSettings(settings);
    }

    private static Method method(String name, MethodSettings settings) {
        try (Generator generator = Generator.of(1)) {
            return Methods.get(name).create(setup(generator, settings));
        }
    }

    private static SimSiamGsg gsg(String option, Object value) {
        return (SimSiamGsg) method("simsiam-gsg", MethodSettings.defaults().with(option, value));
    }

    /// What the method draws its choices from, in the same state.
    private static Generator choices() {
        try (Generator unused = Generator.of(0)) {
            return setup(unused, MethodSettings.defaults()).newChoices();
        }
    }

    private static List<Tensor> views(int count) {
        List<Tensor> views = new ArrayList<>();
        try (Generator generator = Generator.of(99)) {
            for (int i = 0; i < count; i++) {
                views.add(Random.randn(Shape.of(ROWS, 3, 8, 8), generator));
            }
        }
        return views;
    }

    private static List<Tensor> projections(SimSiamGsg method, List<Tensor> views, Tensor r) {
        List<Tensor> z = new ArrayList<>();
        for (Tensor view : views) {
            z.add(method.projector().forward(method.backbone().forward(view)));
        }
        z.set(2, z.get(2).indexSelect(0, r));
        z.set(3, z.get(3).indexSelect(0, r));
        return z;
    }

    private static double expected(SimSiamGsg method, GuidedStopGradient loss) {
        try (Generator same = choices()) {
            Tensor r = Random.randperm(ROWS, same);
            List<Tensor> z = projections(method, views(4), r);
            List<Tensor> p = z.stream().map(method.predictor().orElseThrow()::forward).toList();
            Tensor drawn = Random.randint(0, 4, Shape.of(ROWS), same);
            return loss.apply(z, p, loss.choice() == Choice.RANDOM ? drawn : loss.choose(z)).item();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "gsg-choice, closest, CLOSEST, RAW",
        "gsg-choice, farthest, FARTHEST, RAW",
        "gsg-choice, random, RANDOM, RAW",
        "gsg-distance, normalised, CLOSEST, NORMALISED",
    })
    void theChoiceIsTheOneThatIsAskedFor(
            String option, String value, Choice choice, Distance distance) {
        GuidedStopGradient loss =
                GuidedStopGradient.defaults().withChoice(choice).withDistance(distance);
        try (SimSiamGsg method = gsg(option, value)) {
            double actual = method.step(Batch.of(views(4))).loss().item();
            assertThat(actual).isCloseTo(expected(method, loss), within(1e-5));
            if (!value.equals("closest")) {
                assertThat(actual)
                        .isNotCloseTo(
                                expected(method, GuidedStopGradient.defaults()), within(1e-4));
            }
        }
    }

    @Test
    void theSharesOfTheCasesAreReported() {
        try (SimSiamGsg method = gsg("gsg-choice", "closest")) {
            Map<String, Tensor> metrics = method.step(Batch.of(views(4))).metrics();
            double sum = 0;
            for (String pair : List.of("11_21", "11_22", "12_21", "12_22")) {
                sum += metrics.get("choice_" + pair).item();
            }
            assertThat(sum).isCloseTo(1, within(1e-6));
            assertThat(metrics.get("choice_margin").item()).isBetween(0.0, 1.0);
        }
    }

    @Test
    void withoutFixedPointsNoImageIsPairedWithItselfAndAllSuchPairingsAreDrawnAlike() {
        GuidedPairs pairs = new GuidedPairs(GuidedStopGradient.defaults(), false, 4);
        Map<String, Integer> seen = new HashMap<>();
        try (Generator generator = Generator.of(5)) {
            for (int i = 0; i < 900; i++) {
                long[] r = pairs.partners(4, generator).toLongArray();
                assertThat(IntStream.range(0, 4)).noneMatch(k -> r[k] == k);
                seen.merge(Arrays.toString(r), 1, Integer::sum);
            }
        }
        // 9 derangements of 4, each expected 100 times with a standard deviation of 9.4
        assertThat(seen).hasSize(9);
        assertThat(seen.values()).allMatch(count -> Math.abs(count - 100) < 38);
    }

    @Test
    void fixedPointsAreNotExcludedUnlessItIsAskedFor() {
        try (Generator generator = Generator.of(5);
                SimSiamGsg with = gsg("gsg-choice", "closest");
                SimSiamGsg without = gsg("gsg-fixed-points", false)) {
            assertThat(with.pairs().partners(1, generator).toLongArray()).containsExactly(0);
            assertThatThrownBy(() -> without.pairs().partners(1, generator))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "gsg-fixed-points: false with 1 image (expected: true, or more"
                                    + " images)");
        }
    }

    @Test
    void withoutAPredictorProjectionsAreCompared() {
        try (SimSiamGsg method = gsg("predictor", false);
                Generator same = choices()) {
            assertThat(method.stateDict().keySet()).noneMatch(key -> key.startsWith("predictor"));
            double actual = method.step(Batch.of(views(4))).loss().item();
            List<Tensor> z = projections(method, views(4), Random.randperm(ROWS, same));
            assertThat(actual)
                    .isCloseTo(GuidedStopGradient.defaults().apply(z, z).item(), within(1e-5));
        }
    }

    @Test
    void withTwoViewsThoseOfThePairedImageServeAgain() {
        try (SimSiamGsg two = gsg("gsg-views", 2);
                SimSiamGsg four = gsg("gsg-views", 4)) {
            List<Tensor> pair = views(2);
            assertThat(two.views()).isEqualTo(2);
            double twice =
                    four.step(Batch.of(List.of(pair.get(0), pair.get(1), pair.get(0), pair.get(1))))
                            .loss()
                            .item();
            assertThat(two.step(Batch.of(pair)).loss().item()).isCloseTo(twice, within(1e-5));
            assertThat(passes(two)).isEqualTo(2);
            assertThat(passes(four)).isEqualTo(4);
        }
    }

    private static long passes(Method method) {
        return method.stateDict().get("backbone.bn1.num_batches_tracked").itemLong();
    }

    @Test
    void fourViewsOfSimSiamAreTheMeanOfTwoLosses() {
        MethodSettings four = MethodSettings.defaults().with("views", 4);
        try (Method method = method("simsiam", four);
                Method plain = method("simsiam", MethodSettings.defaults())) {
            List<Tensor> views = views(4);
            double first = plain.step(Batch.of(views.subList(0, 2))).loss().item();
            double second = plain.step(Batch.of(views.subList(2, 4))).loss().item();
            assertThat(method.views()).isEqualTo(4);
            assertThat(first).isNotCloseTo(second, within(1e-4));
            assertThat(method.step(Batch.of(views)).loss().item())
                    .isCloseTo((first + second) / 2, within(1e-6));
            assertThat(passes(method)).isEqualTo(4);
        }
    }

    /// The trained network is changed first, so that its slow copy differs from it, and has to move
    /// before it is asked.
    @Test
    void byolTakesDistancesAndTargetsFromTheSlowCopy() {
        MethodSettings half = MethodSettings.defaults().with("momentum-base", 0.5);
        try (ByolGsg method = (ByolGsg) method("byol-gsg", half);
                Generator same = choices()) {
            method.stateDict().get("projector.layers.0.weight").detach().select(0, 0).mul_(-9);
            List<Tensor> views = views(4);
            Step step = method.step(Batch.of(views));
            Tensor r = Random.randperm(ROWS, same);
            List<Tensor> z = new ArrayList<>();
            List<Tensor> p = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                Tensor online = method.projector().forward(method.backbone().forward(views.get(i)));
                Tensor slow = method.target().forward(views.get(i));
                Tensor prediction = method.predictor().orElseThrow().forward(online);
                z.add(i < 2 ? slow : slow.indexSelect(0, r));
                p.add(i < 2 ? prediction : prediction.indexSelect(0, r));
            }
            assertThat(step.loss().item())
                    .isCloseTo(GuidedStopGradient.defaults().apply(z, p).item(), within(1e-5));
            step.loss().backward();
            assertThat(method.parameters().keySet()).noneMatch(key -> key.startsWith("target."));
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.99, 0.5})
    void theSlowCopyKeepsAConstantShare(double momentum) {
        String key = "projector.layers.0.weight";
        MethodSettings settings = MethodSettings.defaults().with("momentum-base", momentum);
        try (Method method = method("byol-gsg", settings)) {
            Tensor weight = method.stateDict().get(key).detach();
            double expected = weight.select(0, 0).select(0, 0).item();
            for (int k = 0; k < 6; k++) {
                weight.add_(1.0);
                double now = weight.select(0, 0).select(0, 0).item();
                expected = momentum * expected + (1 - momentum) * now;
                method.step(Batch.of(views(4)));
                Tensor slow = method.stateDict().get("target." + key);
                assertThat(slow.select(0, 0).select(0, 0).item()).isCloseTo(expected, within(1e-5));
            }
        }
    }
}
