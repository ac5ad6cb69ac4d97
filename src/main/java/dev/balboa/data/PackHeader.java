package dev.balboa.data;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What stands before the images of a packed file: the [PackedImages] of a folder.
///
/// ```text
/// 8 bytes  BALBPACK
/// 4        version, 1
/// 8        length of what follows up to the first record
/// 4        side of every image in pixels
/// 4, 4     slots of the train split, of the test split
/// 8        fingerprint of what was packed
/// 4        classes, then each name
///          for each slot a label (4 bytes), then a name
/// marks    a byte for each slot: 1 for an image, 2 for a file that was skipped
/// records  for each slot its mark again, then side × side × 3
/// ```
///
/// Marks in front are written last: opening reads them at once, and 0 says that the file is not
/// whole. Marks of records say how far a packing has come.
///
/// Numbers have their highest byte first; a name is 4 bytes with its length, then UTF-8.
///
/// @param side        pixels
/// @param trainSlots  files of the train split
/// @param fingerprint of the files, for going on with an unfinished one
/// @param classNames  of both splits
/// @param labels      of every slot, the train split's first
/// @param names       likewise
record PackHeader(
        int side,
        int trainSlots,
        long fingerprint,
        List<String> classNames,
        int[] labels,
        List<String> names) {

    static final byte[] MAGIC = "BALBPACK".getBytes(StandardCharsets.US_ASCII);
    static final int VERSION = 1;

    /// Mark of a slot that holds an image.
    static final byte IMAGE = 1;

    /// Mark of a slot whose file could not be decoded.
    static final byte SKIPPED = 2;

    /// Bytes before those whose length is told.
    static final int PREFIX = MAGIC.length + Integer.BYTES + Long.BYTES;

    /// A label and an empty name.
    private static final int SLOT_BYTES = 2 * Integer.BYTES;

    /// No folder has names of this length; a header that says so is damaged.
    private static final long LARGEST = 1L << 30;

    int slots() {
        return labels.length;
    }

    /// Bytes of a slot.
    long recordBytes() {
        return 1 + (long) side * side * Image.CHANNELS;
    }

    byte[] toBytes() {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(body);
                DataOutputStream file = new DataOutputStream(all)) {
            out.writeInt(side);
            out.writeInt(trainSlots);
            out.writeInt(slots() - trainSlots);
            out.writeLong(fingerprint);
            out.writeInt(classNames.size());
            for (String name : classNames) {
                write(out, name);
            }
            for (int i = 0; i < slots(); i++) {
                out.writeInt(labels[i]);
                write(out, names.get(i));
            }
            file.write(MAGIC);
            file.writeInt(VERSION);
            file.writeLong(body.size());
            body.writeTo(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all.toByteArray();
    }

    private static void write(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    /// The length that the prefix tells.
    ///
    /// @param prefix [#PREFIX] bytes
    /// @throws IOException saying what is wrong with it
    static int bodyLength(byte[] prefix) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(prefix));
        if (!Arrays.equals(in.readNBytes(MAGIC.length), MAGIC)) {
            throw new IOException("not a file of packed images");
        }
        int version = in.readInt();
        if (version != VERSION) {
            throw new IOException("of version " + version + ", and this Balboa reads " + VERSION);
        }
        long length = in.readLong();
        if (length < 0 || length > LARGEST) {
            throw new IOException("damaged: a header of " + length + " bytes");
        }
        return (int) length;
    }

    /// @param body as many bytes as the prefix tells
    /// @throws IOException saying what is wrong with it
    static PackHeader parse(byte[] body) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(body));
        int side = between("side", in.readInt(), 1, 1 << 14);
        int train = between("train images", in.readInt(), 1, body.length / SLOT_BYTES);
        int test = between("test images", in.readInt(), 0, body.length / SLOT_BYTES);
        long fingerprint = in.readLong();
        List<String> classNames = new ArrayList<>();
        for (int left = between("classes", in.readInt(), 0, body.length); left > 0; left--) {
            classNames.add(text(in));
        }
        int[] labels = new int[train + test];
        List<String> names = new ArrayList<>();
        for (int i = 0; i < labels.length; i++) {
            labels[i] =
                    between("label", in.readInt(), ImageDataset.UNLABELLED, classNames.size() - 1);
            names.add(text(in));
        }
        return new PackHeader(
                side, train, fingerprint, List.copyOf(classNames), labels, List.copyOf(names));
    }

    private static String text(DataInputStream in) throws IOException {
        int length = between("name", in.readInt(), 0, in.available());
        return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    private static int between(String what, int value, int least, int most) throws IOException {
        if (value < least || value > most) {
            throw new IOException("damaged: %s %d in its header".formatted(what, value));
        }
        return value;
    }
}
