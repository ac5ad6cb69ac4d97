package dev.balboa.ssl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.balboa.data.Augmentation;
import dev.balboa.data.Batch;
import dev.balboa.data.ColorJitter;
import dev.balboa.data.RandomGrayscale;
import dev.balboa.data.RandomHorizontalFlip;
import dev.balboa.data.RandomResizedCrop;
import dev.balboa.data.Views;
import dev.balboa.nn.ResNet;
import dev.balboa.optim.ParameterGroup;
import dev.balboa.optim.Schedule;
import dev.balboa.optim.Sgd;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Random;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import dev.balboa.train.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Oracles: SimCLR, which a metric of one over the temperature is; the loss of each pair by itself.
class AnInfoNceMethodTest {

    private static final Heads HEADS = new Heads(8, 16, 2, 2);

    private static Method method(String name, Map<String, Object> settings) {
        try (Generator generator = Generator.of(1)) {
            return Methods.get(name)
                    .create(
                            MethodSetup.of(g -> ResNet.resnet18(2, false, g), HEADS, generator, 1)
                                    .withSettings(new MethodSettings(settings)));
        }
    }

    private static Batch batch(int views) {
        List<Tensor> all = new ArrayList<>();
        try (Generator generator = Generator.of(99)) {
            for (int i = 0; i < views; i++) {
                all.add(Random.randn(Shape.of(6, 3, 8, 8), generator));
            }
        }
        return Batch.of(all);
    }

    @Test
    void itStartsAsSimClrAtTheSameTemperature() {
        Map<String, Object> settings = Map.of("temperature", 0.2);
        try (Method anisotropic = method("aninfonce", settings);
                Method simClr = method("simclr", settings)) {
            assertThat(anisotropic.step(batch(2)).loss().item())
                    .isCloseTo(simClr.step(batch(2)).loss().item(), within(1e-5));
        }
    }

    @Test
    void theMetricHasItsOwnRateAndNoDecay() {
        Schedule schedule = new Schedule.Cosine(10);
        try (Method method = method("aninfonce", Map.of("metric-rate", 5))) {
            ParameterGroup metrics = method.groups(schedule).getLast();
            assertThat(metrics.parameters()).containsOnlyKeys("metrics.0.a");
            assertThat(metrics.weightDecay()).hasValue(0);
            assertThat(metrics.adapt()).isFalse();
            assertThat(metrics.schedule().factor(3)).isEqualTo(5 * schedule.factor(3));
        }
    }

    @Test
    void theMetricStaysInItsRangeWhateverTheStep() {
        try (AnInfoNce method = (AnInfoNce) method("aninfonce", Map.of());
                Sgd sgd =
                        Sgd.of(
                                new Sgd.Config(1e6, 0, 0, false),
                                method.parameters(),
                                method.groups(new Schedule.Constant()))) {
            method.step(batch(2)).loss().backward();
            sgd.step();
            sgd.zeroGrad();
            method.metrics().getFirst().clamp_();
            assertThat(Arrays.stream(method.metrics().getFirst().values()).boxed())
                    .allSatisfy(weight -> assertThat(weight).isBetween(0.99e-3, 1.01e3));
        }
    }

    @Test
    void anEnsembleIsTheMeanOfBothGroupsUnderTheirOwnMetrics() {
        try (AnInfoNce method = (AnInfoNce) method("aninfonce", Map.of("ensemble", true))) {
            method.metrics().getLast().parameters().values().forEach(a -> a.detach().fill_(0.3));
            Batch batch = batch(method.views());
            Step step = method.step(batch);
            double sum = 0;
            for (int group = 0; group < 2; group++) {
                Tensor z1 = project(method, batch.view(2 * group));
                Tensor z2 = project(method, batch.view(2 * group + 1));
                Tensor metric = method.metrics().get(group).forward();
                sum += method.loss().apply(z1, z2, metric).item();
            }
            assertThat(step.loss().item()).isCloseTo(sum / 2, within(1e-5));
            assertThat(step.metrics()).containsKeys("metric1_min", "metric2_entropy");
            assertThat(step.metrics().get("metric2_max").item())
                    .isCloseTo(Math.log1p(Math.exp(0.3)), within(1e-6));
        }
    }

    private static Tensor project(AnInfoNce method, Tensor view) {
        return method.projector().forward(method.backbone().forward(view));
    }

    @Test
    void anEnsemblesPairsDifferInCropsOrInColours() {
        Views usual = Views.repeat(Augmentation.simsiamCifar(), 4);
        try (Method method = method("aninfonce", Map.of("ensemble", true))) {
            Views views = method.augment(usual);
            assertThat(views.count()).isEqualTo(4);
            assertThat(views.augmentations().get(1).transforms())
                    .hasAtLeastOneElementOfType(RandomResizedCrop.class)
                    .hasAtLeastOneElementOfType(RandomHorizontalFlip.class)
                    .doesNotHaveAnyElementsOfTypes(ColorJitter.class, RandomGrayscale.class);
            assertThat(views.augmentations().get(2).transforms())
                    .hasAtLeastOneElementOfType(ColorJitter.class)
                    .doesNotHaveAnyElementsOfTypes(
                            RandomResizedCrop.class, RandomHorizontalFlip.class);
        }
        try (Method method = method("aninfonce", Map.of())) {
            assertThat(method.augment(usual)).isSameAs(usual);
        }
    }
}
