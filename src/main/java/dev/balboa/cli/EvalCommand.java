package dev.balboa.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.balboa.data.Loader;
import dev.balboa.eval.FeatureSplits;
import dev.balboa.eval.Features;
import dev.balboa.eval.KnnProbe;
import dev.balboa.nn.Backbone;
import dev.balboa.nn.Layer;
import dev.balboa.ssl.Method;
import dev.balboa.tensor.Device;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Scope;
import java.nio.file.Path;
import java.util.List;
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
                "Score a trained encoder: probes learn on the features of the train split and are asked"
                        + " about the test split.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  balboa eval --checkpoint runs/photos",
            "  balboa eval --checkpoint runs/photos --data photos --baselines --json",
            "  balboa eval --checkpoint runs/photos --probe knn,linear,geometry",
            "  balboa eval --checkpoint runs/photos --features backbone,projection --probe linear",
            "  balboa eval --checkpoint runs/photos --probe linear --linear-solver sgd --linear-lr 0.3",
            "  balboa eval --checkpoint runs/photos --knn-k 20,200 --knn-temperature 0.07,0.1"
        })
final class EvalCommand implements Callable<Integer> {

    @Option(
            names = "--checkpoint",
            paramLabel = "DIR",
            required = true,
            description =
                    "The --out folder of a run, its backbone.safetensors or its checkpoint.safetensors.")
    private Path checkpoint;

    @Mixin private DataOptions data;
    @Mixin private ProbeOptions probes;

    @Option(
            names = "--baselines",
            description =
                    "Also give the kNN score of raw pixels, of the untrained encoder, and of the"
                            + " untrained encoder with recalibrated batch norm.")
    private boolean baselines;

    @Mixin private KnnOptions knn;
    @Mixin private ComputeOptions compute;
    @Mixin private Console console;

    @Override
    public Integer call() {
        knn.checkEach();
        probes.check();
        RunConfig.Compute where = compute.resolve("none");
        SavedRun run = SavedRun.open(checkpoint);
        if (probes.features().contains(ProbeOptions.PROJECTION)) {
            run.requireProjector();
        }
        RunConfig.Data source = data.resolve(run.config().data());
        Images images = Images.load(source, where.workers());
        KnnProbe probe =
                images.probe(knn, Device.parse(where.device()))
                        .orElseThrow(() -> unlabelled(source));
        console.say(
                "%s on %s: %d train images, %d test images, %d classes, k = %d",
                run.file(),
                source.source(),
                images.trainSize(),
                images.testSize(),
                images.classes(),
                probe.knn().k());
        ObjectNode results =
                console.results()
                        .put("checkpoint", checkpoint.toString())
                        .put("method", run.config().method())
                        .put("train_images", images.trainSize())
                        .put("test_images", images.testSize())
                        .put("knn_k", probe.knn().k())
                        .put("knn_temperature", probe.knn().temperature());
        score(run, probe, images, results);
        console.finish(results);
        return 0;
    }

    private static UsageException unlabelled(RunConfig.Data source) {
        return new UsageException(
                "--data: "
                        + source.source()
                        + " (expected: train/ and test/ or val/, with one folder per class in"
                        + " each)");
    }

    private void score(SavedRun run, KnnProbe probe, Images images, ObjectNode results) {
        try (Generator generator = Generator.of(run.config().schedule().seed());
                Backbone backbone = TrainingRun.backbone(run.config(), generator)) {
            backbone.to(probe.device());
            if (baselines) {
                baselines(probe, backbone, new Scores(console, results));
            }
            run.loadBackbone(backbone);
            probe(run, probe, images, backbone, results);
        }
    }

    private static void baselines(KnnProbe probe, Backbone backbone, Scores scores) {
        scores.pixels(probe);
        scores.show("untrained", "knn_untrained", probe.encoder(backbone));
        scores.show("untrained, recalibrated", "knn_recalibrated", probe.recalibrated(backbone));
    }

    /// Encodes once, whatever is asked for.
    private void probe(
            SavedRun run, KnnProbe probe, Images images, Layer backbone, ObjectNode results) {
        ProbeRun probing = new ProbeRun(probes, knn, images.classNames(), console, results);
        try (Scope _ = Scope.open()) {
            FeatureSplits features = probe.features(backbone);
            List<Features> views = views(run, probe.device(), images, backbone);
            for (String kind : probes.features()) {
                switch (kind) {
                    case ProbeOptions.PROJECTION ->
                            projections(run, probe.device(), features, views, probing);
                    default -> probing.on(kind, features, views);
                }
            }
        }
    }

    private List<Features> views(SavedRun run, Device device, Images images, Layer backbone) {
        if (!probes.wants(ProbeOptions.GEOMETRY)) {
            return List.of();
        }
        Loader pairs = images.pairs(run.config().schedule().seed()).orElseThrow();
        return Features.ofViews(backbone, pairs, 2, device);
    }

    private static void projections(
            SavedRun run,
            Device device,
            FeatureSplits features,
            List<Features> views,
            ProbeRun probing) {
        try (Method method = TrainingRun.method(run.config())) {
            Layer projector = run.projector(method);
            projector.to(device);
            probing.on(
                    ProbeOptions.PROJECTION,
                    features.through(projector),
                    views.stream().map(view -> view.through(projector)).toList());
        }
    }
}
