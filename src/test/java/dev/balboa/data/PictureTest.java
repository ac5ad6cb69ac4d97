package dev.balboa.data;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Path;

import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/// Oracle: the rows of the same picture, which [ImageFileTest] compares with Pillow's.
class PictureTest {

    private static final Path GOLDENS = Path.of("src/test/resources/goldens/pillow");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alpha.png",
                "black-white.png",
                "deep.png",
                "deep-alpha.png",
                "gray.jpg",
                "gray-alpha.png",
                "color.bmp",
                "palette.png",
                "palette.bmp",
                "full.jpg"
            })
    void columnsHoldWhatRowsHold(String name) throws IOException {
        assertColumnsAgree(BufferedPicture.of(ImageIO.read(GOLDENS.resolve(name).toFile())));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void columnsOfFourComponentsHoldWhatRowsHold(boolean ycck) throws IOException {
        Path file = GOLDENS.resolve("cmyk.jpg");
        try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
            ImageReader reader = ImageIO.getImageReaders(in).next();
            reader.setInput(in);
            assertColumnsAgree(new Cmyk(reader.readRaster(0, null), ycck));
            reader.dispose();
        }
    }

    @ParameterizedTest
    @EnumSource(Orientation.class)
    void columnsOfATurnedPictureHoldWhatRowsHold(Orientation orientation) {
        assertColumnsAgree(orientation.upright(Picture.of(counted())));
    }

    @Test
    void fourQuarterTurnsGiveThePictureBack() {
        Picture turned = Picture.of(counted());
        for (int i = 0; i < 4; i++) {
            turned = Orientation.TURN_CLOCKWISE.upright(turned);
        }
        assertThat(turned.toImage()).isEqualTo(counted());
    }

    private static void assertColumnsAgree(Picture picture) {
        Image image = picture.toImage();
        byte[] column = new byte[picture.height() * Image.CHANNELS];
        for (int x = 0; x < picture.width(); x++) {
            picture.column(x, column);
            for (int y = 0; y < picture.height(); y++) {
                for (int c = 0; c < Image.CHANNELS; c++) {
                    assertThat(column[y * Image.CHANNELS + c] & 0xFF)
                            .as("x %d, y %d, channel %d", x, y, c)
                            .isEqualTo(image.level(x, y, c));
                }
            }
        }
    }

    /// 5 × 3 pixels, every level another.
    private static Image counted() {
        byte[] rgb = new byte[5 * 3 * Image.CHANNELS];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) i;
        }
        return new Image(5, 3, rgb);
    }
}
