package dev.balboa.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.balboa.data.ImageDataset;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Oracle: small files in the published formats, written here, with known numbers of images and
/// classes.
class ImagesTest {

    @TempDir private Path folder;

    @Test
    void aFolderOfIdxFilesIsRecognised() throws IOException {
        ByteBuffer images = ByteBuffer.allocate(16 + 3 * 64).putInt(0x0803);
        images.putInt(3).putInt(8).putInt(8);
        ByteBuffer labels = ByteBuffer.allocate(8 + 3).putInt(0x0801).putInt(3);
        labels.put(new byte[] {1, 0, 4});
        Files.write(folder.resolve("train-images-idx3-ubyte"), images.array());
        Files.write(folder.resolve("train-labels-idx1-ubyte"), labels.array());
        Images read = load(null);
        assertThat(read.trainSize()).isEqualTo(3);
        assertThat(read.testSize()).isZero();
        assertThat(read.classNames()).containsExactly("0", "1", "2", "3", "4");
        assertThat(read.train().image(0).width()).isEqualTo(8);
        assertThat(read.skipped()).isZero();
    }

    @Test
    void aFolderOfCifar100FilesIsRecognisedWithItsFineLabels() throws IOException {
        Files.writeString(folder.resolve("fine_label_names.txt"), "apple\nbear\n");
        Files.write(folder.resolve("train.bin"), new byte[4 * 3074]);
        Files.write(folder.resolve("test.bin"), new byte[3074]);
        Images read = load(3);
        assertThat(read.trainSize()).as("limit").isEqualTo(3);
        assertThat(read.testSize()).isEqualTo(1);
        assertThat(read.classNames()).containsExactly("apple", "bear");
    }

    @Test
    void aValidationShareOfTheTrainImagesIsScoredOnInPlaceOfTheTestImages() throws IOException {
        Files.writeString(folder.resolve("fine_label_names.txt"), "apple\nbear\n");
        ByteBuffer train = ByteBuffer.allocate(20 * 3074);
        for (int i = 0; i < 20; i++) {
            // the fine label, then the first pixel as the image's number
            train.put(i * 3074 + 1, (byte) (i % 2)).put(i * 3074 + 2, (byte) (10 * i));
        }
        Files.write(folder.resolve("train.bin"), train.array());
        Files.write(folder.resolve("test.bin"), new byte[3074]);
        Images read = load(null, 0.2);
        ImageDataset held = read.test().orElseThrow();
        assertThat(read.trainSize()).isEqualTo(16);
        assertThat(held.size()).isEqualTo(4);
        assertThat(List.of(held.label(0), held.label(1), held.label(2), held.label(3)))
                .as("both classes in equal shares")
                .containsExactlyInAnyOrder(0, 0, 1, 1);
        Set<String> names = new HashSet<>();
        for (ImageDataset part : List.of(read.train(), held)) {
            for (int i = 0; i < part.size(); i++) {
                names.add(part.name(i));
            }
        }
        assertThat(names).as("no image in both").hasSize(20);
        assertThatThrownBy(() -> load(null, 0.01))
                .hasMessageStartingWith(
                        "--validation-share: 0.01 (expected: a share that leaves two");
        assertThatThrownBy(() -> load(null, 1.0))
                .hasMessage("--validation-share: 1.0 (expected: > 0 and < 1)");
    }

    private Images load(Integer limit) {
        return load(limit, null);
    }

    private Images load(Integer limit, Double validationShare) {
        return Images.load(
                new RunConfig.Data(
                        folder.toString(),
                        8,
                        limit,
                        null,
                        "fail",
                        null,
                        validationShare,
                        null,
                        null),
                1);
    }
}
