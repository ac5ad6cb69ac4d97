package dev.balboa.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

import javax.imageio.ImageIO;

/// Oracle: files written here with known pixels, in the layouts that torchvision's ImageFolder
/// documents.
class ImageFolderTest {

    private static final FolderOptions FOUR = FolderOptions.of(4);

    @TempDir Path root;

    @Test
    void classesAreLabelledInTheOrderOfTheirNames() throws IOException {
        write("zebra/a.png", 10);
        write("ant/b.png", 20);
        write("ant/a.png", 30);
        write("Bee/deep/er/a.BMP", 40);
        ImageFolder folder = ImageFolder.read(root, FOUR);
        assertThat(folder.classNames()).containsExactly("Bee", "ant", "zebra");
        assertThat(labels(folder)).containsExactly(0, 1, 1, 2);
        assertThat(reds(folder)).containsExactly(40, 30, 20, 10);
        assertThat(folder.name(1)).endsWith("a.png").contains("ant");
    }

    @Test
    void aFlatFolderIsUnlabelled() throws IOException {
        write("b.png", 1);
        write("a.jpeg", 200);
        ImageFolder folder = ImageFolder.read(root, FOUR);
        assertThat(labels(folder)).containsExactly(-1, -1);
        assertThat(folder.classNames()).isEmpty();
        assertThat(reds(folder)[0]).isBetween(198, 202);
    }

    @Test
    void otherAndHiddenFilesArePassedOver() throws IOException {
        write("a/x.png", 1);
        Files.writeString(root.resolve("a/notes.txt"), "no image");
        Files.writeString(root.resolve("a/._x.png"), "no image");
        Files.createDirectories(root.resolve(".cache"));
        write("a/.thumbs/x.png", 1);
        write("a/deep/.thumbs/deeper/x.png", 1);
        assertThat(ImageFolder.read(root, FOUR).size()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"test", "val"})
    void trainAndTestInsideAreSplits(String second) throws IOException {
        write("train/x/1.png", 1);
        write("train/y/1.png", 2);
        write(second + "/y/1.png", 3);
        Splits splits = ImageFolder.splits(root, FOUR);
        assertThat(labels(splits.train())).containsExactly(0, 1);
        assertThat(labels(splits.test().orElseThrow()))
                .as("label of y as in train")
                .containsExactly(1);
        assertThatThrownBy(() -> ImageFolder.read(root, FOUR))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("holds splits");
    }

    @Test
    void testIsTakenBeforeVal() throws IOException {
        write("train/x/1.png", 1);
        write("val/x/1.png", 2);
        write("test/x/1.png", 3);
        assertThat(reds(ImageFolder.splits(root, FOUR).test().orElseThrow())).containsExactly(3);
    }

    @Test
    void trainMayAlsoBeAClass() throws IOException {
        write("train/1.png", 1);
        write("bus/1.png", 2);
        Splits splits = ImageFolder.splits(root, FOUR);
        assertThat(splits.train().classNames()).containsExactly("bus", "train");
        assertThat(splits.test()).isEmpty();
    }

    @Test
    void aTestClassThatTrainLacksIsNamed() throws IOException {
        write("train/x/1.png", 1);
        write("test/new/1.png", 1);
        assertRefused(
                "new: class unknown in the train split", () -> ImageFolder.splits(root, FOUR));
    }

    @Test
    void splitsHaveTheirOwnLimits() throws IOException {
        for (int i = 0; i < 6; i++) {
            write("train/x/" + i + ".png", i);
            write("train/y/" + i + ".png", i);
            write("test/x/" + i + ".png", i);
        }
        Splits splits = ImageFolder.splits(root, FOUR.withLimit(4, 1), FOUR.withLimit(3, 1));
        assertThat(labels(splits.train())).containsExactly(0, 0, 1, 1);
        assertThat(splits.test().orElseThrow().size()).isEqualTo(3);
    }

    @Test
    void aLimitChoosesWhatLimitingTheWholeFolderChooses() throws IOException {
        for (int i = 0; i < 12; i++) {
            write("c" + i % 3 + "/" + i + ".png", i);
        }
        int[] before = reds(ImageFolder.read(root, FOUR.withLimit(7, 5)));
        assertThat(before).containsExactly(reds(ImageFolder.read(root, FOUR).limit(7, 5)));
    }

