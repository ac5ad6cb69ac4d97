package dev.balboa.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import javax.imageio.ImageIO;

/// Oracle: the PNG read back, pixel by pixel.
class ContactSheetTest {

    @TempDir Path folder;

    @Test
    void everyPixelIsRepeatedAndCellsAreTwoWhitePixelsApart() throws IOException {
        Image red = new Image(2, 1, new byte[] {(byte) 200, 0, 0, 100, 0, 0});
        Image blue = new Image(1, 1, new byte[] {0, 0, 50});
        Path file = folder.resolve("new").resolve("sheet.png");
        ContactSheet.write(file, List.of(red, blue, red), 2, 3);
        BufferedImage sheet = ImageIO.read(file.toFile());
        assertThat(sheet.getWidth()).isEqualTo(6 + 2 + 6);
        assertThat(sheet.getHeight()).isEqualTo(3 + 2 + 3);
        assertThat(sheet.getRGB(2, 2) & 0xFFFFFF).isEqualTo(0xC80000);
        assertThat(sheet.getRGB(3, 0) & 0xFFFFFF).isEqualTo(0x640000);
        assertThat(sheet.getRGB(6, 0) & 0xFFFFFF).isEqualTo(0xFFFFFF);
        assertThat(sheet.getRGB(8, 0) & 0xFFFFFF).isEqualTo(0x000032);
        assertThat(sheet.getRGB(11, 0) & 0xFFFFFF).as("beside a small image").isEqualTo(0xFFFFFF);
        assertThat(sheet.getRGB(0, 5) & 0xFFFFFF).isEqualTo(0xC80000);
    }

    @Test
    void viewsAreThoseThatTheLoaderDraws() {
        GeneratedImages images =
                GeneratedImages.train(GeneratedOptions.standard(1).withCounts(8, 8));
        Augmentation augmentation = Augmentation.generated();
        List<Image> views = ContactSheet.views(images, augmentation, 5, 2, 3);
        ViewMaker maker = new ViewMaker(images, augmentation, LoaderOptions.training(1, 2, 3), 0);
        try (ViewMaker.Made made = maker.make(new int[] {5})) {
            for (int v = 0; v < 2; v++) {
                float[] x = made.views().get(v).toFloatArray();
                int plane = 32 * 32;
                for (int i = 0; i < plane; i++) {
                    float red = (x[i] * 0.229f + 0.485f) * 255;
                    // rounding may fall on either side of a half
                    assertThat((double) (views.get(v).rgb()[3 * i] & 0xFF))
                            .isCloseTo(red, within(0.51));
                }
            }
        }
    }

    @Test
    void aSheetThatCannotBeWrittenIsNamed() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        assertThatThrownBy(
                        () ->
                                ContactSheet.write(
                                        file.resolve("sheet.png"),
                                        List.of(new Image(1, 1, new byte[3])),
                                        1,
                                        1))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("sheet.png: cannot be written");
        assertThatThrownBy(() -> ContactSheet.write(file, List.of(), 1, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("images: 0 (expected: >= 1)");
    }
}
