package dev.balboa.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.balboa.checkpoint.Checkpoint;
import dev.balboa.latent.ClippedShareGuard;
import dev.balboa.latent.Fvnce;
import dev.balboa.latent.FvnceTrainer;
import dev.balboa.latent.FvnceTraining;
import dev.balboa.tensor.Device;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Threads;
import dev.balboa.train.Event;
import dev.balboa.train.JsonLines;
import dev.balboa.train.Listener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A run of `balboa train --method fvnce` from its configuration to its files, its likelihoods, its
/// pictures and its page.
///
/// It leaves `config.json`, `metrics.jsonl`, `checkpoint.safetensors` (all that is needed to go on;
/// written after each epoch), `model.safetensors`, `index.html`, and of images `samples.png` and
/// `reconstructions.png`, of a table `samples.csv`.
final class FvnceRun {

    /// Key of the configuration in a checkpoint's texts.
    static final String CONFIG = "fvnce";

    private static final String ROWS = "train_rows";
    private static final String WARM = "warm_start";

    private FvnceConfig config;
    private final OutputFolder out;
    private final Console console;
    private final boolean resumed;
    private final List<Listener> listeners = new ArrayList<>();
    private final Map<String, String> texts = new LinkedHashMap<>();
    // read by the thread that tells how to go on
    private volatile int epochsDone;

    private FvnceRun(FvnceConfig config, OutputFolder out, Console console, boolean resumed) {
        this.config = config;
        this.out = out;
        this.console = console;
        this.resumed = resumed;
    }

    /// A run from the start.
    static FvnceRun fresh(FvnceConfig config, OutputFolder out, Console console) {
        return new FvnceRun(config, out, console, false);
    }

    /// The run in a folder, from its last finished epoch on.
    static FvnceRun resumed(FvnceConfig config, OutputFolder out, Console console) {
        return new FvnceRun(config, out, console, true);
    }

    /// The configuration of the run in a folder.
    ///
    /// @param origin for messages
    static FvnceConfig saved(String origin, Path checkpoint) {
        String text = Checkpoint.metadata(checkpoint).get(CONFIG);
        UsageException.require(
                text != null, origin, checkpoint, "a file of balboa train --method fvnce");
        return FvnceConfig.fromJson(origin + ": " + checkpoint, text);
    }

    /// Whether a file was written by such a run.
    static boolean wrote(Path checkpoint) {
        return Files.isRegularFile(checkpoint)
                && Checkpoint.metadata(checkpoint).containsKey(CONFIG);
    }

    /// Adds a listener, called after the run's own.
    FvnceRun with(Listener listener) {
        listeners.add(listener);
        return this;
    }

    /// Trains, estimates likelihoods and saves.
    ///
    /// @return the results, for `--json`
    ObjectNode run() {
        requireUnfinished();
        Device device = ComputeOptions.parsed(config.compute().device());
        Threads.set(config.compute().threads());
        ObjectNode results = console.results().put("method", config.method());
        try (Scope _ = Scope.open()) {
            FvnceData data = FvnceData.load(config, console, results).to(device);
            config = config.fitting(Math.toIntExact(data.train().size(0)));
            if (resumed) {
                requireSameRows("--resume", out.checkpoint(), data);
            }
            texts.put(ROWS, data.rows());
            try (Fvnce objective = FvnceParts.objective(config, data)) {
                objective.to(device);
                try (FvnceTrainer trainer = new FvnceTrainer(training(), objective, data.train())) {
                    begin(data, trainer, objective, results);
                }
                report(data, objective, results);
            }
        }
        results.put("out", out.path().toString()).put("page", out.page().toString());
        console.say("saved in %s; the page about it is %s", out.path(), out.page());
        return results;
    }

    private void requireUnfinished() {
        if (resumed) {
            int epochs = config.schedule().epochs();
            UsageException.require(
                    FvnceTrainer.epochs(out.checkpoint()) < epochs || !out.hasPage(),
                    "--resume",
                    out.path(),
                    "a run that is not finished; this one has done its " + epochs + " epochs");
        }
    }

    /// Epochs of the configuration are all epochs, those of the library's follow the warm start.
    private FvnceTraining training() {
        int warm = warmStart();
        FvnceConfig.Schedule schedule = config.schedule();
        return new FvnceTraining(
                schedule.epochs() - warm,
                warm,
                schedule.batchSize(),
                config.optimizer().lr(),
                schedule.seed());
    }

    private int warmStart() {
        return Math.toIntExact(config.settings().whole("warm-start-epochs"));
    }

