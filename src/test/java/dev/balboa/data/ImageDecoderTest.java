package dev.balboa.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.zip.CRC32;

import javax.imageio.ImageIO;

/// Damaged and odd files. Oracles: files written here, whole or changed byte by byte, whose pixels
/// are known; for CMYK what Pillow made of the same files (`cmyk_goldens.py`).
class ImageDecoderTest {

    private static final int SIDE = 24;

    @TempDir Path root;

    @ParameterizedTest
    @ValueSource(strings = {"jpg", "png", "bmp"})
    void everyShorterFileIsRefusedOrGivesTheWholeImage(String format) throws IOException {
        Path file = textured("cut." + format, format);
        Image whole = ImageDecoder.decode(file);
        byte[] bytes = Files.readAllBytes(file);
        int refused = 0;
        for (int length = 0; length < bytes.length; length += 7) {
            Files.write(file, Arrays.copyOf(bytes, length));
            try {
                assertThat(ImageDecoder.decode(file)).as("first %s bytes", length).isEqualTo(whole);
            } catch (IOException e) {
                assertThat(e).message().as("first %s bytes", length).isNotBlank();
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(bytes.length / 7 * 9 / 10);
    }

    @ParameterizedTest
    @ValueSource(strings = {"jpg", "png", "bmp"})
    void changedBytesGiveAnImageOrAnErrorThatSaysSomething(String format) throws IOException {
        Path file = textured("odd." + format, format);
        byte[] bytes = Files.readAllBytes(file);
        CounterRandom random = new CounterRandom(3);
        for (int trial = 0; trial < 300; trial++) {
            byte[] changed = bytes.clone();
            // headers are at the front
            int reach = trial % 2 == 0 ? Math.min(200, bytes.length) : bytes.length;
            for (int i = 0; i < 3; i++) {
                changed[random.nextInt(reach)] = (byte) random.nextInt(256);
            }
            Files.write(file, changed);
            try {
                assertThat(ImageDecoder.decode(file).rgb()).isNotEmpty();
            } catch (IOException e) {
                assertThat(e).message().as("trial %s", trial).isNotBlank();
            }
        }
    }

    @Test
    void anEmptyFileIsSaidToBeEmpty() throws IOException {
        Path file = Files.createFile(root.resolve("zero.png"));
        refused(file, "zero.png: cannot be decoded: not a JPEG, PNG or BMP image, it is empty");
    }

    @Test
    void aHeaderThatClaimsHundredsOfMegapixelsIsRefusedBeforeDecoding() throws IOException {
        Path png = textured("huge.png", "png");
        byte[] bytes = Files.readAllBytes(png);
        ByteBuffer.wrap(bytes).putInt(16, 20_000).putInt(20, 20_000);
        CRC32 crc = new CRC32();
        crc.update(bytes, 12, 17);
        ByteBuffer.wrap(bytes).putInt(29, (int) crc.getValue());
        Files.write(png, bytes);
        String expected =
                "cannot be decoded: 20000 x 20000 pixels (expected: at most 100 million;"
                        + " make it smaller)";
        refused(png, "huge.png: " + expected);
        Files.delete(png);

        Path jpg = textured("huge.jpg", "jpg");
        bytes = Files.readAllBytes(jpg);
        int frame = indexOf(bytes, (byte) 0xFF, (byte) 0xC0);
        ByteBuffer.wrap(bytes)
                .putShort(frame + 5, (short) 20_000)
                .putShort(frame + 7, (short) 20_000);
        Files.write(jpg, bytes);
        refused(jpg, "huge.jpg: " + expected);
        Files.delete(jpg);

        Path bmp = textured("huge.bmp", "bmp");
        bytes = Files.readAllBytes(bmp);
        ByteBuffer.wrap(bytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(18, 20_000)
                .putInt(22, 20_000)
                // the sizes of the file and of the pixels, which the JDK compares
                .putInt(2, 3 * 20_000 * 20_000 + 54)
                .putInt(34, 3 * 20_000 * 20_000);
        Files.write(bmp, bytes);
        refused(bmp, "huge.bmp: " + expected);
    }

    @Test
    void anImageOfOnePixelIsRead() throws IOException {
        BufferedImage one = new BufferedImage(1, 1, BufferedImage.TYPE_3BYTE_BGR);
        one.setRGB(0, 0, 0x0A141E);
        ImageIO.write(one, "png", root.resolve("one.png").toFile());
        Image image = ImageFolder.read(root, FolderOptions.of(5)).image(0);
        assertThat(image.width()).isEqualTo(5);
        for (int pixel = 0; pixel < 25; pixel++) {
            assertThat(image.level(pixel % 5, pixel / 5, 0)).isEqualTo(10);
            assertThat(image.level(pixel % 5, pixel / 5, 1)).isEqualTo(20);
            assertThat(image.level(pixel % 5, pixel / 5, 2)).isEqualTo(30);
        }
    }

    @Test
    void aHairlineThatWouldBecomeHugeIsRefused() throws IOException {
        BufferedImage line = new BufferedImage(1, 60_000, BufferedImage.TYPE_BYTE_GRAY);
        ImageIO.write(line, "png", root.resolve("line.png").toFile());
        assertThat(ImageFolder.read(root, FolderOptions.of(8)).image(0).height()).isEqualTo(8);
        assertThatThrownBy(() -> ImageFolder.read(root, FolderOptions.of(224)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(
                        "line.png: cannot be decoded: 1 x 60000 pixels, too narrow to be resized"
                                + " to 224 (crop it)");
    }

    @Test
    void theContentCountsNotTheEndOfTheName() throws IOException {
        Path png = textured("a.png", "png");
        Image image = ImageDecoder.decode(png);
        Files.move(png, root.resolve("a.jpg"));
        assertThat(ImageFolder.read(root, FolderOptions.of(SIDE)).image(0)).isEqualTo(image);
    }

    @Test
    void aGifUnderAnotherNameIsRefused() throws IOException {
        Path file = textured("animated.png", "gif");
        refused(
                file,
                "animated.png: cannot be decoded: not a JPEG, PNG or BMP image but gif (convert"
                        + " it)");
    }

    @Test
    void namesMayHoldSpacesAndLettersBeyondAscii() throws IOException {
        Files.createDirectories(root.resolve("große Bäume 樹"));
        textured("große Bäume 樹/día de campo.png", "png");
        ImageFolder folder = ImageFolder.read(root, FolderOptions.of(4));
        assertThat(folder.classNames()).containsExactly("große Bäume 樹");
        assertThat(folder.name(0)).endsWith("día de campo.png");
    }

    @Test
    void aFileThatMayNotBeReadIsSaidToBeSo() throws IOException {
        assumeFalse("root".equals(System.getProperty("user.name")), "root may read every file");
        Path file = textured("secret.png", "png");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
        refused(file, "secret.png: cannot be decoded: no permission to read it");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cmyk", "ycck"})
    void fourComponentsBecomeWhatPillowMakesOfThem(String name) throws IOException {
        Path file = root.resolve(name + ".jpg");
        try (InputStream jpeg = resource(name + ".jpg")) {
            Files.copy(jpeg, file);
        }
        Image image = ImageDecoder.decode(file);
        BufferedImage expected;
        try (InputStream png = resource(name + ".png")) {
            expected = ImageIO.read(png);
        }
        assertThat(image.width()).isEqualTo(expected.getWidth());
        assertThat(image.height()).isEqualTo(expected.getHeight());
        int farthest = 0;
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++) {
                for (int c = 0; c < Image.CHANNELS; c++) {
                    int level = expected.getRGB(x, y) >> (16 - 8 * c) & 0xFF;
                    farthest = Math.max(farthest, Math.abs(image.level(x, y, c) - level));
                }
            }
        }
        // two inverse cosine transforms may differ by a level per component
        assertThat(farthest).isLessThanOrEqualTo(2);
    }

    private InputStream resource(String name) {
        return getClass().getResourceAsStream("/goldens/images/" + name);
    }

    private void refused(Path file, String message) {
        assertThatThrownBy(() -> ImageFolder.read(root, FolderOptions.of(4)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(message)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("remove or replace the file, or skip unreadable files");
    }

    /// Noise, so that a missing part shows.
    private Path textured(String name, String format) throws IOException {
        BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_3BYTE_BGR);
        for (int pixel = 0; pixel < SIDE * SIDE; pixel++) {
            image.setRGB(pixel % SIDE, pixel / SIDE, pixel * 7_919_317);
        }
        Path file = root.resolve(name);
        assertThat(ImageIO.write(image, format, file.toFile())).isTrue();
        return file;
    }

    private static int indexOf(byte[] bytes, byte... wanted) {
        String whole = new String(bytes, StandardCharsets.ISO_8859_1);
        return whole.indexOf(new String(wanted, StandardCharsets.ISO_8859_1));
    }
}
