package dev.balboa.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.balboa.nn.Linear;
import dev.balboa.nn.Sequential;
import dev.balboa.tensor.Generator;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Oracle: the module that was saved.
class CheckpointTest {

    @TempDir private Path folder;

    private static Linear linear(long in, long out, long seed) {
        try (Generator generator = Generator.of(seed)) {
            return Linear.of(in, out, generator);
        }
    }

    @Test
    void stateAndTextsComeBack() {
        Path file = folder.resolve("m.safetensors");
        try (Linear saved = linear(3, 2, 1);
                Linear loaded = linear(3, 2, 2)) {
            Checkpoint.save(file, saved, Map.of("epoch", "7"));
            assertThat(Checkpoint.metadata(file)).isEqualTo(Map.of("epoch", "7"));
            assertThat(Checkpoint.load(file, loaded)).isEqualTo(Map.of("epoch", "7"));
            saved.stateDict()
                    .forEach(
                            (key, value) ->
                                    assertThat(loaded.stateDict().get(key).toFloatArray())
                                            .isEqualTo(value.toFloatArray()));
        }
    }

    @Test
    void aCheckpointOfAnotherModuleNamesWhatDiffers() {
        Path file = folder.resolve("m.safetensors");
        try (Linear saved = linear(3, 2, 1);
                Sequential other = Sequential.of(linear(3, 2, 1))) {
            Checkpoint.save(file, saved, Map.of());
            assertThatThrownBy(() -> Checkpoint.load(file, other))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessageStartingWith(file + ": state does not fit Sequential")
                    .hasMessageContaining("missing keys [0.bias, 0.weight]")
                    .hasMessageContaining("unexpected keys [bias, weight]");
        }
    }
}
