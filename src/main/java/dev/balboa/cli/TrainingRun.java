package dev.balboa.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.balboa.data.Loader;
import dev.balboa.eval.FeatureSplits;
import dev.balboa.eval.KnnProbe;
import dev.balboa.nn.Backbone;
import dev.balboa.nn.Layer;
import dev.balboa.optim.Optimizer;
import dev.balboa.ssl.Method;
import dev.balboa.ssl.MethodSetup;
import dev.balboa.ssl.Methods;
import dev.balboa.tensor.DType;
import dev.balboa.tensor.Device;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Threads;
import dev.balboa.train.Event;
import dev.balboa.train.JsonLines;
import dev.balboa.train.Listener;
import dev.balboa.train.Trainer;
import dev.balboa.train.TrainingState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/// A run from its configuration to its files, its scores and its page.
final class TrainingRun {

    private RunConfig config;
    private final KnnOptions knn;
    private final OutputFolder out;
    private final Console console;
    private final boolean resumed;
    private final List<Listener> listeners = new ArrayList<>();
    private OptionalInt scoredEvery = OptionalInt.empty();
    private Optional<Images> loaded = Optional.empty();
    // read by the thread that tells how to go on
    private volatile int epochsDone;

    private TrainingRun(
            RunConfig config, KnnOptions knn, OutputFolder out, Console console, boolean resumed) {
        this.config = config;
        this.knn = knn;
        this.out = out;
        this.console = console;
        this.resumed = resumed;
    }

    /// A run from the start.
    static TrainingRun fresh(RunConfig config, KnnOptions knn, OutputFolder out, Console console) {
        return new TrainingRun(config, knn, out, console, false);
    }

    /// The run in a folder, from its last finished epoch on.
    static TrainingRun resumed(
            RunConfig config, KnnOptions knn, OutputFolder out, Console console) {
        return new TrainingRun(config, knn, out, console, true);
    }

    /// What is left to do of a run in a folder: all of it, or from where it stopped on; nothing
    /// where its last epoch is done.
    static Optional<TrainingRun> rest(
            RunConfig config, KnnOptions knn, OutputFolder out, Console console) {
        if (!out.isBegun()) {
            return Optional.of(fresh(config, knn, out, console));
        }
        return out.epochsDone() < config.schedule().epochs()
                ? Optional.of(resumed(config, knn, out, console))
                : Optional.empty();
    }

    /// Takes the kNN score on the way too, into a file of its own.
    ///
    /// @param epochs from one score to the next
    TrainingRun scoredEvery(int epochs) {
        scoredEvery = OptionalInt.of(epochs);
        return this;
    }

    /// Learns from images that are in memory already, those of its configuration.
    TrainingRun over(Images images) {
        loaded = Optional.of(images);
        return this;
    }

    /// Adds a listener, called after the run's own.
    TrainingRun with(Listener listener) {
        listeners.add(listener);
        return this;
    }

    /// Trains, scores and saves.
    ///
    /// @return the results, for `--json`
    ObjectNode run() {
        Device device = ComputeOptions.parsed(config.compute().device());
        Threads.set(config.compute().threads());
        Images images = images();
        ObjectNode results = console.results().put("method", config.method());
        config = config.fitting(images.trainSize());
        requireLabels(images);
        try (Method method = method(config, images.trainSize())) {
            Loader loader = images.training(config.schedule(), method);
            announce(images, results);
            method.to(device);
            requireUnfinished(loader);
            Optional<KnnProbe> probe = images.probe(knn, device);
            Scores scores = new Scores(console, results);
            Gallery gallery = Gallery.of(images, probe.isPresent());
            Function<Layer, FeatureSplits> encode =
                    encoder ->
                            probe.map(p -> p.features(encoder))
                                    .orElseGet(() -> gallery.features(images, encoder, device));
            Gallery.Look before;
            try (Scope _ = Scope.open()) {
                FeatureSplits features = encode.apply(method.backbone());
                probe.ifPresentOrElse(p -> scores.before(p, features), () -> scores.none(images));
                before = gallery.look(features);
            }
            train(method, loader, device, images, probe);
            report(results);
            try (Scope _ = Scope.open()) {
                FeatureSplits features = encode.apply(method.backbone());
                probe.ifPresent(p -> scores.after(p, features));
                show(images, gallery, before, gallery.look(features), results);
            }
        }
        results.put("out", out.path().toString());
        console.say("saved in %s; the page about it is %s", out.path(), out.page());
        return results;
    }

    private Images images() {
        Images images =
                loaded.orElseGet(() -> Images.load(config.data(), config.compute().workers()));
        if (resumed) {
            out.requireTrainedOn(images.trainSize());
        }
        return images;
    }

    private void show(
            Images images,
            Gallery gallery,
            Gallery.Look before,
            Gallery.Look after,
            ObjectNode results) {
        NeighbourPicture.write(out.neighbours(), gallery, before, after);
        new RunPage(config, results)
                .metrics(out.metrics())
                .gallery(gallery, before, after)
                .views(images, config.schedule().seed())
                .write(out.page());
        results.put("page", out.page().toString());
    }

