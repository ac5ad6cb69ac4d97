package dev.balboa.data;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The decoded images of a folder in one file, as [ImagePacker] writes it, mapped into memory:
/// opening reads names and labels, nothing is decoded, and the system keeps in memory what is read
/// often.
///
/// The file must not be changed while it is in use.
public final class PackedImages implements ImageDataset {

    private final Path file;
    private final PackHeader header;
    private final MemorySegment records;
    private final int[] slots;
    private final int skipped;

    private PackedImages(
            Path file, PackHeader header, MemorySegment records, int[] slots, int skipped) {
        this.file = file;
        this.header = header;
        this.records = records;
        this.slots = slots;
        this.skipped = skipped;
    }

    /// Whether a file begins as one of packed images does.
    ///
    /// @param file any path
    /// @return false also where there is no file, or it cannot be read
    public static boolean isPacked(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return Arrays.equals(in.readNBytes(PackHeader.MAGIC.length), PackHeader.MAGIC);
        } catch (IOException e) {
            return false;
        }
    }

    /// Opens a file.
    ///
    /// @param file what [ImagePacker] wrote
    /// @return the train split, and the test split where the folder had one
    /// @throws DataException naming the file: missing, of another format or a newer version,
    ///     damaged, cut short
    public static Splits open(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            MemorySegment all =
                    channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto());
            PackHeader header = header(all);
            long start = all.byteSize() - header.slots() * header.recordBytes();
            byte[] marks = bytes(all, start - header.slots(), header.slots());
            return splits(file, header, marks, all.asSlice(start));
        } catch (EOFException e) {
            throw new DataException(
                    file + ": cut short (pack the folder again: balboa pack DIR OUT)", e);
        } catch (IOException e) {
            throw new DataException(
                    file + ": cannot be read: " + e.getMessage() + " (pack the folder again)", e);
        }
    }

    private static PackHeader header(MemorySegment all) throws IOException {
        int length = PackHeader.bodyLength(bytes(all, 0, PackHeader.PREFIX));
        PackHeader header = PackHeader.parse(bytes(all, PackHeader.PREFIX, length));
        long expected = PackHeader.PREFIX + length + header.slots() * (1 + header.recordBytes());
        if (all.byteSize() < expected) {
            throw new EOFException();
        }
        if (all.byteSize() > expected) {
            throw new IOException(
                    "damaged: %d bytes, and its header tells of %d"
                            .formatted(all.byteSize(), expected));
        }
        return header;
    }

    private static byte[] bytes(MemorySegment from, long at, int count) throws IOException {
        if (count > from.byteSize() - at) {
            throw new EOFException();
        }
        return from.asSlice(at, count).toArray(JAVA_BYTE);
    }

    private static Splits splits(Path file, PackHeader header, byte[] marks, MemorySegment records)
            throws IOException {
        int train = header.trainSlots();
        int all = header.slots();
        PackedImages first = images(file, header, marks, records, 0, train);
        return train == all
                ? new Splits(first, Optional.empty())
                : Splits.of(first, images(file, header, marks, records, train, all));
    }

    private static PackedImages images(
            Path file, PackHeader header, byte[] marks, MemorySegment records, int from, int to)
            throws IOException {
        int[] slots = new int[to - from];
        int count = 0;
        for (int slot = from; slot < to; slot++) {
            if (marks[slot] == PackHeader.IMAGE) {
                slots[count++] = slot;
            } else if (marks[slot] != PackHeader.SKIPPED) {
                throw new IOException("damaged: image " + slot + " is marked with " + marks[slot]);
            }
        }
        return new PackedImages(
                file, header, records, Arrays.copyOf(slots, count), to - from - count);
    }

    /// How many files of this split could not be decoded and were skipped when the folder was
    /// packed.
    ///
    /// @return at least 0
    public int skipped() {
        return skipped;
    }

    @Override
    public int size() {
        return slots.length;
    }

    @Override
    public Image image(int index) {
        long at = slots[index] * header.recordBytes() + 1;
        byte[] rgb = new byte[(int) header.recordBytes() - 1];
        MemorySegment.copy(records, JAVA_BYTE, at, rgb, 0, rgb.length);
        return new Image(header.side(), header.side(), rgb);
    }

    @Override
    public int label(int index) {
        return header.labels()[slots[index]];
    }

    @Override
    public String name(int index) {
        return file + "/" + header.names().get(slots[index]);
    }

    @Override
    public List<String> classNames() {
        return header.classNames();
    }
}
