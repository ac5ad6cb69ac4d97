package dev.balboa.cli;

import dev.balboa.data.Augmentation;
import dev.balboa.data.GeneratedImages;
import dev.balboa.data.Loader;
import dev.balboa.data.LoaderOptions;
import dev.balboa.data.Views;
import dev.balboa.eval.FeatureSplits;
import dev.balboa.eval.Features;
import dev.balboa.eval.LogisticRegression;
import dev.balboa.eval.ReadoutRows;
import dev.balboa.eval.ReadoutTargets;
import dev.balboa.eval.RidgeReadout;
import dev.balboa.nn.DiagonalMetric;
import dev.balboa.nn.Layer;
import dev.balboa.ssl.Method;
import dev.balboa.tensor.Device;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads factors and augmentation parameters from encoders and from pixels: factors from the images
/// as they are, parameters from one augmented view of each. Images and views are the same for all
/// that is read.
///
/// The first four fifths of the train images are learned from, the others choose the penalty, and
/// the test images are scored on. The class is learned from all train images.
final class ReadoutRun {

    /// No run draws its views from these.
    private static final long TRAIN_VIEWS = -1;

    private static final long TEST_VIEWS = -2;

    private static final int BATCH = 256;
    private static final double LEARNED = 0.8;

    private final Images images;
    private final GeneratedImages train;
    private final GeneratedImages test;
    private final Views views;
    private final int workers;
    private final Device device;

    /// For the images and the augmentation of a configuration.
    ReadoutRun(RunConfig config) {
        images = Images.load(config.data(), config.compute().workers());
        train = (GeneratedImages) images.train();
        test = (GeneratedImages) images.test().orElseThrow();
        views = Augmentations.of(config.data(), 1);
        workers = config.compute().workers();
        device = Device.parse(config.compute().device());
    }

    /// The images, which are in memory.
    Images images() {
        return images;
    }

    /// What the pixels themselves tell.
    Readings pixels() {
        try (Scope _ = Scope.open()) {
            Sheet sheet = new Sheet();
            FeatureSplits images =
                    new FeatureSplits(Features.pixels(plain(train)), Features.pixels(plain(test)));
            FeatureSplits augmented =
                    new FeatureSplits(
                            Features.pixels(view(train, TRAIN_VIEWS)),
                            Features.pixels(view(test, TEST_VIEWS)));
            sheet.add(Readings.PIXELS, images, augmented);
            return sheet.readings(List.of());
        }
    }

    /// What a method's encoder tells, behind the backbone and behind the projector.
    ///
    /// @param method  on the device
    /// @param metrics what to report of its metrics
    Readings encoder(Method method, List<DiagonalMetric> metrics) {
        try (Scope _ = Scope.open()) {
            Sheet sheet = new Sheet();
            Layer backbone = method.backbone();
            Layer projector = SavedRun.projectorOf(method).orElseThrow();
            FeatureSplits images = FeatureSplits.of(backbone, plain(train), plain(test), device);
            FeatureSplits augmented =
                    FeatureSplits.of(
                            backbone, view(train, TRAIN_VIEWS), view(test, TEST_VIEWS), device);
            sheet.add(Readings.BACKBONE, images, augmented);
            sheet.add(Readings.PROJECTION, images.through(projector), augmented.through(projector));
            return sheet.readings(
                    metrics.stream().map(DiagonalMetric::figures).map(ReadoutRun::named).toList());
        }
    }

    private static Map<String, Double> named(DiagonalMetric.Figures figures) {
        Map<String, Double> named = new LinkedHashMap<>();
        named.put("min", figures.min());
        named.put("max", figures.max());
        named.put("entropy", figures.entropy());
        return named;
    }

    private Loader plain(GeneratedImages images) {
        return Loader.of(
                images,
                Augmentation.evaluation(),
                LoaderOptions.evaluation(BATCH).withWorkers(workers));
    }

    private Loader view(GeneratedImages images, long seed) {
        return Loader.of(images, views, new LoaderOptions(BATCH, 1, false, false, seed, workers));
    }

    /// Readings as they are made.
    private final class Sheet {
        private final Map<String, Map<String, Double>> factors = new LinkedHashMap<>();
        private final Map<String, Map<String, Double>> parameters = new LinkedHashMap<>();
        private final Map<String, Double> accuracy = new LinkedHashMap<>();

        void add(String representation, FeatureSplits images, FeatureSplits augmented) {
            factors.put(
                    representation,
                    read(images, ReadoutTargets.ofImages(train), ReadoutTargets.ofImages(test)));
            parameters.put(
                    representation,
                    read(
                            augmented,
                            ReadoutTargets.ofViews(view(train, TRAIN_VIEWS), 0, 0),
                            ReadoutTargets.ofViews(view(test, TEST_VIEWS), 0, 0)));
            accuracy.put(
                    representation,
                    LogisticRegression.standard()
                            .fit(images.train(), images.classes())
                            .classifier()
                            .score(images.test())
                            .top1());
        }

        Readings readings(List<Map<String, Double>> metrics) {
            return new Readings(factors, parameters, accuracy, metrics, null);
        }
    }

    private static Map<String, Double> read(
            FeatureSplits features, Map<String, Tensor> learned, Map<String, Tensor> asked) {
        // of a handful of images, a factor may be the same for all
        learned.keySet().retainAll(asked.keySet());
        asked.keySet().retainAll(learned.keySet());
        ReadoutRows all = new ReadoutRows(features.train().values(), learned);
        long rows = features.train().values().size(0);
        long first = (long) (LEARNED * rows);
        Map<String, Double> r2 = new LinkedHashMap<>();
        RidgeReadout.standard()
                .read(
                        all.rows(0, first),
                        all.rows(first, rows - first),
                        new ReadoutRows(features.test().values(), asked))
                .forEach((name, readout) -> r2.put(name, readout.r2()));
        r2.values().removeIf(value -> Double.isNaN(value));
        return r2;
    }
}