    private void requireUnfinished(Loader loader) {
        if (resumed) {
            long done = TrainingState.steps(out.checkpoint()) / loader.batchesPerEpoch();
            int epochs = config.schedule().epochs();
            UsageException.require(
                    done < epochs || !out.hasPage(),
                    "--resume",
                    out.path(),
                    "a run that is not finished; this one has done its " + epochs + " epochs");
            console.say("going on after epoch %d of %d", done, epochs);
        }
    }

    /// On images without labels, a method that learns from them would be another without a word.
    private void requireLabels(Images images) {
        UsageException.require(
                !Methods.get(config.method()).usesLabels() || images.classes() > 0,
                "--method",
                config.method(),
                "images in class folders, since it uses the labels; simclr needs none");
    }

    /// The method of a configuration with its initial values, on the CPU.
    ///
    /// @param images to learn from, for what is kept of each of them and what changes over the run
    static Method method(RunConfig config, int images) {
        long seed = config.schedule().seed();
        try (Generator generator = Generator.of(seed)) {
            return Methods.get(config.method())
                    .create(
                            MethodSetup.of(
                                            source -> backbone(config, source),
                                            config.network().heads(),
                                            generator,
                                            seed)
                                    .withRun(
                                            config.schedule().epochs(),
                                            config.schedule().batchSize(),
                                            images)
                                    .withSettings(MethodFlags.settings(config.options())));
        } catch (IllegalArgumentException e) {
            throw MethodFlags.refused(config.method(), e);
        }
    }

    /// The backbone of a configuration, with the initial values that its run started from.
    static Backbone backbone(RunConfig config, Generator generator) {
        return Backbones.create(config.network(), generator);
    }

    private void announce(Images images, ObjectNode results) {
        console.say("%s", config.toJson());
        console.say(
                "%d train images, %d test images, %d classes",
                images.trainSize(), images.testSize(), images.classes());
        results.put("train_images", images.trainSize()).put("test_images", images.testSize());
        images.reportSkipped(console, results);
        try {
            if (!resumed) {
                out.clear();
            }
            out.writeConfig(config);
        } catch (IOException e) {
            throw new UncheckedIOException("config.json cannot be written", e);
        }
    }

    private void train(
            Method method, Loader loader, Device device, Images images, Optional<KnnProbe> probe) {
        Optional<DType> precision =
                config.compute().autocast().equals("none")
                        ? Optional.empty()
                        : Optional.of(DType.BFLOAT16);
        Trainer.Config settings = new Trainer.Config(config.schedule().epochs(), device, precision);
        try (Optimizer optimizer = Optimizers.create(config, method, loader.batchesPerEpoch());
                ProgressListener progress = new ProgressListener(console);
                JsonLines metrics = begin(method, optimizer, loader)) {
            List<Listener> all = new ArrayList<>();
            all.add(progress);
            all.add(this::remember);
            all.add(metrics);
            int done = Math.toIntExact(optimizer.steps() / loader.batchesPerEpoch());
            probe.ifPresent(p -> knnCurve(p, method, done).ifPresent(all::add));
            all.add(event -> save(event, method, optimizer, images));
            all.addAll(listeners);
            try (Interruption _ = Interruption.ofTraining(console, out, () -> epochsDone)) {
                new Trainer(settings, all).run(method, loader, optimizer);
            }
        }
    }

    private Optional<Listener> knnCurve(KnnProbe probe, Method method, int epochsDone) {
        if (scoredEvery.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new KnnCurve(
                        KnnCurve.reopen(out.knnCurve(), epochsDone),
                        probe,
                        method.backbone(),
                        scoredEvery.getAsInt(),
                        config.schedule().epochs()));
    }

    /// Brings a resumed run to where it stopped.
    ///
    /// @return where its metrics go
    private JsonLines begin(Method method, Optimizer optimizer, Loader loader) {
        if (!resumed) {
            return JsonLines.open(out.metrics());
        }
        TrainingState.load(out.checkpoint(), method, optimizer);
        int done = Math.toIntExact(optimizer.steps() / loader.batchesPerEpoch());
        return JsonLines.reopen(out.metrics(), done);
    }

    private void save(Event event, Method method, Optimizer optimizer, Images images) {
        if (event instanceof Event.EpochDone done) {
            out.writeCheckpoints(config, method, optimizer, images.trainSize(), done.epoch());
        }
    }

    private void remember(Event event) {
        switch (event) {
            case Event.Started started -> epochsDone = started.epochsDone();
            case Event.EpochDone done -> epochsDone = done.epoch();
            case Event.Finished _, Event.StepDone _ -> {
                // not part of the results
            }
        }
    }

    private void report(ObjectNode results) {
        out.reportEpochs(results);
        results.set("images_per_second", out.epochs().getLast().get("images_per_second"));
    }
}
