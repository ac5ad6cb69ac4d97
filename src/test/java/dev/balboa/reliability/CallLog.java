package dev.balboa.reliability;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// The call about to be made, in a memory-mapped file: what was written there survives the death of
/// the process, without a system call for each.
final class CallLog {

    private static final int BYTES = 1 << 14;

    private final MappedByteBuffer page;

    CallLog(Path file) throws IOException {
        try (FileChannel channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE)) {
            page = channel.map(FileChannel.MapMode.READ_WRITE, 0, BYTES);
        }
    }

    void write(String call) {
        byte[] text = call.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(text.length, BYTES - Integer.BYTES);
        page.putInt(0, length);
        page.put(Integer.BYTES, text, 0, length);
    }

    /// The last call written to a file.
    ///
    /// @param file of a process that may be dead
    /// @return the call, or a note that there was none
    static String last(Path file) throws IOException {
        if (!Files.exists(file)) {
            return "(no call was made)";
        }
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
        int length = bytes.getInt();
        return new String(bytes.array(), Integer.BYTES, length, StandardCharsets.UTF_8);
    }
}
