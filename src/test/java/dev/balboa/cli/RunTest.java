package dev.balboa.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.balboa.checkpoint.Safetensors;
import dev.balboa.checkpoint.SafetensorsFile;
import dev.balboa.tensor.Device;
import dev.balboa.tensor.Threads;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Oracle: the documented files and results, runs done twice, and a data set of two colours that
/// any encoder tells apart.
class RunTest {

    @TempDir private Path folder;

    private CommandRun train(Path out, String... more) {
        Stream<String> flags = Stream.concat(Stream.of("--epochs", "2"), Stream.of(more));
        return CommandRun.tinyTraining(out, flags.toArray(String[]::new));
    }

    /// Red and blue squares, with brightness from 60 to 255.
    private Path colours(boolean withTest) throws IOException {
        Path data = folder.resolve("colours");
        for (String split : withTest ? List.of("train", "test") : List.of("train")) {
            for (int shift : List.of(0, 16)) {
                Path target =
                        Files.createDirectories(
                                data.resolve(split).resolve(shift == 0 ? "blue" : "red"));
                for (int i = 0; i < 16; i++) {
                    BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
                    for (int p = 0; p < 64; p++) {
                        image.setRGB(p % 8, p / 8, (60 + 13 * i) << shift);
                    }
                    ImageIO.write(image, "png", target.resolve(i + ".png").toFile());
                }
            }
        }
        return data;
    }

    /// Which type wins is the machine's affair; that the run is the one of the named type is not.
    @Test
    void autocastAutoMeasuresBothAndTrainsAsTheChosenOneWould() throws IOException {
        CommandRun auto = train(folder.resolve("auto"), "--autocast", "auto");
        assertThat(String.join("\n", auto.err()))
                .containsPattern(
                        "auto: forward and backward take \\d+ ms in float32, \\d+ ms in bfloat16;"
                                + " taking (none|bfloat16)");
        JsonNode saved = new ObjectMapper().readTree(folder.resolve("auto/config.json").toFile());
        String chosen = saved.at("/compute/autocast").asText();
        assertThat(String.join("\n", auto.err())).contains("taking " + chosen);
        assertThat(train(folder.resolve("named"), "--autocast", chosen).exit()).isZero();
        assertThat(losses("auto")).isEqualTo(losses("named"));
    }

    @Test
    void autocastAutoMeasuresOnTheThreadsOfTheRun() {
        int before = Threads.get();
        try {
            Threads.set(2);
            RunConfig config = Settings.defaults().set("compute.threads", 1).resolve();
            AutocastChoice.measure(config.fitting(2));
            assertThat(Threads.get()).isEqualTo(1);
        } finally {
            Threads.set(before);
        }
    }

    private List<String> losses(String run) throws IOException {
        List<String> losses = new ArrayList<>();
        for (String line : Files.readAllLines(folder.resolve(run).resolve("metrics.jsonl"))) {
            losses.add(new ObjectMapper().readTree(line).path("loss").asText());
        }
        return losses;
    }

    @Test
    void aFolderOfCifarFilesIsRecognised() throws IOException {
        Path data = Files.createDirectories(folder.resolve("cifar-10-batches-bin"));
        Files.writeString(data.resolve("batches.meta.txt"), "dark\nbright\n");
        for (int batch = 1; batch <= 6; batch++) {
            byte[] records = new byte[10 * 3073];
            for (int i = 0; i < 10; i++) {
                records[i * 3073] = (byte) (i % 2);
                int level = i % 2 == 0 ? 20 + i : 200 + i;
                Arrays.fill(records, i * 3073 + 1, (i + 1) * 3073, (byte) level);
            }
            String name = batch == 6 ? "test_batch.bin" : "data_batch_" + batch + ".bin";
            Files.write(data.resolve(name), records);
        }
        CommandRun run = train(folder.resolve("run"), "--data", data.toString());
        assertThat(run.exit()).as("%s", run.err()).isZero();
        assertThat(run.json().get("train_images").asInt()).as("limit").isEqualTo(48);
        assertThat(run.json().get("test_images").asInt()).isEqualTo(10);
        assertThat(run.json().get("knn_pixels").asDouble()).isEqualTo(1.0);
    }

