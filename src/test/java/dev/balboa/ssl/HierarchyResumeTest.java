package dev.balboa.ssl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balboa.data.Augmentation;
import dev.balboa.data.GeneratedImages;
import dev.balboa.data.GeneratedOptions;
import dev.balboa.data.ImageDataset;
import dev.balboa.data.Loader;
import dev.balboa.data.LoaderOptions;
import dev.balboa.data.Views;
import dev.balboa.nn.ResNet;
import dev.balboa.optim.Schedule;
import dev.balboa.optim.Sgd;
import dev.balboa.tensor.Device;
import dev.balboa.tensor.Generator;
import dev.balboa.train.Event;
import dev.balboa.train.Trainer;
import dev.balboa.train.TrainingState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The hierarchy with everything that changes over a run: levels that join, stages that freeze,
/// views of three strengths, images shown by importance. Oracle: a run that was not interrupted,
/// bit by bit.
class HierarchyResumeTest {

    private static final int IMAGES = 40;
    private static final int EPOCHS = 4;

    /// Half of 40 images in batches of 5.
    private static final int STEPS = EPOCHS * 4;

    @TempDir private Path folder;

    private static HierarchicalContrastive method() {
        MethodSettings settings =
                MethodSettings.defaults()
                        .with("mode", "progressive")
                        .with("full-from", 0.7)
                        .with("earlier-rate", 0)
                        .with("augmentation-strengths", "0.5,0.75,1")
                        .with("level-l2", "0.01,0,0.01")
                        .with("image-order", "importance")
                        .with("importance-share", 0.5);
        try (Generator generator = Generator.of(1)) {
            MethodSetup setup =
                    MethodSetup.of(
                                    g -> ResNet.resnet18(2, false, g),
                                    new Heads(8, 16, 2, 4),
                                    generator,
                                    1)
                            .withRun(EPOCHS, 5, IMAGES)
                            .withSettings(settings);
            return (HierarchicalContrastive) Methods.get("hierarchical").create(setup);
        }
    }

    /// Trains to the end of an epoch, after what `from` holds, and saves to `to`.
    private static List<Double> train(int epochs, Optional<Path> from, Path to) {
        List<Double> losses = new ArrayList<>();
        ImageDataset images =
                GeneratedImages.train(
                        GeneratedOptions.standard(0).withSize(16).withCounts(IMAGES, 1));
        try (HierarchicalContrastive method = method();
                Sgd optimizer =
                        Sgd.of(
                                new Sgd.Config(0.05, 0.9, 5e-4, false),
                                method.parameters(),
                                method.groups(new Schedule.Cosine(STEPS)))) {
            from.ifPresent(file -> TrainingState.load(file, method, optimizer));
            Views usual = Views.repeat(Augmentation.generated(16), method.views());
            Loader all =
                    Loader.of(
                            images,
                            method.augment(usual),
                            LoaderOptions.training(5, method.views(), 3));
            Loader loader = all.withSampler(method.order(all.sampler()));
            Trainer trainer =
                    new Trainer(
                            new Trainer.Config(epochs, Device.CPU, Optional.empty()),
                            List.of(
                                    event -> {
                                        if (event instanceof Event.StepDone step) {
                                            losses.add(step.loss());
                                        }
                                    }));
            trainer.run(method, loader, optimizer);
            TrainingState.save(to, method, optimizer, Map.of());
        }
        return losses;
    }

    @Test
    void aResumedRunEqualsTheUninterruptedOne() throws IOException {
        Path whole = folder.resolve("whole");
        Path half = folder.resolve("half");
        Path resumed = folder.resolve("resumed");
        List<Double> expected = train(EPOCHS, Optional.empty(), whole);
        List<Double> found = train(2, Optional.empty(), half);
        found.addAll(train(EPOCHS, Optional.of(half), resumed));
        assertThat(found).isEqualTo(expected).hasSize(STEPS);
        assertThat(Files.mismatch(resumed, whole)).isEqualTo(-1);
    }
}
