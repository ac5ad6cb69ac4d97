package dev.balboa.checkpoint;

import dev.balboa.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A safetensors file that is open for reading. The file is mapped into memory; a tensor's bytes
/// are read when it is asked for, and copied, so tensors outlive the file.
///
/// Used and closed by the thread that opened it. The file must not be cut short by others while it
/// is open.
public final class SafetensorsFile implements AutoCloseable {

    /// The limit of the reference implementation.
    private static final long MAX_HEADER = 100_000_000;

    private final Path file;
    private final Arena arena;
    private final Header header;
    private final MemorySegment values;

    private SafetensorsFile(Path file, Arena arena, Header header, MemorySegment values) {
        this.file = file;
        this.arena = arena;
        this.header = header;
        this.values = values;
    }

    static SafetensorsFile open(Path file) {
        Arena arena = Arena.ofConfined();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            MemorySegment bytes =
                    channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
            return read(file, arena, bytes);
        } catch (NoSuchFileException e) {
            arena.close();
            throw new CheckpointException(file, "no such file", e);
        } catch (IOException e) {
            arena.close();
            throw new CheckpointException(file, "cannot be read: " + e, e);
        } catch (RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    private static SafetensorsFile read(Path file, Arena arena, MemorySegment bytes) {
        long total = bytes.byteSize();
        if (total < Safetensors.LENGTH_BYTES) {
            throw new CheckpointException(
                    file, total + " bytes (expected: at least 8; the file is truncated)");
        }
        long length =
                bytes.get(ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), 0);
        long rest = total - Safetensors.LENGTH_BYTES;
        if (length < 2 || length > MAX_HEADER) {
            throw new CheckpointException(
                    file,
                    "header of %s bytes (expected: 2 to %d; not a safetensors file)"
                            .formatted(Long.toUnsignedString(length), MAX_HEADER));
        }
        if (length > rest) {
            throw new CheckpointException(
                    file,
                    "header of %d bytes in a file of %d (the file is truncated)"
                            .formatted(length, total));
        }
        String text = text(file, bytes.asSlice(Safetensors.LENGTH_BYTES, length));
        Header header = Header.decode(file, text, rest - length);
        return new SafetensorsFile(
                file, arena, header, bytes.asSlice(Safetensors.LENGTH_BYTES + length));
    }

    private static String text(Path file, MemorySegment bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes.asByteBuffer()).toString();
        } catch (CharacterCodingException e) {
            throw new CheckpointException(file, "header is not UTF-8", e);
        }
    }

    /// Keys of the tensors.
    ///
    /// @return in the order of the header
    public Set<String> keys() {
        return header.entries().keySet();
    }

    /// Texts that were stored beside the tensors.
    ///
    /// @return by name
    public Map<String, String> metadata() {
        return header.metadata();
    }

    /// Copies one tensor out of the file.
    ///
    /// @param key one of [#keys()]
    /// @return on the CPU, in the current scope
    /// @throws CheckpointException when there is no such key, naming those there are
    public Tensor tensor(String key) {
        Header.Entry entry = header.entries().get(key);
        if (entry == null) {
            throw new CheckpointException(
                    file, "no tensor " + key + " (expected: one of " + List.copyOf(keys()) + ")");
        }
        MemorySegment bytes = values.asSlice(entry.begin(), entry.end() - entry.begin());
        return Tensor.from(bytes, entry.shape(), entry.dtype());
    }

    /// Copies every tensor out of the file.
    ///
    /// @return by key, on the CPU, in the current scope
    public Map<String, Tensor> tensors() {
        Map<String, Tensor> all = new LinkedHashMap<>();
        keys().forEach(key -> all.put(key, tensor(key)));
        return all;
    }

    /// Unmaps the file. A second call does nothing.
    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }
}
