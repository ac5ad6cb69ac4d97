package dev.balboa.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.balboa.eval.ClassGeometry;
import dev.balboa.eval.FeatureGeometry;
import dev.balboa.eval.FeatureSplits;
import dev.balboa.eval.Features;
import dev.balboa.eval.KnnProbe;
import dev.balboa.eval.LabelShare;
import dev.balboa.eval.LogisticRegression;
import dev.balboa.eval.NoveltyDetection;
import dev.balboa.nn.Backbone;
import dev.balboa.ssl.Method;
import dev.balboa.tensor.Device;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Tensor;
import dev.balboa.train.NonFiniteLossException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One run of a comparison: a variant with a seed, in a folder of its own.
///
/// @param variant method and options
/// @param config  of the run, resolved
/// @param folder  its `--out`
record Cell(Variant variant, RunConfig config, Path folder) {

    /// Small against the thousands of train images, so that a rare kind of known image is near.
    private static final int NOVELTY_NEIGHBOUR = 5;

    /// What methods report of their projections: 1 is even, 0 is one direction.
    private static final String SPREAD = "spread";

    private static final double COLLAPSED_BELOW = 0.1;

    /// Shares of the labels that linear probes learn from, by the name of their figure.
    static final Map<String, Double> SHARES = shares();

    private static Map<String, Double> shares() {
        Map<String, Double> shares = new LinkedHashMap<>();
        shares.put("linear_1", 0.01);
        shares.put("linear_10", 0.1);
        shares.put("linear_100", 1.0);
        return shares;
    }

    private OutputFolder out() {
        return new OutputFolder(folder);
    }

    boolean isDone() {
        return Files.isRegularFile(out().scores());
    }

    /// Fails where the folder holds a run with other settings, which would be taken for this one.
    ///
    /// @param trainImages of the images that all runs learn from
    void requireOwn(KnnOptions knn, int knnEvery, int trainImages) {
        CellSettings mine = settings(knn, knnEvery, trainImages);
        if (isDone()) {
            mine.requireSame(folder, CellScores.read(out().scores()).settings());
        } else if (out().isBegun()) {
            RunConfig known = out().settings().resolve();
            mine.requireSame(folder, CellSettings.of(known, knn, null));
        }
    }

    /// Fails where the run could not begin: its method cannot be built, or a batch has more images
    /// than there are. Builds the method to see, and keeps nothing.
    void requireTrainable(Images images) {
        RunConfig fitting = config.fitting(images.trainSize());
        try (Method method = TrainingRun.method(fitting, images.trainSize())) {
            images.training(fitting.schedule(), method);
        }
    }

    private CellSettings settings(KnnOptions knn, int knnEvery, int trainImages) {
        return CellSettings.of(config.fitting(trainImages), knn, knnEvery);
    }

    /// The scores: read where the run is done, else after the run, which goes on where it stopped.
    ///
    /// @param knnEvery epochs from one point of its curve to the next
    /// @param images   that all runs learn from
    CellScores scores(KnnOptions knn, int knnEvery, Images images, Console console) {
        if (!isDone()) {
            CellSettings settings = settings(knn, knnEvery, images.trainSize());
            CellScores scores;
            try {
                train(knn, knnEvery, images, console);
                scores = score(knn, images, settings);
            } catch (NonFiniteLossException e) {
                // it would diverge again; the others are still worth comparing, and the table says
                // so
                scores = CellScores.failed(Failure.message(e), settings);
            }
            scores.write(out().scores());
        }
        return CellScores.read(out().scores());
    }

    private void train(KnnOptions knn, int knnEvery, Images images, Console console) {
        OutputFolder out = OutputFolder.create(folder, true);
        TrainingRun.rest(config, knn, out, console)
                .ifPresent(run -> run.over(images).scoredEvery(knnEvery).run());
    }