    @Test
    void theNumberOfThreadsChangesNothing() throws IOException {
        for (int i = 0; i < 30; i++) {
            write("c" + i % 3 + "/" + i + ".jpg", i * 8);
        }
        ImageFolder one = ImageFolder.read(root, FOUR.withThreads(1));
        ImageFolder many = ImageFolder.read(root, FOUR.withThreads(7));
        for (int i = 0; i < one.size(); i++) {
            assertThat(many.image(i)).isEqualTo(one.image(i));
            assertThat(many.name(i)).isEqualTo(one.name(i));
        }
    }

    @Test
    void grayAlphaPaletteAndSixteenBitsBecomeEightBitRgb() throws IOException {
        ImageIO.write(
                filled(BufferedImage.TYPE_BYTE_GRAY, 100),
                "png",
                root.resolve("gray.png").toFile());
        ImageIO.write(
                filled(BufferedImage.TYPE_4BYTE_ABGR, 100),
                "png",
                root.resolve("alpha.png").toFile());
        ImageIO.write(
                filled(BufferedImage.TYPE_USHORT_GRAY, 100 * 257),
                "png",
                root.resolve("deep.png").toFile());
        BufferedImage palette = new BufferedImage(4, 4, BufferedImage.TYPE_BYTE_BINARY);
        palette.setRGB(1, 2, 0xFFFFFF);
        ImageIO.write(palette, "png", root.resolve("palette.png").toFile());
        ImageFolder folder = ImageFolder.read(root, FOUR);
        assertThat(folder.image(0).level(0, 0, 0)).as("alpha.png").isEqualTo(100);
        assertThat(folder.image(1).level(3, 3, 2)).as("deep.png").isEqualTo(100);
        assertThat(folder.image(2).level(2, 1, 1)).as("gray.png").isEqualTo(100);
        assertThat(folder.image(3).level(1, 2, 0)).as("palette.png").isEqualTo(255);
        assertThat(folder.image(3).level(2, 2, 0)).as("palette.png").isZero();
    }

    @Test
    void anImageOfAnotherSizeIsResizedAndItsCentreCutOut() throws IOException {
        BufferedImage wide = new BufferedImage(24, 8, BufferedImage.TYPE_3BYTE_BGR);
        for (int x = 8; x < 16; x++) {
            for (int y = 0; y < 8; y++) {
                wide.setRGB(x, y, 0xFFFFFF);
            }
        }
        ImageIO.write(wide, "png", root.resolve("wide.png").toFile());
        Image image = ImageFolder.read(root, FOUR).image(0);
        assertThat(image.width()).isEqualTo(4);
        assertThat(image.height()).isEqualTo(4);
        assertThat(image.level(1, 1, 0)).as("inside the white third").isEqualTo(255);
        assertThat(image.level(2, 2, 0)).isEqualTo(255);
    }

    @Test
    void aTruncatedFileIsAnErrorThatNamesIt() throws IOException {
        write("a/good.jpg", 9);
        cutOff("a/cut.jpg", "jpg");
        assertRefused("cut.jpg: cannot be decoded: cut off", () -> ImageFolder.read(root, FOUR));
        Files.delete(root.resolve("a/cut.jpg"));
        cutOff("a/cut.png", "png");
        assertRefused("cut.png: cannot be decoded", () -> ImageFolder.read(root, FOUR));
    }

    @Test
    void aFileThatIsNoImageIsAnErrorThatNamesIt() throws IOException {
        write("a/good.jpg", 9);
        Files.writeString(root.resolve("a/text.jpg"), "no image at all");
        Files.createFile(root.resolve("a/zero.png"));
        assertRefused(
                "text.jpg: cannot be decoded: not a JPEG, PNG or BMP image (remove or replace the"
                        + " file, or skip",
                () -> ImageFolder.read(root, FOUR));
        Files.delete(root.resolve("a/text.jpg"));
        assertRefused(
                "zero.png: cannot be decoded: not a JPEG", () -> ImageFolder.read(root, FOUR));
    }

