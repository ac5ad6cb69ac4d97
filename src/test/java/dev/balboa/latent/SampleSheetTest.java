package dev.balboa.latent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Random;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Oracle: the pixels of the written file against the rows they show.
class SampleSheetTest {

    @TempDir private Path folder;

    private static LatentVariableModel model() {
        try (Generator generator = Generator.of(0)) {
            return LatentVariableModel.normalised(
                    GaussianEncoder.perceptron(6, 5, 2, generator),
                    BernoulliDecoder.perceptron(
                            2, 5, Tensor.of(0.1, 0.2, 0.3, 0.4, 0.5, 0.9), generator));
        }
    }

    private static int level(BufferedImage sheet, int x, int y) {
        return sheet.getRGB(x, y) & 0xFF;
    }

    @Test
    void reconstructionsStandBelowWhatWasGiven() throws IOException {
        Path file = folder.resolve("sheets/reconstructions.png");
        try (LatentVariableModel model = model();
                Generator generator = Generator.of(1)) {
            Tensor x = Random.rand(Shape.of(5, 6), generator);
            new SampleSheet(new ImageSize(2, 3), 4, 1).reconstructions(file, model, x);
            BufferedImage sheet = ImageIO.read(file.toFile());
            // 4 columns of 3 pixels with gaps of 2; two pairs of rows of 2 pixels
            assertThat(sheet.getWidth()).isEqualTo(4 * 3 + 3 * 2);
            assertThat(sheet.getHeight()).isEqualTo(4 * 2 + 3 * 2);
            double[] given = x.toDoubleArray();
            double[] made = model.reconstruct(x).toDoubleArray();
            // row 1 (second image), its pixel (2, 1)
            assertThat(level(sheet, 5 + 2, 1)).isEqualTo((int) Math.round(255 * given[6 + 5]));
            assertThat(level(sheet, 5 + 2, 4 + 1)).isEqualTo((int) Math.round(255 * made[6 + 5]));
            // row 4 begins the second pair; behind it is white
            assertThat(level(sheet, 0, 8)).isEqualTo((int) Math.round(255 * given[24]));
            assertThat(level(sheet, 0, 12)).isEqualTo((int) Math.round(255 * made[24]));
            assertThat(level(sheet, 5, 8)).isEqualTo(255);
        }
    }

    @Test
    void samplesAreMeansAtDrawsOfThePrior() throws IOException {
        Path file = folder.resolve("samples.png");
        try (LatentVariableModel model = model();
                Generator generator = Generator.of(1);
                Generator same = Generator.of(1)) {
            new SampleSheet(new ImageSize(2, 3), 8, 2).samples(file, model, 9, generator);
            double[] expected = model.sampleMeans(9, same).toDoubleArray();
            BufferedImage sheet = ImageIO.read(file.toFile());
            assertThat(sheet.getWidth()).isEqualTo(8 * 6 + 7 * 2);
            assertThat(sheet.getHeight()).isEqualTo(2 * 4 + 2);
            assertThat(level(sheet, 8 + 3, 1)).isEqualTo((int) Math.round(255 * expected[6 + 1]));
            assertThat(level(sheet, 1, 7)).isEqualTo((int) Math.round(255 * expected[48]));
        }
    }

    @Test
    void anotherNumberOfPixelsIsNamed() {
        try (LatentVariableModel model = model();
                Generator generator = Generator.of(1)) {
            SampleSheet sheet = SampleSheet.of(ImageSize.of(2));
            assertThatThrownBy(() -> sheet.samples(folder.resolve("x.png"), model, 1, generator))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("x: [1, 6] (expected: [N, 4])");
        }
    }
}
