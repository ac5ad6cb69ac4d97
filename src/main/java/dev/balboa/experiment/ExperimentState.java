package dev.balboa.experiment;

import dev.balboa.checkpoint.CheckpointException;
import dev.balboa.checkpoint.Safetensors;
import dev.balboa.checkpoint.SafetensorsFile;
import dev.balboa.nn.Module;
import dev.balboa.optim.Optimizer;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Tensor;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// An experiment's state in one safetensors file: the model under its keys, the optimiser's state
/// under `optimizer.KEY`, `generator.pairs`, the `losses` since the last evaluation, and the number
/// of steps among the texts.
final class ExperimentState {

    private static final String OPTIMIZER = "optimizer.";
    private static final String PAIRS = "generator.pairs";
    private static final String LOSSES = "losses";
    private static final String STEPS = "steps";

    private ExperimentState() {}

    /// What belongs to the state beside model and optimiser.
    ///
    /// @param pairs  draws the pairs
    /// @param losses sum and number since the last evaluation
    record Extras(Generator pairs, Tensor losses) {}

    static void save(
            Path file,
            Module model,
            Optimizer optimizer,
            Extras extras,
            Map<String, String> texts) {
        try (Scope _ = Scope.open()) {
            Map<String, Tensor> all = new LinkedHashMap<>(model.stateDict());
            optimizer.state().forEach((key, value) -> all.put(OPTIMIZER + key, value));
            all.put(PAIRS, extras.pairs.getState());
            all.put(LOSSES, extras.losses);
            Map<String, String> written = new LinkedHashMap<>(texts);
            written.put(STEPS, Long.toString(optimizer.steps()));
            Safetensors.write(file, all, written);
        }
    }

    static void load(Path file, Module model, Optimizer optimizer, Extras extras) {
        try (Scope _ = Scope.open();
                SafetensorsFile saved = Safetensors.open(file)) {
            Map<String, Tensor> parts = new LinkedHashMap<>(saved.tensors());
            Tensor pairs = require(parts.remove(PAIRS), PAIRS);
            Tensor losses = require(parts.remove(LOSSES), LOSSES);
            Map<String, Tensor> optimizerState = new LinkedHashMap<>();
            parts.forEach(
                    (key, value) -> {
                        if (key.startsWith(OPTIMIZER)) {
                            optimizerState.put(key.substring(OPTIMIZER.length()), value);
                        }
                    });
            parts.keySet().removeIf(key -> key.startsWith(OPTIMIZER));
            model.loadStateDict(parts);
            optimizer.load(optimizerState, steps(saved.metadata()));
            extras.pairs.setState(pairs);
            extras.losses.copy_(losses);
        } catch (IllegalArgumentException e) {
            throw new CheckpointException(
                    file, e.getMessage() + " (was it saved with other settings?)", e);
        }
    }

    private static Tensor require(Tensor value, String key) {
        if (value == null) {
            throw new IllegalArgumentException(key + ": missing");
        }
        return value;
    }

    private static long steps(Map<String, String> texts) {
        String steps = texts.getOrDefault(STEPS, "missing");
        try {
            return Long.parseLong(steps);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("steps: " + steps + " (expected: a number)", e);
        }
    }
}