    private CellScores score(KnnOptions knn, Images images, CellSettings settings) {
        Device device = Device.parse(config.compute().device());
        KnnProbe probe = images.probe(knn, device).orElseThrow();
        SavedRun saved = SavedRun.open(folder);
        Map<String, Double> figures = new LinkedHashMap<>();
        try (Generator generator = Generator.of(config.schedule().seed());
                Backbone backbone = TrainingRun.backbone(config, generator);
                Scope _ = Scope.open()) {
            backbone.to(device);
            figures.put("knn_untrained", probe.encoder(backbone).accuracy());
            saved.loadBackbone(backbone);
            FeatureSplits splits = probe.features(backbone);
            figures.put("knn", probe.score(splits).accuracy());
            linear(splits, figures);
            List<Features> views =
                    Features.ofViews(
                            backbone, images.measuredPairs(config.schedule().seed()), 2, device);
            geometry(splits.test(), views, figures);
            novelty(images, backbone, splits, device, figures);
            figures.put("inference_ms", InferenceTime.of(backbone, config.data(), device));
        }
        List<CellScores.Point> curve = curve(figures);
        return new CellScores(figures, curve, null, settings);
    }

    private void linear(FeatureSplits splits, Map<String, Double> figures) {
        SHARES.forEach(
                (name, share) -> {
                    try (Scope _ = Scope.open()) {
                        Features labelled =
                                new LabelShare(share, config.schedule().seed()).of(splits.train());
                        double accuracy =
                                LogisticRegression.standard()
                                        .fit(labelled, splits.classes())
                                        .classifier()
                                        .score(splits.test())
                                        .top1();
                        figures.put(name, accuracy);
                    }
                });
    }

    private static void geometry(Features test, List<Features> views, Map<String, Double> figures) {
        FeatureGeometry shape = FeatureGeometry.of(test.values());
        ClassGeometry classes = ClassGeometry.of(test);
        figures.put("uniformity", shape.uniformity());
        figures.put("tolerance", classes.tolerance());
        figures.put("inter_class_uniformity", classes.interClassUniformity());
        figures.put(
                "alignment",
                FeatureGeometry.alignment(views.get(0).values(), views.get(1).values()));
        figures.put("effective_rank", shape.effectiveRank());
        figures.put("collapse", shape.collapseLevel());
    }

    private static void novelty(
            Images images,
            Backbone backbone,
            FeatureSplits splits,
            Device device,
            Map<String, Double> figures) {
        images.unknown()
                .ifPresent(
                        loader -> {
                            Tensor unknown = Features.of(backbone, loader, device).values();
                            Tensor bank = splits.train().values();
                            int k = Math.toIntExact(Math.min(NOVELTY_NEIGHBOUR, bank.size(0)));
                            NoveltyDetection found =
                                    NoveltyDetection.of(bank, splits.test().values(), unknown, k);
                            figures.put("novelty_auroc", found.auroc());
                            figures.put("novelty_false_positives", found.falsePositives());
                        });
    }

    /// Puts the seconds and the speed of training among the figures, and whether the projections
    /// collapsed.
    private List<CellScores.Point> curve(Map<String, Double> figures) {
        Map<Integer, Double> knn = KnnCurve.read(out().knnCurve());
        List<CellScores.Point> points = new ArrayList<>();
        double seconds = 0;
        double speed = 0;
        List<JsonNode> epochs = out().epochs();
        for (JsonNode epoch : epochs) {
            if (epoch.has(SPREAD)) {
                double spread = epoch.get(SPREAD).asDouble();
                figures.put("projection_spread", spread);
                figures.put("collapsed", spread < COLLAPSED_BELOW ? 1.0 : 0.0);
            }
            seconds += epoch.get("seconds").asDouble();
            speed += epoch.get("images_per_second").asDouble();
            int number = epoch.get("epoch").asInt();
            if (knn.containsKey(number)) {
                points.add(new CellScores.Point(number, seconds, knn.get(number)));
            }
        }
        figures.put("images_per_second", speed / epochs.size());
        figures.put("seconds", seconds);
        return points;
    }
}
