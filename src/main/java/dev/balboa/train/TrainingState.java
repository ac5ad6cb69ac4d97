package dev.balboa.train;

import dev.balboa.checkpoint.CheckpointException;
import dev.balboa.checkpoint.Safetensors;
import dev.balboa.checkpoint.SafetensorsFile;
import dev.balboa.optim.Optimizer;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Tensor;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// Everything that a run needs to go on as if it had not stopped, in one safetensors file: the
/// objective's parameters and buffers under their keys, the optimiser's state under
/// `optimizer.KEY`, the state of the objective's random sources under `generator.NAME`, and the
/// number of steps among the texts.
///
/// The order of the images and their augmentations need no state: a loader draws them from its seed
/// and the number of the epoch. So a state is saved between epochs.
public final class TrainingState {

    private static final String OPTIMIZER = "optimizer.";
    private static final String GENERATOR = "generator.";
    private static final String STEPS = "steps";

    private TrainingState() {}

    /// Writes the state of a run, all or nothing.
    ///
    /// @param file      where to; replaced as a whole
    /// @param objective what is trained
    /// @param optimizer over its parameters
    /// @param texts     stored beside the tensors; `steps` is added to them
    /// @throws CheckpointException      when the file cannot be written
    /// @throws IllegalArgumentException when a part of the objective is called `optimizer` or
    ///     `generator`
    public static void save(
            Path file, Objective objective, Optimizer optimizer, Map<String, String> texts) {
        try (Scope _ = Scope.open()) {
            Map<String, Tensor> all = new LinkedHashMap<>(objective.stateDict());
            requireFreeKeys(all);
            optimizer.state().forEach((key, value) -> all.put(OPTIMIZER + key, value));
            objective
                    .generators()
                    .forEach((name, source) -> all.put(GENERATOR + name, source.getState()));
            Map<String, String> written = new LinkedHashMap<>(texts);
            written.put(STEPS, Long.toString(optimizer.steps()));
            Safetensors.write(file, all, written);
        }
    }

    private static void requireFreeKeys(Map<String, Tensor> state) {
        for (String key : state.keySet()) {
            if (key.startsWith(OPTIMIZER) || key.startsWith(GENERATOR)) {
                throw new IllegalArgumentException(
                        "key: %s (expected: none that starts with %s or %s, which the state of a run has itself; name the part of the objective differently)"
                                .formatted(key, OPTIMIZER, GENERATOR));
            }
        }
    }

    /// Puts a run into the state that a file holds. Where that fails, objective and optimiser may
    /// hold a part of it: build them anew.
    ///
    /// @param file      what [#save] wrote
    /// @param objective built as the saved one was
    /// @param optimizer built as the saved one was
    /// @throws CheckpointException when the file cannot be read or does not fit, naming missing
    ///     keys, unexpected keys and differing shapes
    public static void load(Path file, Objective objective, Optimizer optimizer) {
        try (Scope _ = Scope.open();
                SafetensorsFile saved = Safetensors.open(file)) {
            Map<String, Tensor> parts = new LinkedHashMap<>(saved.tensors());
            Map<String, Tensor> optimizerState = take(parts, OPTIMIZER);
            Map<String, Tensor> generatorStates = take(parts, GENERATOR);
            requireGenerators(file, objective, generatorStates);
            objective.loadStateDict(parts);
            optimizer.load(optimizerState, steps(file, saved.metadata()));
            objective
                    .generators()
                    .forEach((name, source) -> source.setState(generatorStates.get(name)));
        } catch (IllegalArgumentException e) {
            throw new CheckpointException(
                    file, e.getMessage() + " (was it saved by a run with other settings?)", e);
        }
    }

    /// The number of steps that were done when a file was written.
    ///
    /// @param file what [#save] wrote
    /// @return at least 0
    /// @throws CheckpointException when the file is none of a run
    public static long steps(Path file) {
        try (SafetensorsFile saved = Safetensors.open(file)) {
            return steps(file, saved.metadata());
        }
    }

    private static long steps(Path file, Map<String, String> texts) {
        try {
            return Long.parseLong(texts.getOrDefault(STEPS, "missing"));
        } catch (NumberFormatException e) {
            throw new CheckpointException(
                    file,
                    "steps: " + texts.get(STEPS) + " (expected: the checkpoint of a training run)",
                    e);
        }
    }

    private static Map<String, Tensor> take(Map<String, Tensor> all, String prefix) {
        Map<String, Tensor> taken = new LinkedHashMap<>();
        all.entrySet()
                .removeIf(
                        entry -> {
                            boolean mine = entry.getKey().startsWith(prefix);
                            if (mine) {
                                taken.put(
                                        entry.getKey().substring(prefix.length()),
                                        entry.getValue());
                            }
                            return mine;
                        });
        return taken;
    }

    private static void requireGenerators(
            Path file, Objective objective, Map<String, Tensor> states) {
        if (!states.keySet().equals(objective.generators().keySet())) {
            throw new CheckpointException(
                    file,
                    "random sources %s (expected: %s)"
                            .formatted(states.keySet(), objective.generators().keySet()));
        }
    }
}
