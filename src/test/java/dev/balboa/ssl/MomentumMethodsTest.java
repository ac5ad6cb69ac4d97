package dev.balboa.ssl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.balboa.data.Batch;
import dev.balboa.loss.NegativeCosine;
import dev.balboa.nn.ResNet;
import dev.balboa.optim.Schedule;
import dev.balboa.optim.Sgd;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Random;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import dev.balboa.train.Step;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Methods with a slow copy of the encoder. Oracle: the papers' algorithms done step by step in the
/// test, and the recurrence of the moving average in double precision.
class MomentumMethodsTest {

    private static final Heads HEADS = new Heads(8, 16, 2, 16);

    private static MethodSetup setup(Generator generator, int steps) {
        return MethodSetup.of(g -> ResNet.resnet18(2, false, g), HEADS, generator, 1)
                .withRun(steps, 8, 8);
    }

    private static Byol byol(int steps) {
        try (Generator generator = Generator.of(1)) {
            return (Byol) Methods.get("byol").create(setup(generator, steps));
        }
    }

    private static Batch batch(long seed) {
        try (Generator generator = Generator.of(seed)) {
            return Batch.of(
                    List.of(
                            Random.randn(Shape.of(8, 3, 8, 8), generator),
                            Random.randn(Shape.of(8, 3, 8, 8), generator)));
        }
    }

    @Test
    void theTargetStartsAsTheEncoderAndIsNotTrained() {
        try (Byol method = byol(10)) {
            Tensor online = method.stateDict().get("backbone.conv1.weight");
            Tensor target = method.stateDict().get("target.backbone.conv1.weight");
            assertThat(target.equal(online)).isTrue();
            assertThat(method.parameters().keySet()).noneMatch(key -> key.startsWith("target."));
            assertThat(method.stateDict()).containsKey("target.moves");
        }
    }

    @Test
    void theLossPullsPredictionsTowardsWhatTheTargetMakesOfTheOtherView() {
        NegativeCosine distance = NegativeCosine.defaults();
        try (Byol method = byol(10)) {
            Batch batch = batch(3);
            Step step = method.step(batch);
            Tensor p1 =
                    method.predictor()
                            .orElseThrow()
                            .forward(
                                    method.projector()
                                            .forward(method.backbone().forward(batch.view(0))));
            Tensor p2 =
                    method.predictor()
                            .orElseThrow()
                            .forward(
                                    method.projector()
                                            .forward(method.backbone().forward(batch.view(1))));
            Tensor t1 = method.target().forward(batch.view(0));
            Tensor t2 = method.target().forward(batch.view(1));
            double expected = (distance.apply(p1, t2).item() + distance.apply(p2, t1).item()) / 2;
            assertThat(step.loss().item()).isCloseTo(expected, within(1e-6));
            assertThat(t1.requiresGrad()).isFalse();
        }
    }

    /// After k steps with weights w₁ … w_k at their starts, t ← m(k) t + (1 − m(k)) w.
    @Test
    void theTargetFollowsByTheCosineOfItsMomentum() {
        int steps = 4;
        try (Byol method = byol(steps);
                Sgd sgd =
                        Sgd.of(
                                new Sgd.Config(0.5, 0.9, 0, false),
                                method.parameters(),
                                method.groups(new Schedule.Constant()))) {
            String key = "projector.layers.0.weight";
            double expected = first(method, key);
            for (int k = 0; k < steps; k++) {
                double m = 1 - (1 - 0.99) * (Math.cos(Math.PI * k / steps) + 1) / 2;
                expected = m * expected + (1 - m) * first(method, key);
                method.step(batch(k)).loss().backward();
                sgd.step();
                sgd.zeroGrad();
                assertThat(first(method, "target." + key)).isCloseTo(expected, within(1e-6));
            }
            assertThat(first(method, "target." + key))
                    .isNotCloseTo(first(method, key), within(1e-4));
            assertThat(method.stateDict().get("target.moves").toLongArray()).containsExactly(steps);
        }
    }

    private static double first(Method method, String key) {
        return method.stateDict().get(key).flatten().select(0, 0).item();
    }

    @Test
    void theTargetKeepsRunningStatisticsOfItsOwn() {
        try (Byol method = byol(10)) {
            method.step(batch(3));
            assertThat(method.stateDict().get("target.backbone.bn1.num_batches_tracked").itemLong())
                    .isEqualTo(2);
        }
    }
}
