package dev.balboa.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;

/// Oracle: the format on MNIST's page (magic number, sizes with the highest byte first, unsigned
/// bytes in rows), written here from a formula for each level.
class IdxTest {

    private static final FolderOptions FOUR = FolderOptions.of(4);

    @TempDir Path folder;

    @ParameterizedTest
    @CsvSource({"-, ''", "-, .gz", "., ''", "., .gz"})
    void imagesAndLabelsAreReadPlainOrCompressed(String separator, String end) throws IOException {
        write("train-images" + separator + "idx3-ubyte" + end, images(3));
        write("train-labels" + separator + "idx1-ubyte" + end, labels(4, 0, 2));
        write("t10k-images" + separator + "idx3-ubyte" + end, images(2));
        write("t10k-labels" + separator + "idx1-ubyte" + end, labels(5, 1));
        assertThat(Idx.isIdx(folder)).isTrue();
        Splits splits = Idx.splits(folder, FOUR, FOUR);
        assertThat(splits.train().classNames()).containsExactly("0", "1", "2", "3", "4", "5");
        assertThat(labelsOf(splits.train())).containsExactly(4, 0, 2);
        assertThat(labelsOf(splits.test().orElseThrow())).containsExactly(5, 1);
        for (int i = 0; i < 3; i++) {
            for (int pixel = 0; pixel < 16; pixel++) {
                for (int c = 0; c < 3; c++) {
                    assertThat(splits.train().image(i).level(pixel % 4, pixel / 4, c))
                            .isEqualTo(level(i, pixel));
                }
            }
        }
    }

    @Test
    void theTestSplitMayBeMissing() throws IOException {
        train(images(2), labels(0, 1));
        assertThat(Idx.splits(folder, FOUR, FOUR).test()).isEmpty();
        assertThat(Idx.splits(folder, FolderOptions.of(9).withLimit(1, 0), FOUR).train().image(0))
                .extracting(Image::width)
                .isEqualTo(9);
    }

    @Test
    void anotherFolderIsNotRecognised() {
        assertThat(Idx.isIdx(folder)).isFalse();
        refused("train-images-idx3-ubyte[.gz]: no such file");
    }

    @Test
    void damagedFilesAreNamedWithTheRemedy() throws IOException {
        train(labels(1), labels(1));
        refused(
                "train-images-idx3-ubyte: starts with 00000801 (expected: 00000803, unsigned bytes"
                        + " in 3 dimensions; get the file again)");
        train(images(3), labels(0, 1));
        refused("train-labels-idx1-ubyte: 2 labels (expected: 3, one for each image of");
        byte[] whole = images(3);
        for (int length = 0; length < whole.length; length++) {
            train(Arrays.copyOf(whole, length), labels(0, 1, 2));
            refused("train-images-idx3-ubyte: cut short");
        }
        train(Arrays.copyOf(whole, whole.length + 1), labels(0, 1, 2));
        refused(
                "train-images-idx3-ubyte: more than 48 values (expected: 48 for the sizes [3, 4, 4]");
        for (int[] sizes : new int[][] {{0, 4, 4}, {-1, 4, 4}, {70_000, 70_000, 4}}) {
            train(header(0x0803, sizes), labels(0));
            refused("(expected: positive, at most 2 GiB in all; get the file again)");
        }
        train(header(0x0803, 20_000, 300, 300), labels(0));
        refused("train-images-idx3-ubyte: cut short: 0 values (expected: 1800000000");
        Files.delete(folder.resolve("train-labels-idx1-ubyte"));
        train(images(1), null);
        refused("train-labels-idx1-ubyte[.gz]: no such file");
    }

    @Test
    void aDamagedArchiveIsNamed() throws IOException {
        Files.writeString(folder.resolve("train-images-idx3-ubyte.gz"), "not compressed");
        write("train-labels-idx1-ubyte", labels(0));
        refused("train-images-idx3-ubyte.gz: cannot be read (");
        write("train-images-idx3-ubyte.gz", images(3));
        byte[] bytes = Files.readAllBytes(folder.resolve("train-images-idx3-ubyte.gz"));
        Files.write(
                folder.resolve("train-images-idx3-ubyte.gz"),
                Arrays.copyOf(bytes, bytes.length - 12));
        refused("train-images-idx3-ubyte.gz: cut short");
    }

    private void refused(String message) {
        assertThatThrownBy(() -> Idx.splits(folder, FOUR, FOUR))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(message);
    }

    private static int level(int image, int pixel) {
        return (50 * image + 13 * pixel) & 0xFF;
    }

    private static int[] labelsOf(ImageDataset images) {
        return IntStream.range(0, images.size()).map(images::label).toArray();
    }

    private static byte[] images(int count) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.write(header(0x0803, count, 4, 4));
        for (int i = 0; i < count; i++) {
            for (int pixel = 0; pixel < 16; pixel++) {
                file.write(level(i, pixel));
            }
        }
        return file.toByteArray();
    }

    private static byte[] labels(int... labels) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.write(header(0x0801, labels.length));
        for (int label : labels) {
            file.write(label);
        }
        return file.toByteArray();
    }

    private static byte[] header(int magic, int... sizes) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(magic);
        for (int size : sizes) {
            out.writeInt(size);
        }
        return bytes.toByteArray();
    }

    private void train(byte[] images, byte[] labels) throws IOException {
        write("train-images-idx3-ubyte", images);
        if (labels != null) {
            write("train-labels-idx1-ubyte", labels);
        }
    }

    private void write(String name, byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        if (name.endsWith(".gz")) {
            try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
                zip.write(content);
            }
        } else {
            bytes.write(content);
        }
        Files.write(folder.resolve(name), bytes.toByteArray());
    }
}
