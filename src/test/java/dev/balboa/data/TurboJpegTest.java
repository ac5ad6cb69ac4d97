package dev.balboa.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balboa.tensor.Diagnostics;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.JpegFiles;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Oracle: the JDK's reader of the same bytes, whose arithmetic is that of the same library's
/// ancestor.
class TurboJpegTest {

    private static final long MANY = 1 << 24;

    @Test
    void theLibraryIsOpen() {
        assertThat(Diagnostics.report().get("JPEG files"))
                .isEqualTo("libjpeg-turbo of the presets' leptonica");
    }

    // chroma is halved along both axes: odd sides, and sides of one pixel, end in half a sample
    @ParameterizedTest
    @CsvSource({"1,1", "2,1", "1,3", "8,8", "16,16", "17,15", "31,33", "64,48", "255,3"})
    void levelsAreThoseOfTheJdk(int width, int height) throws IOException {
        for (float quality : new float[] {0.05f, 0.5f, 0.95f}) {
            for (boolean progressive : new boolean[] {false, true}) {
                for (int type :
                        new int[] {BufferedImage.TYPE_INT_RGB, BufferedImage.TYPE_BYTE_GRAY}) {
                    byte[] file = write(picture(width, height, type), quality, progressive);
                    Image turbo = TurboJpeg.decode(file, MANY).orElseThrow();
                    BufferedImage read = ImageIO.read(new ByteArrayInputStream(file));
                    assertThat(turbo)
                            .as("quality %s, progressive %s, type %s", quality, progressive, type)
                            .isEqualTo(BufferedPicture.of(read).toImage());
                }
            }
        }
    }

    @Test
    void aFileThatIsCutOffIsLeftToTheJdk() throws IOException {
        byte[] file = write(picture(40, 30, BufferedImage.TYPE_INT_RGB), 0.9f, false);
        assertThat(TurboJpeg.decode(file, MANY)).isPresent();
        for (int length = 0; length < file.length; length++) {
            assertThat(TurboJpeg.decode(Arrays.copyOf(file, length), MANY))
                    .as("%d bytes", length)
                    .isEmpty();
        }
    }

    // any byte may be wrong: an image, or nothing
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aDamagedFileIsAnImageOrLeftToTheJdk(boolean progressive) throws IOException {
        byte[] file = write(picture(24, 24, BufferedImage.TYPE_INT_RGB), 0.9f, progressive);
        SplittableRandom random = new SplittableRandom(3);
        int decoded = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] damaged = file.clone();
            for (int n = random.nextInt(1, 4); n > 0; n--) {
                damaged[random.nextInt(2, damaged.length)] = (byte) random.nextInt();
            }
            Optional<Image> image = TurboJpeg.decode(damaged, 1 << 16);
            decoded += image.isPresent() ? 1 : 0;
        }
        assertThat(decoded).isBetween(1, 19_999);
    }

    @Test
    void aFileLargerThanAllowedIsLeftToTheJdk() throws IOException {
        byte[] file = write(picture(10, 10, BufferedImage.TYPE_INT_RGB), 0.9f, false);
        assertThat(TurboJpeg.decode(file, 100)).isPresent();
        assertThat(TurboJpeg.decode(file, 99)).isEmpty();
    }

    @Test
    void otherFilesAreLeftToTheJdk() throws IOException {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(picture(4, 4, BufferedImage.TYPE_INT_RGB), "png", png);
        assertThat(TurboJpeg.decode(png.toByteArray(), MANY)).isEmpty();
        assertThat(TurboJpeg.decode(new byte[0], MANY)).isEmpty();
        assertThat(TurboJpeg.decode(new byte[] {(byte) 0xFF, (byte) 0xD8, 0}, MANY)).isEmpty();
        assertThat(JpegFiles.decode(new byte[0], MANY)).isEmpty();
        assertThat(JpegFiles.decode(png.toByteArray(), MANY)).isEmpty();
    }

    @Test
    void aTensorHasTheChannelsLast() throws IOException {
        byte[] file = write(picture(5, 3, BufferedImage.TYPE_INT_RGB), 0.9f, false);
        try (Scope _ = Scope.open()) {
            assertThat(JpegFiles.decode(file, MANY).orElseThrow().shape().toArray())
                    .containsExactly(3, 5, 3);
        }
    }

    @Test
    void aVirtualThreadReadsByTheJdk() throws Exception {
        byte[] file = write(picture(5, 3, BufferedImage.TYPE_INT_RGB), 0.9f, false);
        Thread thread =
                Thread.ofVirtual().start(() -> assertThat(TurboJpeg.decode(file, MANY)).isEmpty());
        thread.join();
    }

    private static BufferedImage picture(int width, int height, int type) {
        BufferedImage picture = new BufferedImage(width, height, type);
        SplittableRandom random = new SplittableRandom(width * 100L + height);
        for (int i = 0; i < width * height; i++) {
            int slope = 255 * (i % width) / width;
            picture.setRGB(
                    i % width,
                    i / width,
                    (slope << 16) + ((255 - slope) << 8) + random.nextInt(256));
        }
        return picture;
    }

    private static byte[] write(BufferedImage picture, float quality, boolean progressive)
            throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ImageWriteParam settings = writer.getDefaultWriteParam();
        settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        settings.setCompressionQuality(quality);
        settings.setProgressiveMode(
                progressive ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(picture, null, null), settings);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }
}
