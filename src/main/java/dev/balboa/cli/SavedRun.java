package dev.balboa.cli;

import dev.balboa.checkpoint.Checkpoint;
import dev.balboa.checkpoint.Safetensors;
import dev.balboa.checkpoint.SafetensorsFile;
import dev.balboa.nn.Layer;
import dev.balboa.nn.Module;
import dev.balboa.ssl.AnInfoNce;
import dev.balboa.ssl.Method;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What a finished run left, given its folder, its `backbone.safetensors` or its
/// `checkpoint.safetensors`.
///
/// @param given  `--checkpoint` as typed
/// @param file   holds the backbone
/// @param config what the run was made from
record SavedRun(Path given, Path file, RunConfig config) {

    private static final String BACKBONE = "backbone.";
    private static final String PROJECTOR = "projector";

    static SavedRun open(Path given) {
        Path file = OutputFolder.backbone(given);
        return new SavedRun(given, file, config(file));
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

    /// Fills a backbone with the trained values.
    void loadBackbone(Module backbone) {
        if (holds(file, BACKBONE)) {
            load(file, BACKBONE, backbone);
        } else {
            Checkpoint.load(file, backbone);
        }
    }

    /// Fails, before anything is computed, where the run left no projector.
    void requireProjector() {
        Path whole = whole();
        boolean exists = Files.isRegularFile(whole);
        if (!exists || !holds(whole, PROJECTOR + ".")) {
            throw new UsageException(
                    "--features: projection (expected: backbone, since "
                            + (exists ? whole + " holds no projector" : "there is no " + whole)
                            + "; --checkpoint takes the --out folder of a run, whose "
                            + OutputFolder.CHECKPOINT
                            + " holds all of it)");
        }
    }

    /// The trained projector, filled into that of a method that the configuration describes.
    ///
    /// @param method owns the projector
    Layer projector(Method method) {
        Layer projector =
                projectorOf(method)
                        .orElseThrow(
                                () ->
                                        new UsageException(
                                                "--features: projection (expected: backbone, since "
                                                        + config.method()
                                                        + " has no projector)"));
        load(whole(), PROJECTOR + ".", projector);
        return projector;
    }

    /// Fills a method's metrics with the trained ones.
    void loadMetrics(AnInfoNce method) {
        for (int group = 0; group < method.metrics().size(); group++) {
            load(whole(), "metrics." + group + ".", method.metrics().get(group));
            // the method does so before each step: what the last one made is as it would be used
            method.metrics().get(group).clamp_();
        }
    }

    /// The one projector of a method that has one.
    static Optional<Layer> projectorOf(Method method) {
        return Optional.ofNullable(method.children().get(PROJECTOR))
                .filter(Layer.class::isInstance)
                .map(Layer.class::cast);
    }

    private Path whole() {
        return Files.isDirectory(given) ? given.resolve(OutputFolder.CHECKPOINT) : given;
    }

    private static boolean holds(Path file, String prefix) {
        try (SafetensorsFile saved = Safetensors.open(file)) {
            return saved.keys().stream().anyMatch(key -> key.startsWith(prefix));
        }
    }

    private static void load(Path file, String prefix, Module module) {
        try (Scope _ = Scope.open();
                SafetensorsFile saved = Safetensors.open(file)) {
            Map<String, Tensor> state = new LinkedHashMap<>();
            for (String key : saved.keys()) {
                if (key.startsWith(prefix)) {
                    state.put(key.substring(prefix.length()), saved.tensor(key));
                }
            }
            module.loadStateDict(state);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--checkpoint: " + file + ": " + e.getMessage(), e);
        }
    }
}
