package dev.balboa.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.balboa.checkpoint.Checkpoint;
import dev.balboa.optim.Optimizer;
import dev.balboa.ssl.Method;
import dev.balboa.train.TrainingState;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The folder of a run: `config.json`, `metrics.jsonl`, `backbone.safetensors` (torchvision's
/// keys), `checkpoint.safetensors` (all that is needed to go on; written after each epoch),
/// `neighbours.png` (what the encoder finds alike, before and after) and `index.html` (the page
/// about the run); with `--profile` also `trace.json` and `profile.jfr`. [FvnceRun] says what its
/// runs leave instead.
///
/// @param path the folder
record OutputFolder(Path path) {

    /// Key of the configuration in a checkpoint's texts.
    static final String CONFIG = "config";

    private static final String TRAIN_IMAGES = "train_images";
    private static final String EPOCHS_DONE = "epochs_done";

    /// What the file of metrics says of an epoch beside the method's own figures.
    private static final Set<String> OF_EPOCHS =
            Set.of("event", "epoch", "seconds", "images_per_second", "data_wait");

    private static final String NEIGHBOURS = "neighbours.png";
    private static final String PAGE = "index.html";
    private static final String KNN_CURVE = "knn.jsonl";
    private static final String SCORES = "scores.json";
    private static final String BACKBONE = "backbone.safetensors";
    static final String CHECKPOINT = "checkpoint.safetensors";
    static final String MODEL = "model.safetensors";
    private static final String SAMPLES = "samples.png";
    private static final String RECONSTRUCTIONS = "reconstructions.png";
    private static final String SAMPLED_ROWS = "samples.csv";
    private static final String TRACE = "trace.json";
    private static final String FLIGHT_RECORDING = "profile.jfr";

    /// Where a run goes for which no folder is given: `runs/NAME-TIME`.
    static Path named(String name) {
        DateTimeFormatter time = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");
        return Path.of("runs", name + "-" + LocalDateTime.now().format(time));
    }

    /// Makes the folder and tries to write into it.
    ///
    /// @param overwrite whether an earlier run in it may be replaced
    static OutputFolder create(Path path, boolean overwrite) {
        UsageException.require(!path.toString().isEmpty(), "--out", "''", "the name of a folder");
        if (!overwrite && Files.exists(path.resolve(CHECKPOINT))) {
            throw new UsageException(
                    "--out: "
                            + path
                            + " holds a run (expected: another folder, or add --overwrite, or go on"
                            + " with it by --resume)");
        }
        try {
            Files.createDirectories(path);
            Files.delete(Files.createTempFile(path, "try", ".tmp"));
        } catch (FileAlreadyExistsException e) {
            throw new UsageException("--out: " + path + " (expected: a folder, not a file)", e);
        } catch (IOException e) {
            throw new UsageException(
                    "--out: " + path + " (expected: a folder that can be written to; " + e + ")",
                    e);
        }
        return new OutputFolder(path);
    }

    /// The folder of a run that has finished an epoch.
    static OutputFolder existing(Path path) {
        if (!Files.isRegularFile(path.resolve(CHECKPOINT))) {
            throw new UsageException(
                    "--resume: "
                            + path
                            + " holds no "
                            + CHECKPOINT
                            + " (expected: the --out folder of a run that finished an epoch)");
        }
        return new OutputFolder(path);
    }

    /// The settings of the run in this folder.
    Settings settings() {
        String config = Checkpoint.metadata(checkpoint()).get(CONFIG);
        if (config == null) {
            throw new UsageException(
                    "--resume: " + checkpoint() + " holds no configuration of balboa train");
        }
        return Settings.defaults().readJson("--resume: " + checkpoint(), config);
    }

    /// Fails where the folder of images has changed since the run stopped: its epochs would be
    /// counted anew, and it would go on with others.
    void requireTrainedOn(int trainImages) {
        String known = Checkpoint.metadata(checkpoint()).get(TRAIN_IMAGES);
        if (known != null && !known.equals(Integer.toString(trainImages))) {
            throw new UsageException(
                    "--resume: %s was trained on %s images, and there are %d now (expected: the same images, or a new run on them)"
                            .formatted(path, known, trainImages));
        }
    }

    /// Whether a run has finished an epoch here.
    boolean isBegun() {
        return Files.isRegularFile(checkpoint());
    }

    /// What the metrics say of each epoch.
    List<JsonNode> epochs() {
        return CurveFile.read(metrics()).stream()
                .filter(event -> event.path("event").asText().equals("epoch"))
                .toList();
    }

    /// Puts what the last epoch reported among the results, and the seconds of all of them, of
    /// earlier sessions too.
    void reportEpochs(ObjectNode results) {
        List<JsonNode> epochs = epochs();
        JsonNode last = epochs.getLast();
        results.put("epochs", last.get("epoch").asInt());
        last.properties().stream()
                .filter(field -> !OF_EPOCHS.contains(field.getKey()))
                .forEach(field -> results.set(field.getKey(), field.getValue()));
        results.put("seconds", epochs.stream().mapToDouble(e -> e.get("seconds").asDouble()).sum());
    }

    /// Whether the run came to its end: the page is the last that it writes.
    boolean hasPage() {
        return Files.isRegularFile(page());
    }

    /// How many epochs the checkpoint's run has done; 0 where an earlier Balboa did not say so.
    int epochsDone() {
        return Integer.parseInt(Checkpoint.metadata(checkpoint()).getOrDefault(EPOCHS_DONE, "0"));
    }

    Path checkpoint() {
        return path.resolve(CHECKPOINT);
    }

    Path page() {
        return path.resolve(PAGE);
    }

    Path metrics() {
        return path.resolve("metrics.jsonl");
    }

    Path knnCurve() {
        return path.resolve(KNN_CURVE);
    }

    Path scores() {
        return path.resolve(SCORES);
    }

    Path neighbours() {
        return path.resolve(NEIGHBOURS);
    }

    Path model() {
        return path.resolve(MODEL);
    }

    Path samples() {
        return path.resolve(SAMPLES);
    }

    Path reconstructions() {
        return path.resolve(RECONSTRUCTIONS);
    }

    Path sampledRows() {
        return path.resolve(SAMPLED_ROWS);
    }

    Path trace() {
        return path.resolve(TRACE);
    }

    Path flightRecording() {
        return path.resolve(FLIGHT_RECORDING);
    }

    /// Removes what an earlier run has left, which would look like a checkpoint or a page of the
    /// new one. Called once the new run is sure to start.
    void clear() throws IOException {
        for (String old :
                List.of(
                        CHECKPOINT,
                        BACKBONE,
                        NEIGHBOURS,
                        PAGE,
                        KNN_CURVE,
                        SCORES,
                        MODEL,
                        SAMPLES,
                        RECONSTRUCTIONS,
                        SAMPLED_ROWS,
                        TRACE,
                        FLIGHT_RECORDING)) {
            Files.deleteIfExists(path.resolve(old));
        }
    }

    void writeConfig(RunConfig config) throws IOException {
        Files.writeString(path.resolve("config.json"), config.toJson() + "\n");
    }

    /// Writes the backbone alone, and what is needed to go on: last, so that what it says is done
    /// is in both.
    ///
    /// @param trainImages how many images the run learns from
    /// @param epochsDone  of the run
    void writeCheckpoints(
            RunConfig config, Method method, Optimizer optimizer, int trainImages, int epochsDone) {
        Map<String, String> texts =
                Map.of(
                        CONFIG,
                        config.toJson(),
                        TRAIN_IMAGES,
                        Integer.toString(trainImages),
                        EPOCHS_DONE,
                        Integer.toString(epochsDone));
        Checkpoint.save(path.resolve(BACKBONE), method.backbone(), texts);
        TrainingState.save(checkpoint(), method, optimizer, texts);
    }

    /// The backbone's file of a run, given its folder or the file itself.
    static Path backbone(Path checkpoint) {
        Path file = Files.isDirectory(checkpoint) ? checkpoint.resolve(BACKBONE) : checkpoint;
        if (!Files.isRegularFile(file)) {
            throw new UsageException(
                    "--checkpoint: "
                            + checkpoint
                            + " (expected: the --out folder of a finished run, or its "
                            + BACKBONE
                            + ")");
        }
        return file;
    }
}
