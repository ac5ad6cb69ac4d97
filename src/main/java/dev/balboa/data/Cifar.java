package dev.balboa.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/// CIFAR-10 and CIFAR-100 in their binary versions (Krizhevsky 2009; `cifar-10-binary.tar.gz` and
/// `cifar-100-binary.tar.gz`, unpacked): records of one or two label bytes and 32 × 32 levels of
/// red, of green and of blue.
///
/// A file may hold any number of records. Of the [FolderOptions], size and limit count; there is
/// nothing to skip, for a damaged file has no other record to fall back on.
public final class Cifar {

    private static final int SIDE = 32;
    private static final int LEVELS = SIDE * SIDE * Image.CHANNELS;
    private static final String NAMES_10 = "batches.meta.txt";
    private static final String FINE = "fine_label_names.txt";
    private static final List<String> TRAIN_10 =
            IntStream.rangeClosed(1, 5).mapToObj(i -> "data_batch_" + i + ".bin").toList();

    private Cifar() {}

    /// Whether a folder looks like CIFAR-10.
    ///
    /// @param folder any folder
    /// @return true when `batches.meta.txt` or `data_batch_1.bin` is in it
    public static boolean isCifar10(Path folder) {
        return Files.isRegularFile(folder.resolve(NAMES_10))
                || Files.isRegularFile(folder.resolve(TRAIN_10.getFirst()));
    }

    /// Whether a folder looks like CIFAR-100.
    ///
    /// @param folder any folder
    /// @return true when `fine_label_names.txt` is in it
    public static boolean isCifar100(Path folder) {
        return Files.isRegularFile(folder.resolve(FINE));
    }

    /// Reads `data_batch_1.bin` to `data_batch_5.bin`, `test_batch.bin` and `batches.meta.txt`.
    ///
    /// @param folder       holds the files
    /// @param trainOptions size and limit of the train split
    /// @param testOptions  size and limit of the test split
    /// @return both splits
    /// @throws DataException naming the file: missing, cut short, or with a label that is no class
    public static Splits cifar10(
            Path folder, FolderOptions trainOptions, FolderOptions testOptions) {
        List<String> names = names(folder.resolve(NAMES_10));
        Records records = new Records(folder, 1, 0, names);
        return Splits.of(
                records.read("train", TRAIN_10).dataset(trainOptions),
                records.read("test", List.of("test_batch.bin")).dataset(testOptions));
    }

    /// Reads `train.bin`, `test.bin` and the names of the labels asked for.
    ///
    /// @param folder       holds the files
    /// @param coarse       true for the 20 superclasses (`coarse_label_names.txt`), false for the
    ///     100 classes (`fine_label_names.txt`)
    /// @param trainOptions size and limit of the train split
    /// @param testOptions  size and limit of the test split
    /// @return both splits
    /// @throws DataException naming the file: missing, cut short, or with a label that is no class
    public static Splits cifar100(
            Path folder, boolean coarse, FolderOptions trainOptions, FolderOptions testOptions) {
        List<String> names = names(folder.resolve(coarse ? "coarse_label_names.txt" : FINE));
        // the coarse label comes first
        Records records = new Records(folder, 2, coarse ? 0 : 1, names);
        return Splits.of(
                records.read("train", List.of("train.bin")).dataset(trainOptions),
                records.read("test", List.of("test.bin")).dataset(testOptions));
    }

    private static List<String> names(Path file) {
        try {
            List<String> names =
                    Files.readAllLines(requireFile(file)).stream()
                            .map(String::strip)
                            .filter(line -> !line.isEmpty())
                            .toList();
            if (names.isEmpty()) {
                throw new DataException(
                        file + ": names no class (expected: one a line; unpack the archive again)");
            }
            return names;
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static Path requireFile(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new DataException(
                    file + ": no such file (expected: all files of the binary archive; unpack it)");
        }
        return file;
    }

    private static DataException unreadable(Path file, IOException cause) {
        return new DataException(
                file + ": cannot be read (" + cause + "; check the file and its permissions)",
                cause);
    }

    /// How the records of a folder are to be understood.
    ///
    /// @param labelBytes label bytes of a record
    /// @param labelByte  the one that counts
    private record Records(Path folder, int labelBytes, int labelByte, List<String> classNames) {

        PlanarImages read(String split, List<String> files) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            for (String name : files) {
                all.writeBytes(bytes(requireFile(folder.resolve(name))));
            }
            byte[] records = all.toByteArray();
            int[] labels = new int[records.length / recordBytes()];
            for (int i = 0; i < labels.length; i++) {
                labels[i] = records[i * recordBytes() + labelByte] & 0xFF;
            }
            String origin = folder.resolve(split).toString();
            return new PlanarImages(
                    origin, SIDE, SIDE, Image.CHANNELS, labelBytes, records, labels, classNames);
        }

        private int recordBytes() {
            return labelBytes + LEVELS;
        }

        private byte[] bytes(Path file) {
            byte[] bytes;
            try {
                bytes = Files.readAllBytes(file);
            } catch (IOException e) {
                throw unreadable(file, e);
            }
            if (bytes.length == 0 || bytes.length % recordBytes() != 0) {
                throw new DataException(
                        "%s: cut short or not CIFAR: %d bytes (expected: a multiple of %d; unpack the archive again)"
                                .formatted(file, bytes.length, recordBytes()));
            }
            for (int record = 0; record < bytes.length / recordBytes(); record++) {
                int label = bytes[record * recordBytes() + labelByte] & 0xFF;
                if (label >= classNames.size()) {
                    throw new DataException(
                            "%s: label %d of image %d (expected: below the %d named classes; unpack the archive again)"
                                    .formatted(file, label, record, classNames.size()));
                }
            }
            return bytes;
        }
    }
}
