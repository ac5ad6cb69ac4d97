package dev.balboa.ssl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.balboa.data.Batch;
import dev.balboa.loss.GuidedStopGradient;
import dev.balboa.nn.ResNet;
import dev.balboa.optim.ParameterGroup;
import dev.balboa.optim.Schedule;
import dev.balboa.tensor.Functional;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Random;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import dev.balboa.train.Step;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Oracles: the symmetries that the papers' losses have, and the algorithm's steps done one by one
/// in the test.
class MethodsTest {

    private static final Heads HEADS = new Heads(16, 16, 2, 4);

    private static Method method(String name, long seed) {
        return method(name, seed, MethodSettings.defaults());
    }

    private static Method method(String name, long seed, MethodSettings settings) {
        try (Generator generator = Generator.of(seed)) {
            return Methods.get(name)
                    .create(
                            MethodSetup.of(
                                            g -> ResNet.resnet18(2, false, g),
                                            HEADS,
                                            generator,
                                            seed)
                                    .withSettings(settings));
        }
    }

    private static List<Tensor> views(int count) {
        List<Tensor> views = new ArrayList<>();
        try (Generator generator = Generator.of(99)) {
            for (int i = 0; i < count; i++) {
                views.add(Random.randn(Shape.of(8, 3, 8, 8), generator));
            }
        }
        return views;
    }

    @ParameterizedTest
    @MethodSource("dev.balboa.ssl.Methods#names")
    void theGroupsAreAPartition(String name) {
        try (Method method = method(name, 1)) {
            ParameterGroup.requirePartition(
                    method.parameters(), method.groups(new Schedule.Cosine(10)));
        }
    }

