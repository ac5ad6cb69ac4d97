package dev.balboa.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
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

    private Images load(Integer limit) {
        return Images.load(new RunConfig.Data(folder.toString(), 8, limit, null, "fail", null), 1);
    }
}
