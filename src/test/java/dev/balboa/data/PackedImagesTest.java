package dev.balboa.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Oracle: [ImageFolder], which reads the same files without a pack.
class PackedImagesTest {

    private static final FolderOptions NINE = FolderOptions.of(9);
    private static final int VERSION_AT = 11;
    private static final int RECORD = 1 + 9 * 9 * 3;

    @TempDir private Path root;

    private Path photos;
    private Path file;

    @BeforeEach
    void write() throws IOException {
        photos = root.resolve("photos");
        file = root.resolve("deep/er/photos.pack");
        for (String name : List.of("train/a/1", "train/a/2", "train/b/1", "test/b/1", "test/b/2")) {
            write(photos.resolve(name + ".png"), name.hashCode());
        }
    }

    @Test
    void imagesLabelsAndClassesAreThoseOfTheFolder() {
        ImagePacker.Packed packed = pack(NINE);
        assertThat(packed).isEqualTo(new ImagePacker.Packed(3, 2, 0, 0, size(file)));
        assertThat(Files.exists(ImagePacker.part(file))).isFalse();
        assertThat(PackedImages.isPacked(file)).isTrue();
        assertSame(PackedImages.open(file), ImageFolder.splits(photos, NINE));
        assertThat(PackedImages.open(file).train().name(2)).isEqualTo(file + "/train/b/1.png");
    }

    @Test
    void aFlatFolderIsOneSplitWithoutLabels() throws IOException {
        photos = root.resolve("flat");
        write(photos.resolve("1.png"), 1);
        pack(NINE);
        assertThat(PackedImages.open(file).test()).isEmpty();
        assertThat(PackedImages.open(file).train().label(0)).isEqualTo(ImageDataset.UNLABELLED);
        assertSame(PackedImages.open(file), ImageFolder.splits(photos, NINE));
    }

    @Test
    void skippedFilesAreCountedBySplitAndLeftOut() throws IOException {
        Files.writeString(photos.resolve("train/a/0.png"), "no image");
        Files.writeString(photos.resolve("test/b/9.png"), "no image");
        assertThatThrownBy(() -> pack(NINE))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("0.png: cannot be decoded");
        FolderOptions skipping = NINE.withSkipUnreadable(true);
        assertThat(pack(skipping).skipped()).as("goes on with files skipped").isEqualTo(2);
        assertSame(PackedImages.open(file), ImageFolder.splits(photos, skipping));
        assertThat(((PackedImages) PackedImages.open(file).train()).skipped()).isEqualTo(1);
    }

    @Test
    void neitherThreadsNorAnInterruptionChangeTheFile() throws IOException {
        pack(NINE.withThreads(1));
        byte[] expected = Files.readAllBytes(file);
        int header = expected.length - 5 * RECORD;
        Arrays.fill(expected, header - 5, header, (byte) 0);
        // stopped in the prefix, in the header, behind it, in the second record, before the rename
        for (int length :
                new int[] {0, 7, header - 1, header, header + RECORD + 5, expected.length}) {
            Files.write(ImagePacker.part(file), Arrays.copyOf(expected, length));
            List<Integer> done = new ArrayList<>();
            ImagePacker.Packed packed =
                    ImagePacker.pack(
                            photos,
                            file,
                            NINE.withThreads(3),
                            (now, all) -> done.add(10 * now + all));
            int known = Math.max(0, length - header) / RECORD;
            assertThat(packed.resumed()).isEqualTo(known);
            assertThat(done).isEqualTo(List.of(15, 25, 35, 45, 55).subList(known, 5));
            byte[] written = Files.readAllBytes(file);
            assertThat(Arrays.copyOfRange(written, header - 5, header))
                    .as("marks")
                    .containsOnly(PackHeader.IMAGE);
            Arrays.fill(written, header - 5, header, (byte) 0);
            assertThat(written).isEqualTo(expected);
        }
    }

