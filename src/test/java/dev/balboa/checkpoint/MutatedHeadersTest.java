package dev.balboa.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import dev.balboa.tensor.DType;
import dev.balboa.tensor.Memory;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Ten thousand damaged copies of one file: each is read, or refused by a [CheckpointException]
/// that names it, and none makes the JVM allocate much more than the file holds. The oracles are
/// the
/// type of the exception, the JVM's count of allocated bytes and Balboa's of tensor memory.
class MutatedHeadersTest {

    private static final int FILES = 10_000;
    private static final long SEED = 20_261_126;
    private static final String[] TOKENS = {
        "99999999999999999999",
        "-1",
        "0",
        "{",
        "}",
        "[",
        "]",
        "\"",
        ":",
        ",",
        "F64",
        "I8",
        "null",
        "1e308",
        "[9223372036854775807,2]",
        "\"__metadata__\"",
        "\\u0000",
        "data_offsets"
    };

    // Reading a small file costs a JSON parser and the like, whatever is in it.
    private static final long ONCE = 1 << 20;
    private static final long FACTOR = 64;

    @TempDir private Path folder;

    @Test
    void damagedHeadersAreReadOrRefusedWithoutLargeAllocations() throws IOException {
        byte[] whole = whole();
        SplittableRandom random = new SplittableRandom(SEED);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().threadId();
        Path file = folder.resolve("mutated.safetensors");
        int refused = 0;
        for (int i = 0; i < FILES; i++) {
            byte[] mutated = mutate(whole, random);
            Files.write(file, mutated);
            long before = threads.getThreadAllocatedBytes(thread);
            Memory.resetPeak();
            long tensors = Memory.liveBytes();
            try (Scope _ = Scope.open();
                    SafetensorsFile saved = Safetensors.open(file)) {
                for (String key : saved.keys()) {
                    saved.tensor(key).numel();
                }
            } catch (CheckpointException e) {
                refused++;
                assertThat(e.getMessage()).contains("mutated.safetensors");
            } catch (RuntimeException e) {
                fail("file %d: %s".formatted(i, e), e);
            }
            long most = ONCE + FACTOR * mutated.length;
            assertThat(threads.getThreadAllocatedBytes(thread) - before)
                    .as("bytes of file %d", i)
                    .isLessThan(most);
            assertThat(Memory.peakBytes() - tensors).as("tensors of file %d", i).isLessThan(most);
        }
        assertThat(refused).isBetween(FILES / 2, FILES - 1);
    }

    private byte[] whole() throws IOException {
        Path file = folder.resolve("whole.safetensors");
        try (Scope _ = Scope.open()) {
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            tensors.put("layer.weight", Tensor.arange(12).to(DType.FLOAT32).reshape(3, 4));
            tensors.put("layer.bias", Tensor.zeros(Shape.of(3), DType.FLOAT64));
            tensors.put("steps", Tensor.scalar(7, DType.INT64));
            tensors.put("mask", Tensor.of(true, false));
            Safetensors.write(file, tensors, Map.of("note", "a text"));
        }
        return Files.readAllBytes(file);
    }

    /// One to four changes: bytes flipped in the length or the header, tokens put over or into it,
    /// or the file cut short.
    private static byte[] mutate(byte[] whole, SplittableRandom random) {
        byte[] bytes = whole.clone();
        int header = 8 + (bytes[0] & 0xff | (bytes[1] & 0xff) << 8);
        for (int changes = random.nextInt(1, 5); changes > 0 && bytes.length > 1; changes--) {
            int place = random.nextInt(Math.min(header, bytes.length));
            bytes =
                    switch (random.nextInt(8)) {
                        case 0 -> java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length));
                        case 1 -> {
                            bytes[random.nextInt(Math.min(8, bytes.length))] =
                                    (byte) random.nextInt();
                            yield bytes;
                        }
                        case 2, 3, 4 -> put(bytes, place, TOKENS[random.nextInt(TOKENS.length)]);
                        default -> {
                            bytes[place] = (byte) random.nextInt(32, 127);
                            yield bytes;
                        }
                    };
        }
        return bytes;
    }

    private static byte[] put(byte[] bytes, int place, String token) {
        for (int i = 0; i < token.length() && place + i < bytes.length; i++) {
            bytes[place + i] = (byte) token.charAt(i);
        }
        return bytes;
    }
}