    @Test
    void badImagesStopARunUnlessTheyAreSkippedAndCounted() throws IOException {
        Path data = colours(true);
        Files.createFile(data.resolve("train/red/zero.png"));
        Files.writeString(data.resolve("test/blue/text.jpg"), "no image");
        for (int i = 0; i < 10; i++) {
            // below the limit of test images, so that every file is read
            Files.delete(data.resolve("test/red/" + i + ".png"));
            Files.delete(data.resolve("test/blue/" + i + ".png"));
        }
        CommandRun stopped = train(folder.resolve("a"), "--data", data.toString());
        assertThat(stopped.exit()).isNotZero();
        assertThat(stopped.json().get("error").asText()).contains("zero.png", "cannot be decoded");

        Path out = folder.resolve("b");
        CommandRun run = train(out, "--data", data.toString(), "--bad-images", "skip");
        assertThat(run.exit()).as("%s", run.err()).isZero();
        assertThat(run.json().get("skipped_images").asInt()).isEqualTo(2);
        assertThat(run.json().get("train_images").asInt()).isEqualTo(32);
        assertThat(run.err()).contains("2 files could not be read as images and were skipped");

        CommandRun eval =
                CommandRun.of("eval", "--checkpoint", out.toString(), "--knn-k", "5", "--json");
        assertThat(eval.exit()).as("%s", eval.err()).isZero();
        assertThat(eval.json().get("skipped_images").asInt())
                .as("as the run was told")
                .isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"simsiam", "simsiam-gsg"})
    void trainingWritesItsFilesAndResults(String method) throws IOException {
        Path out = folder.resolve("run");
        CommandRun run = train(out, "--method", method);
        assertThat(run.exit()).as("%s", run.err()).isZero();
        assertThat(run.out()).hasSize(1);
        JsonNode results = run.json();
        assertThat(results.get("method").asText()).isEqualTo(method);
        assertThat(results.get("train_images").asInt()).isEqualTo(48);
        assertThat(results.get("test_images").asInt()).isEqualTo(16);
        assertThat(results.get("epochs").asInt()).isEqualTo(2);
        assertThat(results.get("loss").asDouble()).isBetween(-1.0, 1.0);
        for (String score : List.of("knn_pixels", "knn_untrained", "knn")) {
            assertThat(results.get(score).asDouble()).as(score).isBetween(0.0, 1.0);
        }
        try (var files = Files.list(out)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "config.json",
                            "metrics.jsonl",
                            "backbone.safetensors",
                            "checkpoint.safetensors",
                            "index.html",
                            "neighbours.png");
        }
        JsonNode config = new ObjectMapper().readTree(out.resolve("config.json").toFile());
        assertThat(config.get("method").asText()).isEqualTo(method);
        assertThat(config.get("schedule").get("batch_size").asInt()).isEqualTo(16);
    }

    @Test
    void checkpointsHoldTorchvisionsKeysTheMomentumAndTheConfiguration() throws IOException {
        Path out = folder.resolve("run");
        assertThat(train(out).exit()).isZero();
        try (SafetensorsFile backbone = Safetensors.open(out.resolve("backbone.safetensors"));
                SafetensorsFile all = Safetensors.open(out.resolve("checkpoint.safetensors"))) {
            assertThat(backbone.keys()).contains("conv1.weight", "layer4.1.bn2.running_var");
            assertThat(all.keys())
                    .contains(
                            "backbone.conv1.weight",
                            "predictor.layers.3.bias",
                            "optimizer.momentum.backbone.conv1.weight");
            assertThat(all.metadata().get("steps")).isEqualTo("6");
            assertThat(backbone.metadata().get("config").strip())
                    .isEqualTo(Files.readString(out.resolve("config.json")).strip());
        }
    }

    @Test
    void evalRepeatsTheScoresOfTheRun() {
        Path out = folder.resolve("run");
        JsonNode trained = train(out).json();
        CommandRun eval =
                CommandRun.of(
                        "eval",
                        "--checkpoint",
                        out.toString(),
                        "--knn-k",
                        "5",
                        "--threads",
                        "1",
                        "--baselines",
                        "--json");
        assertThat(eval.exit()).as("%s", eval.err()).isZero();
        for (String score : List.of("knn_pixels", "knn_untrained", "knn")) {
            assertThat(eval.json().get(score).asDouble())
                    .as(score)
                    .isCloseTo(trained.get(score).asDouble(), within(1e-12));
        }
        assertThat(eval.json().get("knn_recalibrated").asDouble()).isBetween(0.0, 1.0);
    }

    @Test
    void sameSeedSameRunWhateverTheWorkers() throws IOException {
        Path first = folder.resolve("first");
        Path second = folder.resolve("second");
        Path third = folder.resolve("third");
        train(first, "--seed", "3", "--workers", "1");
        train(second, "--seed", "3", "--workers", "3");
        train(third, "--seed", "4", "--workers", "1");
        assertThat(values(first)).isEqualTo(values(second)).isNotEqualTo(values(third));
    }

    private static float[] values(Path run) {
        try (SafetensorsFile file = Safetensors.open(run.resolve("backbone.safetensors"));
                var values = file.tensor("layer4.1.conv2.weight")) {
            return values.toFloatArray();
        }
    }

    @Test
    void coloursAreToldApart() throws IOException {
        CommandRun run = train(folder.resolve("run"), "--data", colours(true).toString());
        assertThat(run.exit()).as("%s", run.err()).isZero();
        assertThat(run.json().get("knn_pixels").asDouble()).isGreaterThan(0.9);
        assertThat(run.json().get("train_images").asInt()).isEqualTo(32);
    }

    @Test
    void withoutATestSplitThereIsNoScoreAndTheReasonIsTold() throws IOException {
        Path data = colours(false).resolve("train");
        CommandRun run = train(folder.resolve("run"), "--data", data.toString());
        assertThat(run.exit()).as("%s", run.err()).isZero();
        assertThat(run.json().has("knn")).isFalse();
        assertThat(run.err()).anyMatch(line -> line.contains("there is no test split"));
    }

    @Test
    void evalWithoutATestSplitSaysWhatIsExpected() throws IOException {
        Path out = folder.resolve("run");
        train(out);
        Path data = colours(false).resolve("train");
        CommandRun eval =
                CommandRun.of("eval", "--checkpoint", out.toString(), "--data", data.toString());
        assertThat(eval.exit()).isEqualTo(2);
        assertThat(eval.err().getLast())
                .contains("--data: " + data)
                .contains("expected: train/ and test/");
    }

    @Test
    void aFinishedRunIsNotOverwrittenUnasked() {
        Path out = folder.resolve("run");
        assertThat(train(out).exit()).isZero();
        CommandRun again = train(out);
        assertThat(again.exit()).isEqualTo(2);
        assertThat(again.err())
                .containsExactly(
                        "balboa train: --out: "
                                + out
                                + " holds a run (expected: another folder, or add --overwrite, or"
                                + " go on with it by --resume)");
        assertThat(train(out, "--overwrite").exit()).isZero();
    }

    @Test
    void aRunThatCannotStartLeavesTheOneItWouldReplace() throws IOException {
        Path out = folder.resolve("run");
        assertThat(train(out).exit()).isZero();
        byte[] before = Files.readAllBytes(out.resolve("checkpoint.safetensors"));
        Path empty = Files.createDirectory(folder.resolve("empty"));
        for (String[] wrong :
                List.of(
                        new String[] {"--data", folder.resolve("none").toString()},
                        new String[] {"--data", empty.toString()},
                        new String[] {"--batch-size", "49"},
                        new String[] {"--method", "none"})) {
            assertThat(train(out, "--overwrite", wrong[0], wrong[1]).exit()).isNotZero();
            assertThat(Files.readAllBytes(out.resolve("checkpoint.safetensors"))).isEqualTo(before);
        }
    }

    @Test
    void aLossThatIsNotFiniteFailsWithoutAStackTrace() {
        CommandRun run = train(folder.resolve("run"), "--lr", "1e30");
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err().getLast())
                .startsWith("balboa train: loss is")
                .contains("lower the learning rate");
        assertThat(run.err()).noneMatch(line -> line.startsWith("\tat "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"simsiam", "simsiam-gsg"})
    void bfloat16TrainsOnTheProcessor(String method) {
        CommandRun run = train(folder.resolve("run"), "--method", method, "--autocast", "bfloat16");
        assertThat(run.exit()).as("%s", run.err()).isZero();
        assertThat(run.json().get("loss").asDouble()).isBetween(-1.0, 1.0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "bfloat16"})
    void aGpuTrains(String autocast) {
        assumeTrue(Device.cuda(0).isAvailable(), "no CUDA device, or a libtorch without CUDA");
        CommandRun run = train(folder.resolve("run"), "--device", "cuda:0", "--autocast", autocast);
        assertThat(run.exit()).as("%s", run.err()).isZero();
        assertThat(run.json().get("loss").asDouble()).isBetween(-1.0, 1.0);
        assertThat(run.json().get("spread").asDouble()).isPositive();
    }

    @Test
    void aGpuThatIsNotThereIsNamed() {
        CommandRun run = train(folder.resolve("run"), "--device", "cuda:9");
        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err().getFirst())
                .startsWith("balboa train: --device: cuda:9 (expected: cpu, ");
    }

    @Test
    void peopleReadOnStandardOutputWithoutJson() {
        CommandRun run =
                CommandRun.of(
                        "demo",
                        "--epochs",
                        "1",
                        "--limit",
                        "64",
                        "--test-limit",
                        "16",
                        "--threads",
                        "1",
                        "--out",
                        folder.resolve("demo").toString());
        assertThat(run.exit()).as("%s", run.err()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(String.join("\n", run.out()))
                .contains("untrained ->", "trained", "raw pixels", "1 healthy, 0 collapsed");
        assertThat(run.out().getLast()).endsWith("neighbours.png");
    }

    @Test
    void aRunPicturesTheNeighboursOfOneTestImagePerClass() throws Exception {
        train(folder.resolve("run"));
        BufferedImage picture = ImageIO.read(folder.resolve("run/neighbours.png").toFile());
        // 8 classes; twice an image and 7 neighbours; 8 pixels drawn twice as large, 2 between
        assertThat(picture.getWidth()).isEqualTo(16 * (8 * 2 + 2) - 2);
        assertThat(picture.getHeight()).isEqualTo(8 * (8 * 2 + 2) - 2);
    }

    @Test
    void doctorReportsAndIsContentWithAWorkingMachine() {
        CommandRun run = CommandRun.of("doctor", "--json");
        assertThat(run.exit()).as("%s", run.err()).isZero();
        assertThat(run.json().get("problems")).isEmpty();
        assertThat(run.json().get("report").size()).isPositive();
    }

    @Test
    void theMethodOfAConfigurationFileIsTrainedUnlessAFlagSaysOtherwise() throws IOException {
        Path file = Files.writeString(folder.resolve("run.toml"), "method = \"simclr\"\n");
        CommandRun fromFile = train(folder.resolve("a"), "--config", file.toString());
        assertThat(fromFile.json().get("method").asText()).isEqualTo("simclr");
        CommandRun fromFlag =
                train(folder.resolve("b"), "--config", file.toString(), "--method", "simsiam");
        assertThat(fromFlag.json().get("method").asText()).isEqualTo("simsiam");
    }

    @Test
    void aRunIsNotResumedOnOtherImages() throws IOException {
        Path data = colours(true);
        Path out = folder.resolve("out");
        assertThat(train(out, "--data", data.toString()).exit()).isZero();
        Files.copy(data.resolve("train/red/3.png"), data.resolve("train/red/another.png"));
        CommandRun resumed = CommandRun.of("train", "--resume", out.toString());
        assertThat(resumed.exit()).isEqualTo(2);
        assertThat(resumed.err().getLast())
                .contains("was trained on 32 images, and there are 33 now");
    }

    @Test
    void aTestSplitOfOneImageGivesNoScoreAndSaysWhy() throws IOException {
        Path data = colours(false);
        Path test = Files.createDirectories(data.resolve("test/red"));
        Files.copy(data.resolve("train/red/3.png"), test.resolve("3.png"));
        CommandRun run = train(folder.resolve("out"), "--data", data.toString());
        assertThat(run.exit()).as("%s", run.err()).isZero();
        assertThat(run.err()).contains("no kNN score: the test split has only one image");
        assertThat(run.json().has("knn")).isFalse();
    }

    @Test
    void theAugmentationIsChosenByNameAndSaved() throws IOException {
        Path usual = folder.resolve("usual");
        Path other = folder.resolve("other");
        double loss = train(usual).json().get("loss").asDouble();
        CommandRun run = train(other, "--augmentation", "simclr");
        assertThat(run.json().get("loss").asDouble()).isNotEqualTo(loss);
        JsonNode saved = new ObjectMapper().readTree(other.resolve("config.json").toFile());
        assertThat(saved.at("/data/augmentation").asText()).isEqualTo("simclr");
    }

    @Test
    void supconIsRefusedWhereThereAreNoLabels() throws IOException {
        Path flat = Files.createDirectories(folder.resolve("flat"));
        Path data = colours(false);
        for (int i = 0; i < 16; i++) {
            Files.copy(data.resolve("train/red/" + i + ".png"), flat.resolve(i + ".png"));
        }
        CommandRun run =
                train(folder.resolve("out"), "--data", flat.toString(), "--method", "supcon");
        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err().getLast())
                .contains("--method: supcon (expected: images in class folders");
    }

    @ParameterizedTest
    @ValueSource(strings = {"train", "eval", "compare", "identify", "demo", "methods", "doctor"})
    void everyHelpIsPrintedWithoutAWarning(String command) {
        CommandRun help = CommandRun.of(command, "--help");
        assertThat(help.exit()).isZero();
        assertThat(help.out()).isNotEmpty();
        assertThat(String.join(" ", help.out()) + String.join(" ", help.err()))
                .doesNotContain("WARN")
                .doesNotContain("%%");
    }

    @Test
    void aRunIsNotWrittenAmongTheImagesItLearnsFrom() throws IOException {
        Path data = colours(true);
        for (Path out : List.of(data, data.resolve("runs/first"))) {
            CommandRun run = train(out, "--data", data.toString());
            assertThat(run.exit()).isEqualTo(2);
            assertThat(run.err().getLast()).contains("a folder outside --data");
            assertThat(out.resolve("config.json")).doesNotExist();
        }
    }
}
