package dev.balboa.data;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/// A file in memory, for reading by any number of threads. It is never closed: the system keeps it
/// open and mapped until nobody can reach this object.
///
/// Another process may cut the file short. What lay behind the new end then reads as zeros up to
/// the end of a page, and as a fault behind that, which the JVM turns into an [InternalError] at
/// any point until the next call leaves Java. So each read looks at the length of the file once it
/// has the bytes.
final class MappedFile {

    private final Path path;
    // unlike a channel's, its length can be asked by a thread that is interrupted, and by many
    private final RandomAccessFile file;
    private final MemorySegment bytes;

    private MappedFile(Path path, RandomAccessFile file, MemorySegment bytes) {
        this.path = path;
        this.file = file;
        this.bytes = bytes;
    }

    static MappedFile of(Path path) throws IOException {
        RandomAccessFile file = new RandomAccessFile(path.toFile(), "r");
        try {
            FileChannel channel = file.getChannel();
            MemorySegment bytes =
                    channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto());
            return new MappedFile(path, file, bytes);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    long size() {
        return bytes.byteSize();
    }

    /// Some bytes.
    ///
    /// @throws EOFException where the file was opened without them
    /// @throws DataException if it has become shorter since
    byte[] read(long at, int count) throws EOFException {
        if (count > bytes.byteSize() - at) {
            throw new EOFException();
        }
        byte[] read = new byte[count];
        try {
            MemorySegment.copy(bytes, JAVA_BYTE, at, read, 0, count);
            if (file.length() < bytes.byteSize()) {
                throw cutShort(null);
            }
        } catch (InternalError e) {
            throw cutShort(e);
        } catch (IOException e) {
            throw new DataException(path + ": cannot be read: " + e.getMessage(), e);
        }
        return read;
    }

    private DataException cutShort(Throwable cause) {
        return new DataException(
                path + ": was cut short while it was in use (pack the folder again)", cause);
    }
}