    @Test
    void aHoleThatACrashHasLeftIsNoImage() throws IOException {
        pack(NINE);
        byte[] whole = Files.readAllBytes(file);
        int header = whole.length - 5 * RECORD;
        byte[] hole = whole.clone();
        Arrays.fill(hole, header + 2 * RECORD, header + 3 * RECORD, (byte) 0);
        Files.write(ImagePacker.part(file), hole);
        assertThat(pack(NINE).resumed()).isEqualTo(2);
        assertThat(Files.readAllBytes(file)).isEqualTo(whole);
        byte[] unmarked = whole.clone();
        unmarked[header - 3] = 0;
        Files.write(file, unmarked);
        assertThatThrownBy(() -> PackedImages.open(file))
                .hasMessageContaining("damaged: image 2 is marked with 0");
    }

    @Test
    void aSkippedFileIsNamedWhenItIsNoLongerToBeSkipped() throws IOException {
        Files.writeString(photos.resolve("train/a/0.png"), "no image");
        pack(NINE.withSkipUnreadable(true));
        Files.move(file, ImagePacker.part(file));
        assertThatThrownBy(() -> pack(NINE)).hasMessageContaining("0.png: cannot be decoded");
    }

    @Test
    void twoPackingsDoNotWriteTheSameFile() throws IOException {
        Path part = ImagePacker.part(file);
        Files.createDirectories(part.getParent());
        try (FileChannel other =
                        FileChannel.open(
                                part, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
                FileLock _ = other.lock()) {
            assertThatThrownBy(() -> pack(NINE))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("photos.pack.part: another packing is writing it");
        }
        assertThat(pack(NINE).train()).isEqualTo(3);
    }

    @Test
    void aFolderWithoutAReadableImageIsNotPacked() throws IOException {
        for (String name : List.of("test/b/1", "test/b/2")) {
            Files.writeString(photos.resolve(name + ".png"), "no image");
        }
        assertThatThrownBy(() -> pack(NINE.withSkipUnreadable(true)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("no image of a split could be decoded");
        assertThat(Files.exists(file)).isFalse();
    }

    @Test
    void anUnfinishedPackingOfOtherFilesIsNotGoneOnWith() throws IOException {
        pack(NINE);
        Files.move(file, ImagePacker.part(file));
        write(photos.resolve("train/b/1.png"), 77);
        Files.setLastModifiedTime(
                photos.resolve("train/b/1.png"), java.nio.file.attribute.FileTime.fromMillis(5));
        assertThatThrownBy(() -> pack(NINE))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("photos.pack.part: an unfinished packing of other files");
        assertThatThrownBy(() -> pack(FolderOptions.of(8)))
                .hasMessageContaining("or of another size (expected: the same folder");
    }

    @Test
    void aFileThatIsCutShortIsNamed() throws IOException {
        pack(NINE);
        byte[] whole = Files.readAllBytes(file);
        for (int length : new int[] {8, 19, 20, 40, whole.length / 2, whole.length - 1}) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> PackedImages.open(file))
                    .as("%d bytes", length)
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining(file + ": cut short (pack the folder again");
        }
        Files.write(file, Arrays.copyOf(whole, whole.length + 1));
        assertThatThrownBy(() -> PackedImages.open(file)).hasMessageContaining("damaged");
    }

    @Test
    void aNewerVersionIsNamed() throws IOException {
        pack(NINE);
        byte[] bytes = Files.readAllBytes(file);
        bytes[VERSION_AT] = 2;
        Files.write(file, bytes);
        assertThatThrownBy(() -> PackedImages.open(file))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("of version 2, and this Balboa reads 1");
    }

    @Test
    void otherFilesAndNoneAreNotPacked() throws IOException {
        assertThat(PackedImages.isPacked(root)).isFalse();
        assertThat(PackedImages.isPacked(root.resolve("none"))).isFalse();
        Path text = Files.writeString(root.resolve("text"), "BALBPAC");
        assertThat(PackedImages.isPacked(text)).isFalse();
        Files.writeString(text, "no images, but long enough for a header");
        assertThatThrownBy(() -> PackedImages.open(text))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("not a file of packed images");
        assertThatThrownBy(() -> PackedImages.open(root.resolve("none")))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("none");
    }

    // any byte of the header may be wrong: an error with a name, or images, but nothing else
    @ParameterizedTest
    @ValueSource(ints = {1, 0x80, 0xFF})
    void aDamagedHeaderIsAnErrorOrHarmless(int flipped) throws IOException {
        pack(NINE);
        byte[] whole = Files.readAllBytes(file);
        int header = whole.length - 5 * RECORD;
        for (int at = 0; at <= header; at++) {
            byte[] bytes = whole.clone();
            bytes[at] ^= (byte) flipped;
            Files.write(file, bytes);
            try {
                Splits splits = PackedImages.open(file);
                for (int i = 0; i < splits.train().size(); i++) {
                    assertThat(splits.train().image(i).rgb()).hasSizeGreaterThan(0);
                    assertThat(splits.train().name(i)).isNotNull();
                }
            } catch (DataException e) {
                assertThat(e).hasMessageContaining(file.toString());
            }
        }
    }

    @Test
    void aHeaderThatClaimsTooMuchIsDamaged() throws IOException {
        byte[] head =
                ByteBuffer.allocate(100)
                        .put(PackHeader.MAGIC)
                        .putInt(PackHeader.VERSION)
                        .putLong(Long.MAX_VALUE)
                        .array();
        Path claims = Files.write(root.resolve("claims"), head);
        assertThatThrownBy(() -> PackedImages.open(claims)).hasMessageContaining("damaged");
    }

    /// Of side, images and classes, in a header that is as long as it says: no array and no
    /// arithmetic is made of them before they are compared with what there is.
    @ParameterizedTest
    @CsvSource({
        "0, 1, 0, 1, side 0",
        "-1, 1, 0, 1, side -1",
        "16385, 1, 0, 1, side 16385",
        "2147483647, 1, 0, 1, side 2147483647",
        "9, 0, 1, 1, train images 0",
        "9, 2147483647, 0, 1, train images 2147483647",
        "9, -5, 0, 1, train images -5",
        "9, 1, 2147483647, 1, test images 2147483647",
        "9, 1, 0, 2147483647, classes 2147483647",
        "9, 1, 0, -1, classes -1",
        "9, 12, 12, 1, cut short",
        "16384, 4, 4, 1, cut short"
    })
    void aHeaderOfAbsurdSizesIsNamed(int side, int train, int test, int classes, String message)
            throws IOException {
        int length = 100;
        ByteBuffer bytes =
                ByteBuffer.allocate(PackHeader.PREFIX + length)
                        .put(PackHeader.MAGIC)
                        .putInt(PackHeader.VERSION)
                        .putLong(length)
                        .putInt(side)
                        .putInt(train)
                        .putInt(test)
                        .putLong(0)
                        .putInt(classes);
        Path absurd = Files.write(root.resolve("absurd"), bytes.array());
        assertThatThrownBy(() -> PackedImages.open(absurd))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(absurd + ": ")
                .hasMessageContaining(message);
    }

    private ImagePacker.Packed pack(FolderOptions options) {
        return ImagePacker.pack(photos, file, options, (_, _) -> {});
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void assertSame(Splits packed, Splits read) {
        assertSame(packed.train(), read.train());
        assertThat(packed.test().isPresent()).isEqualTo(read.test().isPresent());
        Optional<ImageDataset> test = packed.test();
        test.ifPresent(images -> assertSame(images, read.test().orElseThrow()));
    }

    private static void assertSame(ImageDataset packed, ImageDataset read) {
        assertThat(packed.size()).isEqualTo(read.size());
        assertThat(packed.classNames()).isEqualTo(read.classNames());
        for (int i = 0; i < read.size(); i++) {
            assertThat(packed.image(i)).isEqualTo(read.image(i));
            assertThat(packed.label(i)).isEqualTo(read.label(i));
        }
    }

    private static void write(Path path, int seed) throws IOException {
        BufferedImage image = new BufferedImage(17, 12, BufferedImage.TYPE_INT_RGB);
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 17 * 12; i++) {
            image.setRGB(i % 17, i / 17, random.nextInt(1 << 24));
        }
        Files.createDirectories(path.getParent());
        ImageIO.write(image, "png", path.toFile());
    }
}