    @Test
    void skippingLeavesUnreadableFilesOutAndCountsThem() throws IOException {
        write("a/good.jpg", 9);
        write("b/good.png", 7);
        cutOff("a/cut.jpg", "jpg");
        Files.writeString(root.resolve("b/text.png"), "no image at all");
        ImageFolder folder = ImageFolder.read(root, FOUR.withSkipUnreadable(true));
        assertThat(labels(folder)).containsExactly(0, 1);
        assertThat(folder.skipped())
                .containsExactly(root.resolve("a/cut.jpg"), root.resolve("b/text.png"));
        assertThat(folder.image(1).level(0, 0, 0)).isEqualTo(7);
        assertThat(folder.name(1)).endsWith("good.png");
    }

    @Test
    void aFolderOfWhichNothingIsLeftIsAnError() throws IOException {
        Files.writeString(root.resolve("text.png"), "no image at all");
        assertRefused(
                "none of 1 images could be decoded",
                () -> ImageFolder.read(root, FOUR.withSkipUnreadable(true)));
    }

    @Test
    void aMissingAnEmptyAndAFileInsteadOfAFolderAreNamedWithTheRemedy() throws IOException {
        assertRefused(
                "nowhere: no such folder", () -> ImageFolder.read(root.resolve("nowhere"), FOUR));
        assertRefused(
                "no image found (expected: FOLDER/<class>/", () -> ImageFolder.splits(root, FOUR));
        Path file = Files.createFile(root.resolve("x.png"));
        assertRefused("x.png: is a file (expected: a folder", () -> ImageFolder.read(file, FOUR));
    }

    @Test
    void aClassFolderWithoutAnImageIsNamed() throws IOException {
        write("a/good.png", 9);
        Files.createDirectories(root.resolve("empty"));
        assertRefused("empty: class folder without an image", () -> ImageFolder.read(root, FOUR));
    }

    @Test
    void looseImagesBesideClassFoldersAreRefused() throws IOException {
        write("a/good.png", 9);
        write("loose.png", 9);
        assertRefused(
                "class folders and loose images such as loose.png",
                () -> ImageFolder.read(root, FOUR));
    }

    private static void assertRefused(
            String message, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(DataException.class).hasMessageContaining(message);
    }

    private static int[] labels(ImageDataset dataset) {
        return IntStream.range(0, dataset.size()).map(dataset::label).toArray();
    }

    private static int[] reds(ImageDataset dataset) {
        return IntStream.range(0, dataset.size())
                .map(i -> dataset.image(i).level(0, 0, 0))
                .toArray();
    }

    /// A 4 by 4 image whose red level is the given one.
    private void write(String name, int red) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        BufferedImage image = new BufferedImage(4, 4, BufferedImage.TYPE_3BYTE_BGR);
        for (int pixel = 0; pixel < 16; pixel++) {
            image.setRGB(pixel % 4, pixel / 4, red << 16 | red << 8 | red);
        }
        String format = name.substring(name.lastIndexOf('.') + 1).replace("jpeg", "jpg");
        assertThat(ImageIO.write(image, format, file.toFile())).isTrue();
    }

    private static BufferedImage filled(int type, int level) {
        BufferedImage image = new BufferedImage(4, 4, type);
        int bands = image.getRaster().getNumBands();
        int[] samples = new int[16 * bands];
        Arrays.fill(samples, level);
        image.getRaster().setPixels(0, 0, 4, 4, samples);
        return image;
    }

    /// The first half of a file with enough content to be missed.
    private void cutOff(String name, String format) throws IOException {
        BufferedImage image = new BufferedImage(64, 64, BufferedImage.TYPE_3BYTE_BGR);
        for (int pixel = 0; pixel < 64 * 64; pixel++) {
            image.setRGB(pixel % 64, pixel / 64, pixel * 7919);
        }
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        ImageIO.write(image, format, file.toFile());
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
    }

    @Test
    void optionsOutOfRangeAreNamed() {
        for (List<Object> refusal :
                List.<List<Object>>of(
                        List.of("size: 0 (expected: >= 1)", (Runnable) () -> FolderOptions.of(0)),
                        List.of(
                                "limit: -5 (expected: >= 1)",
                                (Runnable) () -> FOUR.withLimit(-5, 0)),
                        List.of(
                                "threads: 0 (expected: >= 1)",
                                (Runnable) () -> FOUR.withThreads(0)))) {
            assertThatThrownBy(() -> ((Runnable) refusal.get(1)).run())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage((String) refusal.get(0));
        }
    }
}