    @ParameterizedTest
    @CsvSource({"simsiam, constant", "simsiam-gsg, constant", "simsiam, cosine"})
    void thePredictorAloneMayKeepAConstantRate(String name, String rate) {
        MethodSettings settings = MethodSettings.defaults().with("predictor-lr", rate);
        try (Method method = method(name, 1, settings)) {
            for (ParameterGroup group : method.groups(new Schedule.Cosine(10))) {
                boolean constant = group.schedule() instanceof Schedule.Constant;
                assertThat(group.parameters().keySet())
                        .allMatch(
                                key ->
                                        (key.startsWith("predictor.") && rate.equals("constant"))
                                                == constant);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dev.balboa.ssl.Methods#names")
    void theLossIsFiniteAndReachesEveryParameter(String name) {
        try (Method method = method(name, 1)) {
            Step step = method.step(Batch.of(views(method.views())));
            assertThat(step.loss().item()).isFinite();
            assertThat(step.metrics().get("spread").item()).isBetween(0.1, 1.2);
            step.loss().backward();
            method.parameters()
                    .forEach(
                            (key, tensor) -> {
                                assertThat(tensor.grad()).as(key).isNotNull();
                                assertThat(tensor.grad().isfinite().all().itemBoolean())
                                        .as(key)
                                        .isTrue();
                            });
        }
    }

    @ParameterizedTest
    @CsvSource({
        "simsiam, -1, 1",
        "simsiam-gsg, -1, 1",
        "byol-gsg, -1, 1",
        "simclr, 0, 6.708050201102210"
    })
    void theLossLiesInItsRange(String name, double least, double most) {
        // SimCLR's: log 15 + 2 / 0.5 for 8 pairs at temperature 0.5
        try (Method method = method(name, 1)) {
            assertThat(method.step(Batch.of(views(method.views()))).loss().item())
                    .isBetween(least, most);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.balboa.ssl.Methods#names")
    void sameSeedSameLosses(String name) {
        try (Method first = method(name, 4);
                Method second = method(name, 4)) {
            List<Tensor> views = views(first.views());
            for (int i = 0; i < 3; i++) {
                assertThat(first.step(Batch.of(views)).loss().item())
                        .isEqualTo(second.step(Batch.of(views)).loss().item());
            }
        }
    }

    @Test
    void keysStartWithTheNameOfThePart() {
        try (Method method = method("simsiam-gsg", 1)) {
            assertThat(method.stateDict())
                    .containsKeys(
                            "backbone.layer4.1.bn2.running_var",
                            "projector.layers.0.weight",
                            "predictor.layers.3.bias");
            assertThat(method.stateDict().keySet())
                    .allMatch(key -> key.matches("(backbone|projector|predictor)\\..*"));
        }
    }

    @Test
    void simSiamIsSymmetricInItsViews() {
        try (Method method = method("simsiam", 1)) {
            List<Tensor> views = views(2);
            assertThat(method.step(Batch.of(views.reversed())).loss().item())
                    .isCloseTo(method.step(Batch.of(views)).loss().item(), within(1e-6));
        }
    }

    /// Its loss is -cos(z1, z2), each pulled to the other.
    @Test
    void simSiamWithoutAPredictorComparesProjections() {
        MethodSettings settings = MethodSettings.defaults().with("predictor", false);
        try (SimSiam method = (SimSiam) method("simsiam", 1, settings)) {
            assertThat(method.predictor()).isEmpty();
            assertThat(method.parameters().keySet()).noneMatch(key -> key.startsWith("predictor"));
            List<Tensor> views = views(2);
            Step step = method.step(Batch.of(views));
            Tensor z1 = method.projector().forward(method.backbone().forward(views.get(0)));
            Tensor z2 = method.projector().forward(method.backbone().forward(views.get(1)));
            assertThat(step.loss().item())
                    .isCloseTo(
                            -Functional.cosineSimilarity(z1, z2, 1, 1e-8).mean().item(),
                            within(1e-5));
            step.loss().backward();
            assertThat(method.projector().parameters().values())
                    .allMatch(p -> p.grad().norm().item() > 0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"simsiam", "simsiam-gsg", "byol", "byol-gsg"})
    void everyMethodWithAPredictorGoesWithout(String name) {
        try (Method method = method(name, 1, MethodSettings.defaults().with("predictor", false))) {
            assertThat(method.parameters().keySet()).noneMatch(key -> key.startsWith("predictor"));
            Step step = method.step(Batch.of(views(method.views())));
            assertThat(step.loss().item()).isBetween(-1.0, 1.0);
            step.loss().backward();
            assertThat(method.parameters().values()).allMatch(p -> p.grad() != null);
            ParameterGroup.requirePartition(
                    method.parameters(), method.groups(new Schedule.Cosine(10)));
        }
    }

    @Test
    void gsgDoesFourForwardPassesWithStatisticsOfTheirOwn() {
        try (Method method = method("simsiam-gsg", 1)) {
            method.step(Batch.of(views(4)));
            assertThat(method.stateDict().get("backbone.bn1.num_batches_tracked").itemLong())
                    .isEqualTo(4);
        }
    }

    /// The permutation comes from a generator of the same state; everything else is done step by
    /// step.
    @Test
    void gsgPairsEachImageWithAPermutedOne() {
        long seed = 12;
        List<Tensor> views = views(4);
        try (Generator init = Generator.of(1);
                Generator same = Generator.of(seed);
                SimSiamGsg method =
                        SimSiamGsg.of(
                                ResNet.resnet18(2, false, init), HEADS, init, Generator.of(seed))) {
            double loss = method.step(Batch.of(views)).loss().item();
            long[] r = Random.randperm(8, same).toLongArray();
            List<Tensor> z = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                z.add(method.projector().forward(method.backbone().forward(views.get(i))));
            }
            z.set(2, permuted(z.get(2), r));
            z.set(3, permuted(z.get(3), r));
            List<Tensor> p = z.stream().map(method.predictor().orElseThrow()::forward).toList();
            // batch statistics do not depend on the order of the rows, so permuting after is the
            // same
            assertThat(GuidedStopGradient.defaults().apply(z, p).item())
                    .isCloseTo(loss, within(1e-5));
            assertThat(r).isNotEqualTo(new long[] {0, 1, 2, 3, 4, 5, 6, 7});
        }
    }

    private static Tensor permuted(Tensor rows, long[] r) {
        List<Tensor> picked = new ArrayList<>();
        for (long i : r) {
            picked.add(rows.select(0, i));
        }
        return Tensor.stack(picked, 0);
    }

    @Test
    void gsgDrawsANewPermutationEachStep() {
        try (Method method = method("simsiam-gsg", 1)) {
            List<Tensor> views = views(4);
            assertThat(method.step(Batch.of(views)).loss().item())
                    .isNotEqualTo(method.step(Batch.of(views)).loss().item());
        }
    }

    @Test
    void anUnknownNameIsAnsweredWithThoseThatAreKnown() {
        assertThatThrownBy(() -> method("simclear", 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("method: simclear (expected: one of " + Methods.names() + ")");
    }

    @Test
    void headsWithoutWidthAreRefused() {
        assertThatThrownBy(() -> new Heads(16, 0, 2, 4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("projectionHidden: 0 (expected: >= 1)");
    }
}
