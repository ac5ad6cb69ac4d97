package dev.balboa.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.balboa.data.Loader;
import dev.balboa.eval.KnnProbe;
import dev.balboa.nn.Backbone;
import dev.balboa.nn.ResNet;
import dev.balboa.optim.Schedule;
import dev.balboa.optim.Sgd;
import dev.balboa.ssl.Heads;
import dev.balboa.ssl.Method;
import dev.balboa.ssl.Methods;
import dev.balboa.tensor.DType;
import dev.balboa.tensor.Device;
import dev.balboa.tensor.Generator;
import dev.balboa.train.Event;
import dev.balboa.train.JsonLines;
import dev.balboa.train.Listener;
import dev.balboa.train.Trainer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A run from its configuration to its files and scores.
final class TrainingRun {

    private final RunConfig config;
    private final KnnOptions knn;
    private final Optional<OutputFolder> out;
    private final Console console;
    private Event.EpochDone lastEpoch;
    private double seconds;

    TrainingRun(RunConfig config, KnnOptions knn, Optional<OutputFolder> out, Console console) {
        this.config = config;
        this.knn = knn;
        this.out = out;
        this.console = console;
    }

    /// Trains, scores and saves.
    ///
    /// @return the results, for `--json`
    ObjectNode run() {
        Device device = Device.parse(config.compute().device());
        Images images = Images.load(config.data(), config.compute().workers());
        ObjectNode results = console.results().put("method", config.method());
        try (Method method = method(config)) {
            Loader loader = images.training(config.schedule(), method.views());
            announce(images, results);
            method.to(device);
            Optional<KnnProbe> probe = images.probe(knn, device);
            Scores scores = new Scores(console, results);
            probe.ifPresentOrElse(
                    p -> scores.before(p, method.backbone()), () -> scores.none(images));
            Optional<NeighbourPicture> picture =
                    out.isEmpty() ? Optional.empty() : probe.flatMap(images::picture);
            picture.ifPresent(p -> p.before(method.backbone()));
            train(method, loader, device);
            report(results);
            probe.ifPresent(p -> scores.after(p, method.backbone()));
            picture.ifPresent(p -> p.write(method.backbone(), out.get().neighbours()));
        }
        out.ifPresent(folder -> results.put("out", folder.path().toString()));
        out.ifPresent(folder -> console.say("saved in %s", folder.path()));
        return results;
    }

    /// The method of a configuration with its initial values, on the CPU.
    static Method method(RunConfig config) {
        RunConfig.Network network = config.network();
        long seed = config.schedule().seed();
        Heads heads =
                new Heads(
                        network.projDim(),
                        network.projHidden(),
                        network.projLayers(),
                        network.predHidden());
        try (Generator generator = Generator.of(seed)) {
            Backbone backbone = backbone(config, generator);
            boolean constantRate = config.optimizer().predictorLr().equals("constant");
            return Methods.create(
                    config.method(),
                    new Methods.Setup(backbone, heads, generator, seed, constantRate));
        }
    }

    /// The backbone of a configuration, with the initial values that its run started from.
    static Backbone backbone(RunConfig config, Generator generator) {
        return ResNet.resnet18(config.network().width(), false, generator);
    }

    private void announce(Images images, ObjectNode results) {
        console.say("%s", config.toJson());
        console.say(
                "%d train images, %d test images, %d classes",
                images.trainSize(), images.testSize(), images.classes());
        results.put("train_images", images.trainSize()).put("test_images", images.testSize());
        try {
            if (out.isPresent()) {
                out.get().writeConfig(config);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("config.json cannot be written", e);
        }
    }

    private void train(Method method, Loader loader, Device device) {
        long steps = (long) config.schedule().epochs() * loader.batchesPerEpoch();
        RunConfig.Optimizer o = config.optimizer();
        Sgd.Config sgd = new Sgd.Config(o.lr(), o.momentum(), o.weightDecay(), false);
        Optional<DType> precision =
                config.compute().autocast().equals("none")
                        ? Optional.empty()
                        : Optional.of(DType.BFLOAT16);
        Trainer.Config settings = new Trainer.Config(config.schedule().epochs(), device, precision);
        try (Sgd optimizer =
                        Sgd.of(
                                sgd,
                                method.parameters(),
                                method.groups(new Schedule.Cosine(steps)));
                ProgressListener progress = new ProgressListener(console);
                JsonLines metrics = out.map(f -> JsonLines.open(f.metrics())).orElse(null)) {
            List<Listener> listeners = new ArrayList<>();
            listeners.add(progress);
            listeners.add(this::remember);
            if (metrics != null) {
                listeners.add(metrics);
            }
            new Trainer(settings, listeners).run(method, loader, optimizer);
            out.ifPresent(folder -> folder.writeCheckpoints(config, method, optimizer));
        }
    }

    private void remember(Event event) {
        switch (event) {
            case Event.EpochDone done -> lastEpoch = done;
            case Event.Finished finished -> seconds = finished.seconds();
            case Event.Started _, Event.StepDone _ -> {
                // not part of the results
            }
        }
    }

    private void report(ObjectNode results) {
        results.put("epochs", lastEpoch.epoch()).put("loss", lastEpoch.loss());
        lastEpoch.metrics().forEach(results::put);
        results.put("seconds", seconds).put("images_per_second", lastEpoch.imagesPerSecond());
    }
}
