package dev.balboa.checkpoint;

import dev.balboa.tensor.Device;
import dev.balboa.tensor.Operator;
import dev.balboa.tensor.OutOfMemoryException;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Tensor;
import dev.balboa.tensor.TorchException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads and writes the safetensors format, every type that Balboa has but complex32 and
/// complex128, files of any size.
///
/// ```java
/// Safetensors.write(file, Map.of("weight", w), Map.of("step", "100"));
/// try (SafetensorsFile saved = Safetensors.open(file)) {
///     Tensor w = saved.tensor("weight");
/// }
/// ```
public final class Safetensors {

    /// Bytes of the length at the start of a file.
    static final int LENGTH_BYTES = 8;

    private static final long CHUNK = 1L << 26;

    private Safetensors() {}

    /// Writes tensors to a file, all or nothing: to a temporary file beside it, which then takes
    /// its place. A tensor that is not contiguous, not on the CPU, or a lazy conjugate or negative,
    /// is copied first, one at a time.
    ///
    /// @param file     where to; an existing file is replaced, the folder must exist
    /// @param tensors  by key; larger element types are placed first, so that each is aligned in
    ///     the file
    /// @param metadata texts by name
    /// @throws CheckpointException      when the file cannot be written
    /// @throws IllegalArgumentException for a complex32, complex128 or sparse tensor or the key
    ///     `__metadata__`
    public static void write(Path file, Map<String, Tensor> tensors, Map<String, String> metadata) {
        if (tensors.containsKey("__metadata__")) {
            throw new IllegalArgumentException(
                    "key __metadata__ is reserved for texts (expected: another key)");
        }
        Map<String, Tensor> ordered = byAlignment(tensors);
        byte[] header = new Header(entries(ordered), metadata).encode();
        Path target = file.toAbsolutePath();
        Path part = target.resolveSibling(target.getFileName() + ".part");
        try {
            try (FileChannel channel =
                    FileChannel.open(
                            part,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE,
                            StandardOpenOption.TRUNCATE_EXISTING)) {
                writeAll(channel, length(header.length));
                writeAll(channel, ByteBuffer.wrap(header));
                for (Map.Entry<String, Tensor> entry : ordered.entrySet()) {
                    writeValues(channel, entry.getKey(), entry.getValue());
                }
                channel.force(true);
            }
            move(part, target);
        } catch (IOException e) {
            remove(part, e);
            throw new CheckpointException(
                    file,
                    "cannot be written: "
                            + e
                            + " (expected: an existing, writable folder with enough space)",
                    e);
        } catch (RuntimeException | Error e) { // a tensor that was closed meanwhile, no memory
            remove(part, e);
            throw e;
        }
    }

    /// Opens a file and checks its header; no value is read yet.
    ///
    /// @param file the file
    /// @return the mapped file, to be closed
    /// @throws CheckpointException when the file is missing, truncated or corrupt, naming what is
    ///     wrong
    public static SafetensorsFile open(Path file) {
        return SafetensorsFile.open(file);
    }

    private static Map<String, Tensor> byAlignment(Map<String, Tensor> tensors) {
        List<Map.Entry<String, Tensor>> sorted = new ArrayList<>(tensors.entrySet());
        sorted.sort(
                Comparator.comparingInt(
                                (Map.Entry<String, Tensor> e) -> -e.getValue().dtype().bytes())
                        .thenComparing(Map.Entry::getKey));
        Map<String, Tensor> ordered = new LinkedHashMap<>();
        sorted.forEach(entry -> ordered.put(entry.getKey(), entry.getValue()));
        return ordered;
    }

    private static Map<String, Header.Entry> entries(Map<String, Tensor> tensors) {
        Map<String, Header.Entry> entries = new LinkedHashMap<>();
        long begin = 0;
        for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
            Tensor tensor = entry.getValue();
            ElementType.of(tensor.dtype());
            long end = begin + tensor.numel() * tensor.dtype().bytes();
            entries.put(
                    entry.getKey(), new Header.Entry(tensor.dtype(), tensor.shape(), begin, end));
            begin = end;
        }
        return entries;
    }

    private static ByteBuffer length(long bytes) {
        return ByteBuffer.allocate(LENGTH_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(bytes)
                .flip();
    }

    private static void writeValues(FileChannel channel, String key, Tensor tensor)
            throws IOException {
        if (tensor.numel() == 0) {
            return;
        }
        try (Scope _ = Scope.open();
                Arena arena = Arena.ofConfined()) {
            // all are no-ops where nothing has to be done; a lazy conjugate or negative has the
            // memory of what it was made of
            Tensor resolved = tensor.detach().to(Device.CPU).resolveConj();
            Tensor values = Operator.of("aten::resolve_neg").call(resolved);
            write(channel, contiguous(key, values).asSegment(arena));
        }
    }

    private static Tensor contiguous(String key, Tensor values) {
        try {
            return values.contiguous();
        } catch (OutOfMemoryException e) {
            throw e;
        } catch (TorchException e) { // sparse
            throw new IllegalArgumentException(
                    "%s: cannot be written: %s (expected: a dense tensor; call to_dense)"
                            .formatted(key, e.getMessage()),
                    e);
        }
    }

    private static void write(FileChannel channel, MemorySegment values) throws IOException {
        for (long at = 0; at < values.byteSize(); at += CHUNK) {
            long size = Math.min(CHUNK, values.byteSize() - at);
            writeAll(channel, values.asSlice(at, size).asByteBuffer());
        }
    }

    private static void writeAll(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private static void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void remove(Path part, Throwable cause) {
        try {
            Files.deleteIfExists(part);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }
}
