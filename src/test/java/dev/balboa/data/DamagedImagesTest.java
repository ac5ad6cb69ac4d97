package dev.balboa.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.CRC32;

import javax.imageio.ImageIO;

/// Oracles: files damaged here byte by byte, so that what is wrong with each is known; a damaged
/// file may be refused, or give the image that the whole one gives, and nothing else.
class DamagedImagesTest {

    private static final FolderOptions FOUR = FolderOptions.of(4).withThreads(1);

    @TempDir Path root;

    @ParameterizedTest
    @ValueSource(strings = {"png", "bmp"})
    void aFileCutAnywhereIsRefusedOrWhole(String format) throws IOException {
        byte[] whole = encoded(format);
        Path file = root.resolve("cut." + format);
        Files.write(file, whole);
        Image expected = ImageDecoder.decode(file);
        int refused = 0;
        for (int length = 0; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            try {
                assertThat(ImageDecoder.decode(file))
                        .as("%d of %d bytes", length, whole.length)
                        .isEqualTo(expected);
            } catch (IOException e) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(whole.length * 9 / 10);
    }

    /// The JDK fills up what is missing, so only its warnings tell. Pillow refuses the same
    /// lengths.
    @ParameterizedTest
    @ValueSource(strings = {"full.jpg", "progressive.jpg", "cmyk.jpg", "gray.jpg"})
    void aJpegCutAnywhereIsRefused(String name) throws IOException {
        byte[] whole = Files.readAllBytes(Path.of("src/test/resources/goldens/pillow", name));
        Path file = root.resolve(name);
        for (int length = 0; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> ImageDecoder.decode(file))
                    .as("%d of %d bytes", length, whole.length)
                    .isInstanceOf(IOException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"jpg", "png", "bmp"})
    void changedBytesGiveAnImageOrAnIoException(String format) throws IOException {
        byte[] whole = encoded(format);
        Path file = root.resolve("mutated." + format);
        SplittableRandom random = new SplittableRandom(5);
        int refused = 0;
        for (int run = 0; run < 2000; run++) {
            byte[] bytes = whole.clone();
            for (int i = random.nextInt(1, 4); i > 0; i--) {
                // headers are where the lies are, so half of the changes go there
                int to = random.nextBoolean() ? bytes.length : Math.min(64, bytes.length);
                bytes[random.nextInt(to)] = (byte) random.nextInt(256);
            }
            Files.write(file, bytes);
            try {
                ImageDecoder.decode(file);
            } catch (IOException e) {
                refused++;
            }
        }
        assertThat(refused).isBetween(100, 1999);
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "bmp", "jpg"})
    void aHeaderThatClaimsTooManyPixelsIsRefusedWithoutTheirMemory(String format)
            throws IOException {
        Path file = Files.write(root.resolve("huge." + format), claiming(format, 20_000));
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        assertThatThrownBy(() -> ImageDecoder.decode(file)).isInstanceOf(IOException.class);
        long before = threads.getCurrentThreadAllocatedBytes();
        assertThatThrownBy(() -> ImageDecoder.decode(file))
                .hasMessage(
                        "20000 x 20000 pixels (expected: at most 100 million; make it smaller)");
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(1 << 20);
    }

    @Test
    void aTiffNamedJpgIsRefusedByItsFormat() throws IOException {
        ImageIO.write(
                new BufferedImage(4, 4, BufferedImage.TYPE_3BYTE_BGR),
                "tiff",
                root.resolve("scan.jpg").toFile());
        assertRefused("scan.jpg: cannot be decoded: not a JPEG, PNG or BMP image but tif");
    }

    @Test
    void aLinkThatLeadsNowhereIsNamed() throws IOException {
        Files.createSymbolicLink(root.resolve("link.png"), root.resolve("gone.png"));
        assertRefused("link.png: cannot be decoded: no such file (a link that leads nowhere?)");
    }

    @Test
    void skippingIsTheSameWhateverTheThreads() throws IOException {
        for (int i = 0; i < 40; i++) {
            byte[] bytes = encoded("jpg");
            Path file = Files.createDirectories(root.resolve("c" + i % 3)).resolve(i + ".jpg");
            Files.write(file, i % 4 == 1 ? Arrays.copyOf(bytes, bytes.length / 2) : bytes);
        }
        FolderOptions skip = FOUR.withSkipUnreadable(true);
        ImageFolder one = ImageFolder.read(root, skip);
        ImageFolder many = ImageFolder.read(root, skip.withThreads(5));
        assertThat(one.skipped()).hasSize(10).isEqualTo(many.skipped()).isSorted();
        assertThat(many.size()).isEqualTo(one.size()).isEqualTo(30);
        for (int i = 0; i < one.size(); i++) {
            assertThat(many.name(i)).isEqualTo(one.name(i));
            assertThat(many.label(i)).isEqualTo(one.label(i));
        }
    }

    @Test
    void aClassThatLosesAllItsImagesKeepsItsLabel() throws IOException {
        Files.write(Files.createDirectory(root.resolve("a")).resolve("1.png"), new byte[3]);
        Files.write(Files.createDirectory(root.resolve("b")).resolve("1.png"), encoded("png"));
        ImageFolder images = ImageFolder.read(root, FOUR.withSkipUnreadable(true));
        assertThat(images.classNames()).containsExactly("a", "b");
        assertThat(images.label(0)).isEqualTo(1);
    }

    private void assertRefused(String message) {
        assertThatThrownBy(() -> ImageFolder.read(root, FOUR))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(root.toString())
                .hasMessageContaining(message);
    }

    /// A 16 by 12 image with something in every row.
    private static byte[] encoded(String format) throws IOException {
        BufferedImage image = new BufferedImage(16, 12, BufferedImage.TYPE_3BYTE_BGR);
        for (int pixel = 0; pixel < 16 * 12; pixel++) {
            image.setRGB(pixel % 16, pixel / 16, pixel * 7919);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        assertThat(ImageIO.write(image, format, bytes)).isTrue();
        return bytes.toByteArray();
    }

    /// A small file whose header claims `side × side` pixels.
    private static byte[] claiming(String format, int side) throws IOException {
        byte[] bytes = encoded(format);
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        switch (format) {
            case "png" -> {
                buffer.putInt(16, side).putInt(20, side);
                CRC32 check = new CRC32();
                check.update(bytes, 12, 17);
                buffer.putInt(29, (int) check.getValue());
            }
            case "bmp" ->
                    buffer.order(ByteOrder.LITTLE_ENDIAN)
                            .putInt(18, side)
                            .putInt(22, side)
                            .putInt(2, 54 + 3 * side * side)
                            .putInt(34, 3 * side * side);
            default -> {
                int frame = 2;
                while ((bytes[frame + 1] & 0xFF) != 0xC0) {
                    frame += 2 + (buffer.getShort(frame + 2) & 0xFFFF);
                }
                buffer.putShort(frame + 5, (short) side).putShort(frame + 7, (short) side);
            }
        }
        return bytes;
    }
}
