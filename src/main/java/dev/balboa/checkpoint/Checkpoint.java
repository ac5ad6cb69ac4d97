package dev.balboa.checkpoint;

import dev.balboa.nn.Module;
import dev.balboa.tensor.Scope;
import java.nio.file.Path;
import java.util.Map;

/// A module's state in one safetensors file, with texts beside it, such as the configuration it was
/// trained with.
public final class Checkpoint {

    private Checkpoint() {}

    /// Writes every parameter and buffer under its key.
    ///
    /// @param file     where to; replaced as a whole
    /// @param module   whose state
    /// @param metadata texts by name
    /// @throws CheckpointException when the file cannot be written
    public static void save(Path file, Module module, Map<String, String> metadata) {
        Safetensors.write(file, module.stateDict(), metadata);
    }

    /// Reads a file into a module; its keys and shapes must be the module's.
    ///
    /// @param file   what [#save(Path, Module, Map)] wrote, or PyTorch
    /// @param module what to fill
    /// @return the texts that were stored beside the tensors
    /// @throws CheckpointException when the file cannot be read or does not fit, naming missing
    ///     keys, unexpected keys and differing shapes
    public static Map<String, String> load(Path file, Module module) {
        try (Scope _ = Scope.open();
                SafetensorsFile saved = Safetensors.open(file)) {
            module.loadStateDict(saved.tensors());
            return saved.metadata();
        } catch (IllegalArgumentException e) {
            throw new CheckpointException(
                    file, e.getMessage() + " (was it saved by a module of another shape?)", e);
        }
    }

    /// Reads only the texts of a file.
    ///
    /// @param file a safetensors file
    /// @return by name
    /// @throws CheckpointException when the file cannot be read
    public static Map<String, String> metadata(Path file) {
        try (SafetensorsFile saved = Safetensors.open(file)) {
            return saved.metadata();
        }
    }
}
