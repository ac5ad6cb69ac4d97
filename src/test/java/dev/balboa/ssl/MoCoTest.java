package dev.balboa.ssl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.balboa.data.Batch;
import dev.balboa.loss.InfoNce;
import dev.balboa.loss.TemperatureProfile;
import dev.balboa.nn.ResNet;
import dev.balboa.tensor.Functional;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Random;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Oracles: the algorithm done step by step in the test, and a ring kept in a list.
class MoCoTest {

    private static final Heads HEADS = new Heads(4, 8, 2, 1);

    private static MoCo moCo(Map<String, Object> settings, int batchSize) {
        try (Generator generator = Generator.of(1)) {
            return (MoCo)
                    Methods.get("mocov2")
                            .create(
                                    MethodSetup.of(
                                                    g -> ResNet.resnet18(2, false, g),
                                                    HEADS,
                                                    generator,
                                                    1)
                                            .withRun(10, batchSize, batchSize)
                                            .withSettings(new MethodSettings(settings)));
        }
    }

    private static Batch batch(int size, long seed) {
        try (Generator generator = Generator.of(seed)) {
            return Batch.of(
                    List.of(
                            Random.randn(Shape.of(size, 3, 8, 8), generator),
                            Random.randn(Shape.of(size, 3, 8, 8), generator)));
        }
    }

    @Test
    void theLossIsInfoNceAgainstTheKeysOfTheSlowCopyAndTheQueue() {
        InfoNce loss = new InfoNce(0.1);
        try (MoCo method = moCo(Map.of("queue-size", 32), 6)) {
            Batch batch = batch(6, 3);
            Tensor queue = method.queue().rows().tensor().copy();
            double value = method.step(batch).loss().item();
            Tensor q1 = method.projector().forward(method.backbone().forward(batch.view(0)));
            Tensor q2 = method.projector().forward(method.backbone().forward(batch.view(1)));
            Tensor k1 = method.keys().forward(batch.view(0));
            Tensor k2 = method.keys().forward(batch.view(1));
            double expected =
                    (loss.apply(q1, k2, queue).item() + loss.apply(q2, k1, queue).item()) / 2;
            assertThat(value).isCloseTo(expected, within(1e-5));
        }
    }

    @Test
    void withoutSymmetryOnlyTheFirstViewAsks() {
        Map<String, Object> settings = Map.of("queue-size", 32, "symmetric", false);
        try (MoCo method = moCo(settings, 6)) {
            Batch batch = batch(6, 3);
            Tensor queue = method.queue().rows().tensor().copy();
            double value = method.step(batch).loss().item();
            Tensor q1 = method.projector().forward(method.backbone().forward(batch.view(0)));
            Tensor k2 = method.keys().forward(batch.view(1));
            assertThat(value).isCloseTo(new InfoNce(0.1).apply(q1, k2, queue).item(), within(1e-5));
            assertThat(method.queue().position().tensor().toLongArray()).containsExactly(6);
        }
    }

    @Test
    void theQueueHoldsTheLastKeysForAnyBatchSize() {
        List<Double> kept = new ArrayList<>();
        try (Generator generator = Generator.of(1);
                NegativeQueue queue = NegativeQueue.of(7, 1, generator)) {
            for (int step = 0; step < 5; step++) {
                double[] signs = {1, -1, step % 2 == 0 ? 1 : -1};
                queue.add(Tensor.of(signs, Shape.of(3, 1)));
                for (double sign : signs) {
                    kept.add(sign);
                }
            }
            // key n lies at n mod 7: the last 7 of 15
            double[] expected = new double[7];
            for (int n = 8; n < 15; n++) {
                expected[n % 7] = kept.get(n);
            }
            assertThat(queue.rows().tensor().toDoubleArray()).containsExactly(expected);
            assertThat(queue.position().tensor().toLongArray()).containsExactly(15 % 7);
        }
    }

    @Test
    void keysAreKeptAsUnitRowsInTheOrderOfTheRing() {
        try (Generator generator = Generator.of(1);
                NegativeQueue queue = NegativeQueue.of(5, 3, generator)) {
            Tensor keys = Random.randn(Shape.of(4, 3), generator).mul(10);
            queue.add(keys);
            Tensor unit = Functional.normalize(keys, 2, 1, 1e-12);
            assertThat(queue.rows().tensor().narrow(0, 0, 4).equal(unit)).isTrue();
        }
    }

    @Test
    void aQueueSmallerThanAStepIsNamed() {
        assertThatThrownBy(() -> moCo(Map.of("queue-size", 16), 16))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("queue-size: 16 (expected: >= 32, the keys of one step)");
    }

    @Test
    void aTemperatureProfileMakesItDystressOnAQueue() {
        Map<String, Object> settings =
                Map.of("queue-size", 32, "temperature-profile", "cosine", "symmetric", false);
        try (MoCo method = moCo(settings, 6)) {
            Batch batch = batch(6, 3);
            Tensor queue = method.queue().rows().tensor().copy();
            double value = method.step(batch).loss().item();
            Tensor q1 = method.projector().forward(method.backbone().forward(batch.view(0)));
            Tensor k2 = method.keys().forward(batch.view(1));
            TemperatureProfile profile = new TemperatureProfile.Cosine(0.07, 0.1);
            assertThat(value)
                    .isCloseTo(
                            new dev.balboa.loss.DyStress(profile, true).apply(q1, k2, queue).item(),
                            within(1e-5))
                    .isNotCloseTo(new InfoNce(0.1).apply(q1, k2, queue).item(), within(1e-3));
        }
    }

    /// As many places for the keys of one step as there are keys, at least.
    @Test
    void moreKeysThanPlacesAreRefused() {
        try (Generator generator = Generator.of(1);
                NegativeQueue queue = NegativeQueue.of(3, 2, generator)) {
            assertThatThrownBy(() -> queue.add(Tensor.ones(Shape.of(4, 2))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("keys: 4 (expected: at most 3, the places of the queue)");
        }
    }
}
