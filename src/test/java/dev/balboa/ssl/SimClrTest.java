package dev.balboa.ssl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.balboa.data.Augmentation;
import dev.balboa.data.GeneratedImages;
import dev.balboa.data.GeneratedOptions;
import dev.balboa.data.Loader;
import dev.balboa.data.LoaderOptions;
import dev.balboa.data.Normalize;
import dev.balboa.data.RandomHorizontalFlip;
import dev.balboa.data.RandomResizedCrop;
import dev.balboa.data.Batch;
import dev.balboa.loss.NtXent;
import dev.balboa.nn.ResNet;
import dev.balboa.optim.Schedule;
import dev.balboa.optim.Sgd;
import dev.balboa.tensor.Device;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Random;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import dev.balboa.train.CollapseMeter;
import dev.balboa.train.Event;
import dev.balboa.train.Step;
import dev.balboa.train.Trainer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/// Oracles: the algorithm's steps done one by one in the test, its symmetry, and the loss of a
/// network that has learned nothing, log(2N − 1) when rows are equal.
class SimClrTest {

    private static final Heads HEADS = new Heads(16, 32, 2, 1);

    /// Leaves the colours as they are: they tell the images apart within seconds.
    private static final Augmentation EASY =
            Augmentation.of(
                    RandomResizedCrop.of(16, 0.5),
                    new RandomHorizontalFlip(0.5),
                    Normalize.imageNet());

    private static MethodSetup setup(Generator generator) {
        return MethodSetup.of(g -> ResNet.resnet18(2, false, g), HEADS, generator, 1);
    }

    private static SimClr simClr(MethodSettings settings) {
        try (Generator generator = Generator.of(1)) {
            return (SimClr) Methods.get("simclr").create(setup(generator).withSettings(settings));
        }
    }

    private static List<Tensor> views() {
        try (Generator generator = Generator.of(99)) {
            return List.of(
                    Random.randn(Shape.of(8, 3, 8, 8), generator),
                    Random.randn(Shape.of(8, 3, 8, 8), generator));
        }
    }

    @Test
    void theStepIsNtXentOfTheProjectionsOfBothViews() {
        List<Tensor> views = views();
        try (SimClr method = simClr(MethodSettings.defaults())) {
            Step step = method.step(Batch.of(views));
            // in training mode a second pass normalises by the same batch again
            Tensor z1 = method.projector().forward(method.backbone().forward(views.get(0)));
            Tensor z2 = method.projector().forward(method.backbone().forward(views.get(1)));
            assertThat(step.loss().item())
                    .isEqualTo(new NtXent(0.5).apply(z1, z2).item())
                    .isNotCloseTo(new NtXent(0.4).apply(z1, z2).item(), within(1e-3));
            assertThat(step.metrics()).containsOnlyKeys("spread", "contrast_acc");
            assertThat(step.metrics().get("contrast_acc").item())
                    .isEqualTo(NtXent.accuracy(z1, z2).item());
            assertThat(step.metrics().get("spread").item())
                    .isEqualTo(CollapseMeter.spread(z1).item());
        }
    }

    @Test
    void theTemperatureOfTheSettingsIsThatOfTheLoss() {
        try (SimClr method = simClr(MethodSettings.defaults().with("temperature", 0.1))) {
            assertThat(method.loss()).isEqualTo(new NtXent(0.1));
        }
    }

    @Test
    void isSymmetricInItsViews() {
        try (SimClr method = simClr(MethodSettings.defaults())) {
            List<Tensor> views = views();
            assertThat(method.step(Batch.of(views.reversed())).loss().item())
                    .isCloseTo(method.step(Batch.of(views)).loss().item(), within(1e-5));
        }
    }

    @Test
    void eachViewHasAForwardPassOfItsOwn() {
        try (SimClr method = simClr(MethodSettings.defaults())) {
            method.step(Batch.of(views()));
            assertThat(method.stateDict().get("backbone.bn1.num_batches_tracked").itemLong())
                    .isEqualTo(2);
        }
    }

    @Test
    void keysAreThoseOfTheBackboneAndOfLightlysHead() {
        try (SimClr method = simClr(MethodSettings.defaults())) {
            assertThat(method.stateDict())
                    .containsKeys(
                            "projector.layers.0.weight",
                            "projector.layers.1.bias",
                            "projector.layers.4.running_mean");
            assertThat(method.stateDict().keySet())
                    .allMatch(key -> key.matches("(backbone|projector)\\..*"));
        }
    }

    @Test
    void trainingOnGeneratedImagesLowersTheLossAndFindsPartners() {
        List<Event.EpochDone> epochs = train();
        Event.EpochDone first = epochs.getFirst();
        Event.EpochDone last = epochs.getLast();
        assertThat(last.loss()).isLessThan(Math.log(63)).isLessThan(first.loss() - 0.2);
        assertThat(last.metrics().get("contrast_acc"))
                .isGreaterThan(first.metrics().get("contrast_acc") + 0.05);
        assertThat(last.metrics().get("spread")).isGreaterThan(0.5);
    }

    /// Six epochs of four batches of 32 images.
    private static List<Event.EpochDone> train() {
        Loader loader =
                Loader.of(
                        GeneratedImages.train(
                                GeneratedOptions.standard(0).withSize(16).withCounts(128, 1)),
                        EASY,
                        LoaderOptions.training(32, 2, 5));
        List<Event.EpochDone> epochs = new ArrayList<>();
        Trainer trainer =
                new Trainer(
                        new Trainer.Config(6, Device.CPU, Optional.empty()),
                        List.of(
                                event -> {
                                    if (event instanceof Event.EpochDone epoch) {
                                        epochs.add(epoch);
                                    }
                                }));
        try (Generator generator = Generator.of(1);
                SimClr method =
                        SimClr.of(
                                ResNet.resnet18(4, false, generator),
                                HEADS,
                                NtXent.defaults(),
                                generator);
                Sgd optimizer =
                        Sgd.of(
                                new Sgd.Config(0.05, 0.9, 5e-4, false),
                                method.parameters(),
                                method.groups(new Schedule.Cosine(24)))) {
            trainer.run(method, loader, optimizer);
        }
        return epochs;
    }

    @Test
    void aMethodWithoutTemperatureRefusesOne() {
        try (Generator generator = Generator.of(1)) {
            MethodSetup setup =
                    setup(generator)
                            .withSettings(MethodSettings.defaults().with("temperature", 0.1));
            assertThatThrownBy(() -> Methods.get("simsiam").create(setup))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith(
                            "temperature: 0.1 (expected: absent, simsiam has only ");
        }
    }

    @Test
    void aTemperatureOfZeroIsRefused() {
        MethodSettings zero = MethodSettings.defaults().with("temperature", 0);
        assertThatThrownBy(() -> Methods.get("simclr").resolve(zero))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("temperature: 0 (expected: > 0)");
    }

    @Test
    void sizesOfTheHeadsAreThoseOfLightlysBenchmark() {
        Heads heads = Heads.simClr(512, OptionalInt.empty());
        assertThat(heads.projection()).isEqualTo(128);
        assertThat(heads.projectionHidden()).isEqualTo(512);
        assertThat(heads.projectionLayers()).isEqualTo(2);
    }
}
