package dev.balboa.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.balboa.checkpoint.Checkpoint;
import dev.balboa.eval.KnnProbe;
import dev.balboa.nn.Backbone;
import dev.balboa.tensor.Device;
import dev.balboa.tensor.Generator;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `balboa eval`.
@Command(
        name = "eval",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Score a trained encoder: weighted kNN that learns on the train split and is asked about"
                        + " the test split.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  balboa eval --checkpoint runs/photos",
            "  balboa eval --checkpoint runs/photos --data photos --baselines --json"
        })
final class EvalCommand implements Callable<Integer> {

    @Option(
            names = "--checkpoint",
            paramLabel = "DIR",
            required = true,
            description = "The --out folder of a run, or its backbone.safetensors.")
    private Path checkpoint;

    @Mixin private DataOptions data;

    @Option(
            names = "--baselines",
            description =
                    "Also score raw pixels, the untrained encoder, and the untrained encoder with"
                            + " recalibrated batch norm.")
    private boolean baselines;

    @Mixin private KnnOptions knn;
    @Mixin private ComputeOptions compute;
    @Mixin private Console console;

    @Override
    public Integer call() {
        knn.check();
        RunConfig.Compute where = compute.resolve();
        Path file = OutputFolder.backbone(checkpoint);
        RunConfig run = config(file);
        RunConfig.Data source = data.resolve(run.data());
        Images images = Images.load(source, where.workers());
        Device device = Device.parse(where.device());
        KnnProbe probe =
                images.probe(knn, device)
                        .orElseThrow(
                                () ->
                                        new UsageException(
                                                "--data: "
                                                        + source.source()
                                                        + " (expected: train/ and test/ or val/,"
                                                        + " with one folder per class in each)"));
        console.say(
                "%s on %s: %d train images, %d test images, %d classes, k = %d",
                file,
                source.source(),
                images.trainSize(),
                images.testSize(),
                images.classes(),
                probe.knn().k());
        console.finish(score(run, file, probe, images));
        return 0;
    }

    private ObjectNode score(RunConfig run, Path file, KnnProbe probe, Images images) {
        ObjectNode results =
                console.results()
                        .put("checkpoint", checkpoint.toString())
                        .put("method", run.method())
                        .put("train_images", images.trainSize())
                        .put("test_images", images.testSize())
                        .put("knn_k", probe.knn().k());
        Scores scores = new Scores(console, results);
        try (Generator generator = Generator.of(run.schedule().seed());
                Backbone backbone = TrainingRun.backbone(run, generator)) {
            backbone.to(probe.device());
            if (baselines) {
                scores.pixels(probe);
                scores.show("untrained", "knn_untrained", probe.encoder(backbone));
                scores.show(
                        "untrained, recalibrated",
                        "knn_recalibrated",
                        probe.recalibrated(backbone));
            }
            Checkpoint.load(file, backbone);
            scores.after(probe, backbone);
        }
        return results;
    }

    private static RunConfig config(Path file) {
        String text = Checkpoint.metadata(file).get(OutputFolder.CONFIG);
        if (text == null) {
            throw new UsageException(
                    "--checkpoint: "
                            + file
                            + " holds no configuration (expected: a file that balboa train wrote)");
        }
        return RunConfig.fromJson("--checkpoint: " + file, text);
    }
}
