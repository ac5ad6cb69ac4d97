package dev.balboa.data;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The decoded images of a folder in one file, as [ImagePacker] writes it, mapped into memory:
/// opening reads names and labels, nothing is decoded, and the system keeps in memory what is read
/// often.
///
/// The file must not be changed while it is in use. One that is cut short is an error that says so;
/// other bytes in its place are other images.
public final class PackedImages implements ImageDataset {

    private final Path file;
    private final PackHeader header;
    private final MappedFile bytes;
    private final long records;
    private final int[] slots;
    private final int skipped;

    private PackedImages(Path file, PackHeader header, MappedFile bytes, int[] slots, int skipped) {
        this.file = file;
        this.header = header;
        this.bytes = bytes;
        this.records = records(bytes, header);
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
        try {
            MappedFile bytes = MappedFile.of(file);
            PackHeader header = header(bytes);
            byte[] marks = bytes.read(records(bytes, header) - header.slots(), header.slots());
            return splits(file, header, marks, bytes);
        } catch (EOFException e) {
            throw new DataException(
                    file + ": cut short (pack the folder again: balboa pack DIR OUT)", e);
        } catch (IOException e) {
            throw new DataException(
                    file + ": cannot be read: " + e.getMessage() + " (pack the folder again)", e);
        }
    }

    /// Where the first one begins.
    private static long records(MappedFile bytes, PackHeader header) {
        return bytes.size() - header.slots() * header.recordBytes();
    }

    private static PackHeader header(MappedFile bytes) throws IOException {
        int length = PackHeader.bodyLength(bytes.read(0, PackHeader.PREFIX));
        PackHeader header = PackHeader.parse(bytes.read(PackHeader.PREFIX, length));
        long expected = PackHeader.PREFIX + length + header.slots() * (1 + header.recordBytes());
        if (bytes.size() < expected) {
            throw new EOFException();
        }
        if (bytes.size() > expected) {
            throw new IOException(
                    "damaged: %d bytes, and its header tells of %d"
                            .formatted(bytes.size(), expected));
        }
        return header;
    }

    private static Splits splits(Path file, PackHeader header, byte[] marks, MappedFile bytes)
            throws IOException {
        int train = header.trainSlots();
        int all = header.slots();
        PackedImages first = images(file, header, marks, bytes, 0, train);
        return train == all
                ? new Splits(first, Optional.empty())
                : Splits.of(first, images(file, header, marks, bytes, train, all));
    }

    private static PackedImages images(
            Path file, PackHeader header, byte[] marks, MappedFile bytes, int from, int to)
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
                file, header, bytes, Arrays.copyOf(slots, count), to - from - count);
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
        long at = records + slots[index] * header.recordBytes() + 1;
        try {
            byte[] rgb = bytes.read(at, (int) header.recordBytes() - 1);
            return new Image(header.side(), header.side(), rgb);
        } catch (EOFException e) {
            throw new AssertionError(e); // its size was compared with its header's
        }
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
