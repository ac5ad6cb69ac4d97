package dev.balboa.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// Oracle: the layout on the data sets' page (label bytes, then 1024 red, 1024 green, 1024 blue
/// levels in rows from the top), written here from a formula for each level.
class CifarTest {

    private static final FolderOptions AS_STORED = FolderOptions.of(32);

    @TempDir Path ten;
    @TempDir Path hundred;

    @BeforeEach
    void write() throws IOException {
        Files.writeString(ten.resolve("batches.meta.txt"), "plane\ncar\nbird\n\n");
        for (int batch = 1; batch <= 5; batch++) {
            Files.write(
                    ten.resolve("data_batch_" + batch + ".bin"),
                    both(record(2 * batch, batch % 3), record(2 * batch + 1, (batch + 1) % 3)));
        }
        Files.write(ten.resolve("test_batch.bin"), record(50, 2));
        Files.writeString(hundred.resolve("fine_label_names.txt"), "apple\nbear\noak\n");
        Files.writeString(hundred.resolve("coarse_label_names.txt"), "fruit\nother\n");
        Files.write(hundred.resolve("train.bin"), both(record(1, 0, 0), record(2, 1, 2)));
        Files.write(hundred.resolve("test.bin"), record(3, 1, 1));
    }

    @Test
    void everyLevelOfCifar10LiesWhereTheFormatSays() {
        Splits splits = Cifar.cifar10(ten, AS_STORED, AS_STORED);
        ImageDataset train = splits.train();
        assertThat(train.classNames()).containsExactly("plane", "car", "bird");
        assertThat(labels(train)).containsExactly(1, 2, 2, 0, 0, 1, 1, 2, 2, 0);
        for (int i = 0; i < 10; i++) {
            assertLevels(train.image(i), i + 2);
        }
        assertLevels(splits.test().orElseThrow().image(0), 50);
        assertThat(labels(splits.test().orElseThrow())).containsExactly(2);
        assertThat(train.name(7)).endsWith("train/7");
    }

    @Test
    void cifar100HasFineAndCoarseLabels() {
        ImageDataset fine = Cifar.cifar100(hundred, false, AS_STORED, AS_STORED).train();
        assertThat(fine.classNames()).containsExactly("apple", "bear", "oak");
        assertThat(labels(fine)).containsExactly(0, 2);
        assertLevels(fine.image(1), 2);
        Splits coarse = Cifar.cifar100(hundred, true, AS_STORED, AS_STORED);
        assertThat(coarse.train().classNames()).containsExactly("fruit", "other");
        assertThat(labels(coarse.train())).containsExactly(0, 1);
        assertThat(labels(coarse.test().orElseThrow())).containsExactly(1);
    }

    @Test
    void imagesAreBroughtToTheSizeAndLimitedAsThoseOfAFolder() {
        ImageDataset whole = Cifar.cifar10(ten, AS_STORED, AS_STORED).train();
        ImageDataset part =
                Cifar.cifar10(ten, FolderOptions.of(16).withLimit(4, 9), AS_STORED).train();
        ImageDataset expected = whole.limit(4, 9);
        assertThat(labels(part)).containsExactly(labels(expected));
        for (int i = 0; i < 4; i++) {
            assertThat(part.image(i)).isEqualTo(CentreSquare.of(Picture.of(expected.image(i)), 16));
        }
    }

    @Test
    void foldersAreRecognisedByTheirFiles() throws IOException {
        assertThat(Cifar.isCifar10(ten)).isTrue();
        assertThat(Cifar.isCifar100(ten)).isFalse();
        assertThat(Cifar.isCifar10(hundred)).isFalse();
        assertThat(Cifar.isCifar100(hundred)).isTrue();
    }

    @Test
    void damagedFilesAreNamedWithTheRemedy() throws IOException {
        Path batch = ten.resolve("data_batch_3.bin");
        byte[] whole = Files.readAllBytes(batch);
        Files.write(batch, Arrays.copyOf(whole, whole.length - 1));
        refused(
                "data_batch_3.bin: cut short or not CIFAR: 6145 bytes (expected: a multiple of"
                        + " 3073; unpack the archive again)");
        Files.write(batch, new byte[0]);
        refused("data_batch_3.bin: cut short or not CIFAR: 0 bytes");
        whole[3073] = 3;
        Files.write(batch, whole);
        refused("data_batch_3.bin: label 3 of image 1 (expected: below the 3 named classes");
        Files.delete(batch);
        refused("data_batch_3.bin: no such file (expected: all files of the binary archive");
        Files.writeString(ten.resolve("batches.meta.txt"), "\n");
        refused("batches.meta.txt: names no class");
        Files.delete(ten.resolve("batches.meta.txt"));
        refused("batches.meta.txt: no such file");
        Files.delete(hundred.resolve("test.bin"));
        refused(
                () -> Cifar.cifar100(hundred, false, AS_STORED, AS_STORED),
                "test.bin: no such file");
    }

    private void refused(String message) {
        refused(() -> Cifar.cifar10(ten, AS_STORED, AS_STORED), message);
    }

    private static void refused(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(DataException.class).hasMessageContaining(message);
    }

    private static int[] labels(ImageDataset images) {
        return IntStream.range(0, images.size()).map(images::label).toArray();
    }

    private static int level(int image, int x, int y, int channel) {
        return (31 * image + 7 * x + 3 * y + 85 * channel) & 0xFF;
    }

    private static void assertLevels(Image image, int number) {
        for (int y = 0; y < 32; y++) {
            for (int x = 0; x < 32; x++) {
                for (int c = 0; c < 3; c++) {
                    assertThat(image.level(x, y, c)).isEqualTo(level(number, x, y, c));
                }
            }
        }
    }

    private static byte[] record(int number, int... labels) {
        ByteArrayOutputStream record = new ByteArrayOutputStream();
        for (int label : labels) {
            record.write(label);
        }
        for (int c = 0; c < 3; c++) {
            for (int y = 0; y < 32; y++) {
                for (int x = 0; x < 32; x++) {
                    record.write(level(number, x, y, c));
                }
            }
        }
        return record.toByteArray();
    }

    private static byte[] both(byte[] one, byte[] other) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        List.of(one, other).forEach(all::writeBytes);
        return all.toByteArray();
    }
}
