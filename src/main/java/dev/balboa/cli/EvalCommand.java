package dev.balboa.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
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
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `balboa eval`.
@Command(
        name = "eval",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Score a trained encoder: probes learn on the features of the train split and are asked"
                        + " about the test split. Of a run of fvnce, estimate the likelihood of its"
                        + " test rows.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  balboa eval --checkpoint runs/photos",
            "  balboa eval --checkpoint runs/photos --data photos --baselines --json",
            "  balboa eval --checkpoint runs/photos --probe knn,linear,geometry",
            "  balboa eval --checkpoint runs/photos --data unlabelled --probe geometry",
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

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        if (FvnceEval.means(checkpoint)) {
            FvnceEval eval = FvnceEval.of(checkpoint, spec.commandLine().getParseResult());
            console.finish(eval.run(console, console.results()));
            return 0;
        }
        knn.checkEach();
        probes.check();
        RunConfig.Compute where = compute.resolve();
        SavedRun run = SavedRun.open(checkpoint);
        if (probes.features().contains(ProbeOptions.PROJECTION)) {
            run.requireProjector();
        }
        RunConfig.Data source = data.resolve(run.config().data());
        Images images = Images.load(source, where.workers());
        Device device = Device.parse(where.device());
        Optional<KnnProbe> probe = images.probe(knn, device);
        boolean needLabels = probes.needLabels() || baselines;
        if (needLabels && probe.isEmpty()) {
            throw unlabelled(source);
        }
        console.say(
                "%s on %s: %d train images, %d test images, %d classes",
                run.file(),
                source.source(),
                images.trainSize(),
                images.testSize(),
                images.classes());
        ObjectNode results =
                console.results()
                        .put("checkpoint", checkpoint.toString())
                        .put("method", run.config().method())
                        .put("train_images", images.trainSize())
                        .put("test_images", images.testSize());
        images.reportSkipped(console, results);
        score(run, images, device, probe.filter(_ -> needLabels), results);
        console.finish(results);
        return 0;
    }

    private static UsageException unlabelled(RunConfig.Data source) {
        return new UsageException(
                "--data: "
                        + source.source()
                        + " (expected: train/ and test/ or val/, with one folder per class in"
                        + " each; --probe geometry alone needs no labels)");
    }

    private void score(
            SavedRun run,
            Images images,
            Device device,
            Optional<KnnProbe> probe,
            ObjectNode results) {
        try (Generator generator = Generator.of(run.config().schedule().seed());
                Backbone backbone = TrainingRun.backbone(run.config(), generator)) {
            backbone.to(device);
            if (baselines) {
                baselines(probe.orElseThrow(), backbone, new Scores(console, results));
            }
            run.loadBackbone(backbone);
            try (Scope _ = Scope.open()) {
                ProbedFeatures features = encode(run, images, device, probe, backbone);
                probe(run, features, device, probing(images, results));
            }
        }
    }

    private static void baselines(KnnProbe probe, Backbone backbone, Scores scores) {
        scores.results().put("knn_k", probe.knn().k());
        scores.pixels(probe);
        scores.show("untrained", "knn_untrained", probe.encoder(backbone));
        scores.show("untrained, recalibrated", "knn_recalibrated", probe.recalibrated(backbone));
    }

    private ProbeRun probing(Images images, ObjectNode results) {
        return new ProbeRun(probes, knn, images.classNames(), console, results);
    }

    /// Encodes each image once, whatever is asked for, and each augmented view once.
    private ProbedFeatures encode(
            SavedRun run, Images images, Device device, Optional<KnnProbe> probe, Layer backbone) {
        Optional<FeatureSplits> splits = probe.map(p -> p.features(backbone));
        Features measured =
                splits.map(FeatureSplits::test)
                        .orElseGet(() -> Features.of(backbone, images.measured(), device));
        long seed = run.config().schedule().seed();
        List<Features> views =
                probes.wants(ProbeOptions.GEOMETRY)
                        ? Features.ofViews(backbone, images.measuredPairs(seed), 2, device)
                        : List.of();
        return new ProbedFeatures(splits, measured, views);
    }

    private void probe(SavedRun run, ProbedFeatures features, Device device, ProbeRun probing) {
        for (String kind : probes.features()) {
            if (kind.equals(ProbeOptions.BACKBONE)) {
                probing.on(kind, features);
                continue;
            }
            try (Method method = TrainingRun.method(run.config(), 1)) {
                Layer projector = run.projector(method);
                projector.to(device);
                probing.on(kind, features.through(projector));
            }
        }
    }
}
