package dev.balboa.data;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Oracle: the whole picture as floats, resized by [Resampler] and cut afterwards, byte for byte.
class CentreSquareTest {

    @ParameterizedTest
    @CsvSource({
        "64, 48, 32",
        "48, 64, 32",
        "61, 47, 32",
        "47, 61, 32",
        "5, 7, 32",
        "1, 9, 8",
        "9, 1, 8",
        "1, 1, 5",
        "300, 200, 7",
        "32, 40, 32",
        "41, 32, 32",
        "32, 32, 32",
        "1000, 33, 32",
        "33, 1000, 31",
        "640, 480, 224"
    })
    void rowByRowGivesTheBytesOfTheWholePicture(int width, int height, int size) {
        Image image = noise(width, height);
        assertThat(CentreSquare.of(Picture.of(image), size)).isEqualTo(slow(image, size));
    }

    private static Image slow(Image image, int size) {
        int shorter = Math.min(image.width(), image.height());
        int width = size * image.width() / shorter;
        int height = size * image.height() / shorter;
        Pixels whole =
                Resampler.resize(
                        Pixels.of(image), 0, 0, image.height(), image.width(), height, width);
        int top = (int) Math.rint((height - size) / 2.0);
        int left = (int) Math.rint((width - size) / 2.0);
        return Resampler.resize(whole, top, left, size, size, size, size).toImage();
    }

    private static Image noise(int width, int height) {
        CounterRandom random = new CounterRandom(width * 31L + height);
        byte[] rgb = new byte[width * height * Image.CHANNELS];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) random.nextInt(256);
        }
        return new Image(width, height, rgb);
    }
}
