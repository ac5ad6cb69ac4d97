package dev.balboa.data;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;

/// Gray images and their labels in IDX files, the format of MNIST and its family (LeCun, Cortes,
/// Burges 1998): `train-images-idx3-ubyte`, `train-labels-idx1-ubyte`, `t10k-images-idx3-ubyte`,
/// `t10k-labels-idx1-ubyte`, each perhaps with `.gz`, and perhaps with a dot before `idx`.
///
/// The files do not name their classes: these are `0`, `1` and so on, up to the largest label. Of
/// the [FolderOptions], size and limit count.
public final class Idx {

    private static final int IMAGES = 0x0803;
    private static final int LABELS = 0x0801;

    private Idx() {}

    /// Whether a folder holds the train images of such a dataset.
    ///
    /// @param folder any folder
    /// @return true when one of their names is in it
    public static boolean isIdx(Path folder) {
        return found(folder, "train", "images", 3).isPresent();
    }

    /// Reads the train split, and the test split if it is there.
    ///
    /// @param folder       holds the files
    /// @param trainOptions size and limit of the train split
    /// @param testOptions  size and limit of the test split
    /// @return the splits
    /// @throws DataException naming the file: missing, damaged, of another format, cut short, too
    ///     long, or with other than one label for each image
    public static Splits splits(
            Path folder, FolderOptions trainOptions, FolderOptions testOptions) {
        Raw train = Raw.read(folder, "train");
        Optional<Raw> test = found(folder, "t10k", "images", 3).map(_ -> Raw.read(folder, "t10k"));
        int largest = Math.max(train.largestLabel(), test.map(Raw::largestLabel).orElse(0));
        List<String> names = IntStream.rangeClosed(0, largest).mapToObj(String::valueOf).toList();
        return new Splits(
                train.named(folder.resolve("train").toString(), names).dataset(trainOptions),
                test.map(t -> t.named(folder.resolve("test").toString(), names))
                        .map(images -> images.dataset(testOptions)));
    }

    private static Optional<Path> found(Path folder, String split, String what, int dimensions) {
        for (String separator : List.of("-", ".")) {
            for (String end : List.of("", ".gz")) {
                Path file = folder.resolve(name(split, what, separator, dimensions) + end);
                if (Files.isRegularFile(file)) {
                    return Optional.of(file);
                }
            }
        }
        return Optional.empty();
    }

    private static String name(String split, String what, String separator, int dimensions) {
        return split + "-" + what + separator + "idx" + dimensions + "-ubyte";
    }

    private static Path require(Path folder, String split, String what, int dimensions) {
        return found(folder, split, what, dimensions)
                .orElseThrow(
                        () ->
                                new DataException(
                                        folder.resolve(name(split, what, "-", dimensions))
                                                + "[.gz]: no such file (put it beside the others)"));
    }

    /// What two files hold.
    private record Raw(int width, int height, byte[] levels, int[] labels) {

        static Raw read(Path folder, String split) {
            Path imageFile = require(folder, split, "images", 3);
            Path labelFile = require(folder, split, "labels", 1);
            Content images = Content.read(imageFile, IMAGES);
            byte[] labels = Content.read(labelFile, LABELS).values();
            if (labels.length != images.sizes()[0]) {
                throw new DataException(
                        "%s: %d labels (expected: %d, one for each image of %s; the files are of different sets)"
                                .formatted(labelFile, labels.length, images.sizes()[0], imageFile));
            }
            int[] levels = IntStream.range(0, labels.length).map(i -> labels[i] & 0xFF).toArray();
            return new Raw(images.sizes()[2], images.sizes()[1], images.values(), levels);
        }

        int largestLabel() {
            return Arrays.stream(labels).max().orElse(0);
        }

        PlanarImages named(String origin, List<String> classNames) {
            return new PlanarImages(origin, width, height, 1, 0, levels, labels, classNames);
        }
    }

    /// One file: its sizes, and one unsigned byte for each value.
    private record Content(List<Integer> dimensions, byte[] values) {

        int[] sizes() {
            return dimensions.stream().mapToInt(Integer::intValue).toArray();
        }

        static Content read(Path file, int magic) {
            try (InputStream in = open(file)) {
                return read(file, in, magic);
            } catch (EOFException e) {
                throw new DataException(file + ": cut short (get the file again)", e);
            } catch (IOException e) {
                throw new DataException(
                        file + ": cannot be read (" + e + "; check the file or get it again)", e);
            }
        }

        private static InputStream open(Path file) throws IOException {
            InputStream bytes = new ByteArrayInputStream(Files.readAllBytes(file));
            return file.toString().endsWith(".gz") ? new GZIPInputStream(bytes) : bytes;
        }

        private static Content read(Path file, InputStream in, int magic) throws IOException {
            int found = number(in);
            if (found != magic) {
                throw new DataException(
                        "%s: starts with %08x (expected: %08x, unsigned bytes in %d dimensions; get the file again)"
                                .formatted(file, found, magic, magic & 0xFF));
            }
            List<Integer> sizes = new ArrayList<>();
            long count = 1;
            for (int i = 0; i < (magic & 0xFF); i++) {
                int size = number(in);
                sizes.add(size);
                // at most 2³¹ · 2³¹, for more than an array holds is not multiplied further
                count = size < 1 || count > Integer.MAX_VALUE ? Long.MAX_VALUE : count * size;
            }
            if (count > Integer.MAX_VALUE - Byte.SIZE) {
                throw new DataException(
                        "%s: sizes %s (expected: positive, at most 2 GiB in all; get the file again)"
                                .formatted(file, sizes));
            }
            byte[] values = in.readNBytes((int) count);
            if (values.length < count || in.read() >= 0) {
                throw new DataException(
                        "%s: %s %d values (expected: %d for the sizes %s; get the file again)"
                                .formatted(
                                        file,
                                        values.length < count ? "cut short:" : "more than",
                                        values.length,
                                        count,
                                        sizes));
            }
            return new Content(sizes, values);
        }

        /// Four bytes, the highest first.
        private static int number(InputStream in) throws IOException {
            byte[] bytes = in.readNBytes(Integer.BYTES);
            if (bytes.length < Integer.BYTES) {
                throw new EOFException();
            }
            return ByteBuffer.wrap(bytes).getInt();
        }
    }
}
