package dev.balboa.cli;

import static dev.balboa.cli.FvnceCommand.onImages;
import static dev.balboa.cli.FvnceCommand.onTable;
import static dev.balboa.cli.FvnceCommand.refused;
import static dev.balboa.cli.FvnceCommand.requireDone;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.balboa.data.GeneratedImages;
import dev.balboa.data.GeneratedOptions;
import dev.balboa.data.ContactSheet;
import dev.balboa.data.Image;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `balboa train --method fvnce` on tables of numbers and on gray levels. Oracles: the documented
/// files and messages; a table whose density is known.
class FvnceTableTest {

    @TempDir private Path folder;

    /// Rows of three columns in units of their own: two of a ring of four lumps, and the sum.
    static void writeTable(Path file, int rows) throws IOException {
        Random random = new Random(3);
        List<String> lines = new ArrayList<>(List.of("left,right,sum"));
        for (int i = 0; i < rows; i++) {
            double angle = Math.PI / 2 * random.nextInt(4);
            double a = 100 + 50 * (Math.cos(angle) + 0.1 * random.nextGaussian());
            double b = 0.01 * (Math.sin(angle) + 0.1 * random.nextGaussian());
            double c = a / 50 + b / 0.01 + 0.1 * random.nextGaussian();
            lines.add(String.format(Locale.ROOT, "%.6f,%.8f,%.6f", a, b, c));
        }
        Files.write(file, lines);
    }

    private String table(int rows) throws IOException {
        Path file = folder.resolve("numbers.csv");
        writeTable(file, rows);
        return file.toString();
    }