    /// Fails where the data have changed since a file of the run was written: other rows would be
    /// held out.
    static void requireSameRows(String flag, Path file, FvnceData data) {
        String known = Checkpoint.metadata(file).get(ROWS);
        UsageException.require(
                data.rows().equals(known),
                flag,
                file,
                "the data that it was trained on: there were %s rows, and there are %s now"
                        .formatted(known, data.rows()));
    }

    private void begin(FvnceData data, FvnceTrainer trainer, Fvnce objective, ObjectNode results) {
        console.say("%s", config.toJson());
        String kind = data.size().isPresent() ? "images" : "rows";
        console.say(
                "%d train %s, %d test %s, %d columns",
                data.train().size(0), kind, data.test().size(0), kind, data.width());
        tellOfHalfABound();
        results.put("member", config.settings().text("member"))
                .put("noise", config.settings().text("noise"))
                .put("seed", config.schedule().seed())
                .put("train_rows", data.train().size(0))
                .put("test_rows", data.test().size(0));
        FvnceScores scores = new FvnceScores(config, data, objective);
        scores.noise()
                .ifPresentOrElse(
                        score -> score.show(console, results, "noise", "likelihood_noise"),
                        () -> console.say("some test rows have no density under the noise"));
        scores.test().show(console, results, "untrained", "likelihood_untrained");
        write();
        train(trainer, objective, scores);
        if (texts.containsKey(WARM)) {
            warmScore().show(console, results, "after the warm start", "likelihood_warm_start");
        }
    }

    private void tellOfHalfABound() {
        if (!FvnceOptions.member(config.settings()).boundsBothTerms()) {
            console.say(
                    "member %s bounds the data term only: variational by half, a baseline",
                    config.settings().text("member"));
        }
    }

    private void write() {
        texts.put(CONFIG, config.toJson());
        try {
            if (!resumed) {
                out.clear();
            }
            Files.writeString(out.path().resolve("config.json"), config.toJson() + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException("config.json cannot be written", e);
        }
    }

    private void train(FvnceTrainer trainer, Fvnce objective, FvnceScores scores) {
        try (ProgressListener progress = new ProgressListener(console, "rows/s");
                JsonLines metrics = metrics(trainer)) {
            List<Listener> all =
                    new ArrayList<>(
                            List.of(
                                    progress,
                                    metrics,
                                    this::remember,
                                    ClippedShareGuard.of(objective).after(warmStart()),
                                    event -> save(event, trainer, objective, scores)));
            all.addAll(listeners);
            try (Interruption _ = Interruption.ofTraining(console, out, () -> epochsDone)) {
                trainer.run(all);
            }
        }
    }

    /// Brings a resumed run to where it stopped.
    private JsonLines metrics(FvnceTrainer trainer) {
        if (!resumed) {
            return JsonLines.open(out.metrics());
        }
        trainer.load(out.checkpoint());
        int done = trainer.epochsDone();
        String warm = Checkpoint.metadata(out.checkpoint()).get(WARM);
        if (warm != null) {
            texts.put(WARM, warm);
        }
        console.say("going on after epoch %d of %d", done, config.schedule().epochs());
        return JsonLines.reopen(out.metrics(), done);
    }

    private void remember(Event event) {
        switch (event) {
            case Event.Started started -> epochsDone = started.epochsDone();
            case Event.EpochDone _, Event.Finished _, Event.StepDone _ -> {
                // not part of the results
            }
        }
    }

    private void save(Event event, FvnceTrainer trainer, Fvnce objective, FvnceScores scores) {
        if (event instanceof Event.EpochDone done) {
            if (done.epoch() == warmStart()) {
                FvnceScores.Score score = scores.test();
                texts.put(WARM, score.mean() + " " + score.error());
            }
            trainer.save(out.checkpoint(), texts);
            Checkpoint.save(out.model(), objective.model(), texts);
            epochsDone = done.epoch();
        }
    }

    private FvnceScores.Score warmScore() {
        String[] parts = texts.get(WARM).split(" ");
        return new FvnceScores.Score(Double.parseDouble(parts[0]), Double.parseDouble(parts[1]));
    }

    private void report(FvnceData data, Fvnce objective, ObjectNode results) {
        FvnceScores scores = new FvnceScores(config, data, objective);
        scores.test().show(console, results, "trained", "likelihood");
        scores.elbo().show(console, results, "trained, lower bound", "elbo_test");
        scores.train().put(results, "likelihood_train");
        data.standard().ifPresent(standard -> results.put("log_volume", standard.logVolume()));
        out.reportEpochs(results);
        FvncePictures pictures = new FvncePictures(config, data, objective.model());
        pictures.write(out);
        FvncePage page = new FvncePage(config, results).epochs(out.epochs());
        (data.size().isPresent() ? page.sheets(out) : page.rows(pictures)).write(out.page());
    }
}
