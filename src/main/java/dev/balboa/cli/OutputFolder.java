package dev.balboa.cli;

import dev.balboa.checkpoint.Safetensors;
import dev.balboa.optim.Sgd;
import dev.balboa.ssl.Method;
import dev.balboa.tensor.Tensor;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// The folder of a run: `config.json`, `metrics.jsonl`, `backbone.safetensors` (torchvision's
/// keys), `checkpoint.safetensors` (the whole method and the optimiser's momentum) and
/// `neighbours.png` (what the encoder finds alike, before and after).
///
/// @param path the folder
record OutputFolder(Path path) {

    /// Key of the configuration in a checkpoint's texts.
    static final String CONFIG = "config";

    private static final String BACKBONE = "backbone.safetensors";
    static final String CHECKPOINT = "checkpoint.safetensors";

    /// Makes the folder and tries to write into it.
    ///
    /// @param overwrite whether an earlier run in it may be replaced
    static OutputFolder create(Path path, boolean overwrite) {
        if (!overwrite && Files.exists(path.resolve(CHECKPOINT))) {
            throw new UsageException(
                    "--out: "
                            + path
                            + " holds a finished run (expected: another folder, or add"
                            + " --overwrite)");
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

    Path metrics() {
        return path.resolve("metrics.jsonl");
    }

    Path neighbours() {
        return path.resolve("neighbours.png");
    }

    void writeConfig(RunConfig config) throws IOException {
        Files.writeString(path.resolve("config.json"), config.toJson() + "\n");
    }

    void writeCheckpoints(RunConfig config, Method method, Sgd optimizer) {
        Map<String, String> texts =
                Map.of(CONFIG, config.toJson(), "steps", Long.toString(optimizer.steps()));
        Safetensors.write(path.resolve(BACKBONE), method.backbone().stateDict(), texts);
        Map<String, Tensor> all = new LinkedHashMap<>(method.stateDict());
        optimizer.momentumBuffers().forEach((key, value) -> all.put("momentum." + key, value));
        Safetensors.write(path.resolve(CHECKPOINT), all, texts);
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