    private String out() {
        return folder.resolve("run").toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"independent", "gaussian", "uniform"})
    void aTableTrainsWithEveryNoise(String noise) throws IOException {
        CommandRun run = onTable(out(), table(120), "--noise", noise);
        requireDone(run);
        JsonNode results = run.json();
        assertThat(results.get("train_rows").asInt()).isEqualTo(96);
        assertThat(results.get("test_rows").asInt()).isEqualTo(24);
        assertThat(results.get("likelihood").asDouble()).isBetween(-15.0, 0.0);
        // deviations of about 35, 0.007 and 1
        assertThat(results.get("log_volume").asDouble()).isCloseTo(-1.3, within(0.4));
        List<String> drawn = Files.readAllLines(folder.resolve("run/samples.csv"));
        assertThat(drawn).hasSize(1001).startsWith("left,right,sum");
        double mean =
                drawn.stream()
                        .skip(1)
                        .mapToDouble(line -> Double.parseDouble(line.split(",")[0]))
                        .average()
                        .orElseThrow();
        assertThat(mean).isCloseTo(100, within(20.0)); // in the file's own units
        assertThat(Files.readString(folder.resolve("run/index.html")))
                .contains("\"sampled_rows\"", "\"columns\":[\"left\",\"right\",\"sum\"]");
        assertThat(folder.resolve("run/samples.png")).doesNotExist();
    }

    @Test
    void theSameRowsAreHeldOutForEverySeedAndLimit() throws IOException {
        String file = table(120);
        JsonNode all = onTable(out(), file).json();
        JsonNode few = onTable(out(), file, "--limit", "20", "--seed", "1", "--overwrite").json();
        assertThat(few.get("train_rows").asInt()).isEqualTo(20);
        assertThat(few.get("test_rows")).isEqualTo(all.get("test_rows"));
        JsonNode half = onTable(out(), file, "--test-share", "0.5", "--overwrite").json();
        assertThat(half.get("test_rows").asInt()).isEqualTo(60);
        JsonNode two = onTable(out(), file, "--test-limit", "2", "--overwrite").json();
        assertThat(two.get("test_rows").asInt()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--decoder | bernoulli | --decoder: bernoulli (expected: gaussian or auto, since FILE is a table of numbers)",
                "--binarise | half | --binarise: half (expected: none or auto, since FILE is a table of numbers)",
                "--networks | conv | --networks: conv (expected: mlp, since FILE is a table of numbers)",
                "--noise | mixture | --noise: mixture (expected: independent or gaussian or uniform, since the columns are real numbers)",
                "--image-size | 8 | --image-size: given (expected: absent, since --data is a table of numbers)",
                "--bad-images | skip | --bad-images: given (expected: absent, since --data is a table of numbers)"
            })
    void whatIsForImagesIsRefusedForATable(String flag, String value, String message)
            throws IOException {
        String file = table(40);
        assertThat(refused(onTable(out(), file, flag, value), 2))
                .isEqualTo(message.replace("FILE", file));
    }

    @Test
    void aTableThatCannotBeLearnedFromIsNamed() throws IOException {
        Path file = folder.resolve("bad.csv");
        Files.writeString(file, "a,b\n1,2\n3,four\n");
        assertThat(refused(onTable(out(), file.toString()), 1))
                .isEqualTo(
                        file
                                + ": line 3, column b: four (expected: a number; correct it or leave"
                                + " the row out)");
        Files.writeString(file, "a,b\n" + "1,2\n2,2\n".repeat(20));
        assertThat(refused(onTable(out(), file.toString()), 2))
                .isEqualTo(
                        "--data: column b is 2.0 in all 32 train rows (expected: columns that vary;"
                                + " leave it out of the file)");
        Files.writeString(file, "a,b\n1,2\n2,3\n3,5\n");
        assertThat(refused(onTable(out(), file.toString()), 2))
                .startsWith("--data: 2 train and 1 test rows (expected: at least 2 of each");
        Files.writeString(file, "");
        assertThat(refused(onTable(out(), file.toString()), 1))
                .contains("bad.csv: empty (expected: names of columns");
        assertThat(folder.resolve("run/config.json")).doesNotExist();
    }

    @Test
    void testRowsWithoutDensityUnderTheNoiseAreToldOf() throws IOException {
        CommandRun run =
                onTable(
                        out(),
                        table(300),
                        "--noise",
                        "uniform",
                        "--noise-margin",
                        "0",
                        "--limit",
                        "20");
        requireDone(run);
        assertThat(run.err()).contains("some test rows have no density under the noise");
        assertThat(run.json().has("likelihood_noise")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"bernoulli, mlp", "gaussian, mlp", "bernoulli, conv", "gaussian, conv"})
    void everyDecoderTrainsOnImages(String decoder, String networks) {
        List<String> flags = new ArrayList<>(List.of("--decoder", decoder, "--networks", networks));
        if (networks.equals("conv")) {
            flags.addAll(List.of("--maps", "2"));
        }
        CommandRun run = onImages(out(), flags.toArray(String[]::new));
        requireDone(run);
        // 64 bits, or about as many standardised pixels
        assertThat(run.json().get("likelihood").asDouble()).isBetween(-130.0, 50.0);
        assertThat(run.json().has("log_volume")).isEqualTo(decoder.equals("gaussian"));
        assertThat(folder.resolve("run/samples.png")).exists();
    }

    @Test
    void grayLevelsAreShownAsTheyWereBeforeStandardisation() throws IOException {
        requireDone(onImages(out(), "--decoder", "gaussian", "--image-size", "28"));
        Image first =
                GeneratedImages.test(GeneratedOptions.standard(0).withSize(28).withCounts(48, 16))
                        .image(0);
        BufferedImage sheet = ImageIO.read(folder.resolve("run/reconstructions.png").toFile());
        for (int pixel : new int[] {2, 14, 25}) {
            double gray =
                    0.299 * first.level(pixel, 14, 0)
                            + 0.587 * first.level(pixel, 14, 1)
                            + 0.114 * first.level(pixel, 14, 2);
            // three of the sheet's pixels for one of the image's
            assertThat((double) (sheet.getRGB(3 * pixel + 1, 3 * 14 + 1) & 0xFF))
                    .isCloseTo(gray, within(1.0));
        }
    }

    @Test
    void aFolderOfImagesIsSplitWhereItHasNoTestSplit() {
        var images =
                GeneratedImages.train(GeneratedOptions.standard(0).withSize(8).withCounts(50, 1));
        for (int i = 0; i < images.size(); i++) {
            ContactSheet.write(
                    folder.resolve("photos/" + i + ".png"), List.of(images.image(i)), 1, 1);
        }
        CommandRun run =
                CommandRun.of(
                        "train",
                        "--method",
                        "fvnce",
                        "--data",
                        folder.resolve("photos").toString(),
                        "--image-size",
                        "8",
                        "--hidden",
                        "8",
                        "--epochs",
                        "2",
                        "--out",
                        out(),
                        "--binarise",
                        "draw",
                        "--json");
        requireDone(run);
        assertThat(run.json().get("train_rows").asInt()).isEqualTo(40);
        assertThat(run.json().get("test_rows").asInt()).isEqualTo(10);
    }
}
