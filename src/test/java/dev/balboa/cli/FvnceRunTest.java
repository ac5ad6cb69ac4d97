package dev.balboa.cli;

import static dev.balboa.cli.FvnceCommand.onImages;
import static dev.balboa.cli.FvnceCommand.refused;
import static dev.balboa.cli.FvnceCommand.requireDone;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `balboa train --method fvnce` on images. Oracles: the documented files, results and messages.
class FvnceRunTest {

    @TempDir private Path folder;

    private String out() {
        return folder.resolve("run").toString();
    }

    private List<JsonNode> epochs() throws IOException {
        try (Stream<String> lines = Files.lines(folder.resolve("run/metrics.jsonl"))) {
            return lines.filter(line -> line.contains("\"event\":\"epoch\""))
                    .map(FvnceRunTest::parsed)
                    .toList();
        }
    }

    private static JsonNode parsed(String json) {
        try {
            return new ObjectMapper().readTree(json);
        } catch (IOException e) {
            throw new AssertionError(json, e);
        }
    }

    @Test
    void aRunLeavesItsFilesAndTellsItsLikelihoods() throws IOException {
        CommandRun run = onImages(out());
        requireDone(run);
        JsonNode results = run.json();
        assertThat(results.get("member").asText()).isEqualTo("log1p");
        assertThat(results.get("train_rows").asInt()).isEqualTo(48);
        assertThat(results.get("test_rows").asInt()).isEqualTo(16);
        for (String name : List.of("", "_untrained", "_warm_start", "_noise", "_train")) {
            assertThat(results.get("likelihood" + name).asDouble()).isBetween(-64 * 2.0, 0.0);
            assertThat(results.get("likelihood" + name + "_se").asDouble()).isPositive();
        }
        // importance samples tighten the bound
        assertThat(results.get("likelihood").asDouble())
                .isGreaterThan(results.get("elbo_test").asDouble());
        List<JsonNode> epochs = epochs();
        assertThat(epochs).extracting(e -> e.get("epoch").asInt()).containsExactly(1, 2, 3);
        for (JsonNode epoch : epochs) {
            for (String name : List.of("loss", "elbo", "clipped", "beyond")) {
                assertThat(epoch.get(name).isNumber()).as(name).isTrue();
            }
        }
        assertThat(epochs.getLast().get("elbo")).isEqualTo(results.get("elbo"));
        Path config = folder.resolve("run/config.json");
        assertThat(parsed(Files.readString(config)).path("options").path("binarise").asText())
                .isEqualTo("border");
        assertThat(String.join("\n", run.err())).contains(Files.readString(config).strip());
        // 8 across of 10 pixels a pixel, and gaps of 2
        assertThat(ImageIO.read(folder.resolve("run/samples.png").toFile()).getWidth())
                .isGreaterThan(8 * 80);
        assertThat(ImageIO.read(folder.resolve("run/reconstructions.png").toFile()).getHeight())
                .isGreaterThan(4 * 80);
        assertThat(folder.resolve("run/checkpoint.safetensors")).exists();
        assertThat(folder.resolve("run/model.safetensors")).exists();
        assertThat(Files.readString(folder.resolve("run/index.html")))
                .contains("\"likelihood_warm_start\"", "data:image/png;base64,");
    }

    @ParameterizedTest
    @ValueSource(strings = {"vae", "lsif", "power", "log1p", "vae-lsif", "log-score"})
    void everyMemberTrainsWithEveryNoise(String member) {
        for (String noise : List.of("independent", "mixture", "uniform")) {
            List<String> flags =
                    new ArrayList<>(List.of("--member", member, "--noise", noise, "--epochs", "2"));
            if (noise.equals("mixture")) {
                flags.addAll(List.of("--noise-clusters", "3"));
            }
            CommandRun run = onImages(out() + noise, flags.toArray(String[]::new));
            requireDone(run);
            assertThat(run.json().get("noise").asText()).isEqualTo(noise);
            assertThat(run.json().get("likelihood").asDouble()).isBetween(-128.0, 0.0);
            assertThat(run.err().stream().anyMatch(line -> line.contains("data term only")))
                    .isEqualTo(member.equals("log-score"));
        }
    }

    // seen: −265 before, −249 after the warm start, −227 after
    @Test
    void trainingRaisesTheLikelihoodOfImagesThatWereNotSeen() {
        CommandRun run =
                onImages(
                        out(),
                        "--image-size",
                        "28",
                        "--limit",
                        "400",
                        "--test-limit",
                        "100",
                        "--hidden",
                        "200",
                        "--latent-dim",
                        "20",
                        "--warm-start-epochs",
                        "5",
                        "--epochs",
                        "10");
        requireDone(run);
        double before = run.json().get("likelihood_untrained").asDouble();
        double warm = run.json().get("likelihood_warm_start").asDouble();
        assertThat(warm).isGreaterThan(before + 10);
        assertThat(run.json().get("likelihood").asDouble()).isGreaterThan(warm + 10);
    }

    @Test
    void settingsComeFromAFileAndFlagsWin() throws IOException {
        Path file =
                Files.writeString(
                        folder.resolve("run.toml"),
                        """
                        method = "fvnce"
                        [options]
                        member = "lsif"
                        latent_dim = 3
                        [schedule]
                        seed = 5
                        """);
        CommandRun run = onImages(out(), "--config", file.toString(), "--latent-dim", "4");
        requireDone(run);
        assertThat(run.json().get("member").asText()).isEqualTo("lsif");
        assertThat(run.json().get("seed").asInt()).isEqualTo(5);
        String config = Files.readString(folder.resolve("run/config.json"));
        assertThat(parsed(config).path("options").path("latent_dim").asInt()).isEqualTo(4);
        // the file alone chooses the method
        CommandRun unknown = CommandRun.of("train", "--config", file.toString(), "--width", "3");
        assertThat(refused(unknown, 2)).startsWith("--width: given (expected: absent, since");
    }

    @Test
    void anUnnormalisedModelFarAboveItsNoiseStopsByName() {
        CommandRun run =
                onImages(
                        out(),
                        "--member",
                        "vae",
                        "--normalised",
                        "false",
                        "--noise",
                        "uniform",
                        "--epochs",
                        "5");
        assertThat(refused(run, 1))
                .contains("% of the samples were above the clip's threshold in epoch 3")
                .contains("expected: at most 10 %");
    }

    @Test
    void aSmallerBatchIsTakenWhereTheDefaultOneDoesNotFit() throws IOException {
        CommandRun run =
                CommandRun.of(
                        "train",
                        "--method",
                        "fvnce",
                        "--image-size",
                        "8",
                        "--limit",
                        "30",
                        "--test-limit",
                        "8",
                        "--epochs",
                        "1",
                        "--hidden",
                        "8",
                        "--out",
                        out(),
                        "--json");
        requireDone(run);
        String config = Files.readString(folder.resolve("run/config.json"));
        assertThat(parsed(config).path("schedule").path("batch_size").asInt()).isEqualTo(30);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--member | lsf | --member: lsf (expected: one of vae, lsif, power, log1p, vae-lsif, log-score; did you mean lsif?)",
                "--member | brier | --member: brier (expected: one of vae, lsif, power, log1p, vae-lsif, log-score)",
                "--noise | unifrom | --noise: unifrom (expected: one of independent, gaussian, mixture, uniform; did you mean uniform?)",
                "--noise | gaussian | --noise: gaussian (expected: independent or mixture or uniform, since the images are made binary)",
                "--noise-clusters | 49 | --noise-clusters: 49 (expected: <= 48, the number of train rows)",
                "--power | 1.5 | --power: 1.5 (expected: within [0, 1])",
                "--clip-threshold | 31 | --clip-threshold: 31 (expected: within (0, 30])",
                "--clip-threshold | 0 | --clip-threshold: 0 (expected: within (0, 30])",
                "--latent-samples | 0 | --latent-samples: 0 (expected: an integer >= 1 and < 2^31)",
                "--hidden | 3000000000 | --hidden: 3000000000 (expected: an integer >= 1 and < 2^31)",
                "--warm-start-epochs | 3 | --warm-start-epochs: 3 (expected: below the 3 of --epochs, which it is a part of)",
                "--normalised | no | --normalised: no (expected: true or false)",
                "--decoder-variance | -1 | --decoder-variance: -1 (expected: >= 0)",
                "--binarise | none | --noise: mixture (expected: independent or gaussian or uniform, since the columns are real numbers)",
                "--networks | cnn | --networks: cnn (expected: one of mlp, conv; did you mean conv?)",
                "--test-share | 1 | --test-share: 1 (expected: within (0, 0.9])",
                "--lr | 0 | --lr: 0.0 (expected: > 0)",
                "--epochs | 0 | --epochs: 0 (expected: >= 1)",
                "--batch-size | 49 | --batch-size: 49 (expected: <= 48, the number of train rows)",
                "--image-size | 4 | --image-size: 4 (expected: >= 8 and <= 2048)",
                "--device | gpu | --device: gpu (expected: cpu or cuda:N)",
                "--data | nowhere | --data: CWD/nowhere (expected: an existing folder of images, a file that balboa pack wrote, or a CSV file of numbers)",
                "--backbone | resnet18 | --backbone: given (expected: absent, since --method fvnce has no use for it)",
                "--momentum | 0.5 | --momentum: given (expected: absent, since --method fvnce has no use for it)",
                "--workers | 2 | --workers: given (expected: absent, since --method fvnce has no use for it)",
                "--preset | cifar | --preset: given (expected: absent, since --method fvnce has no use for it)",
                "--method | fvnec | --method: fvnec (expected: one of METHODS; did you mean fvnce?)"
            })
    void aValueOutOfRangeIsNamedWithItsRemedy(String flag, String value, String message) {
        CommandRun run =
                onImages(out(), "--noise", "mixture", "--noise-clusters", "3", flag, value);
        String expected =
                message.replace("METHODS", String.join(", ", TrainCommand.methods()))
                        .replace("CWD", Path.of("").toAbsolutePath().toString());
        assertThat(refused(run, 2)).isEqualTo(expected);
    }

    @Test
    void whatDoesNotGoTogetherIsRefused() {
        assertThat(refused(onImages(out(), "--decoder", "gaussian", "--binarise", "half"), 2))
                .isEqualTo(
                        "--binarise: half (expected: none or auto, since a gaussian decoder is for"
                                + " gray levels)");
        assertThat(refused(onImages(out(), "--decoder", "bernoulli", "--binarise", "none"), 2))
                .startsWith("--binarise: none (expected: border or half or draw, since");
        assertThat(refused(onImages(out(), "--networks", "conv", "--image-size", "10"), 2))
                .startsWith("--image-size: 10 (expected: a multiple of 4 with --networks conv");
        assertThat(refused(onImages(out(), "--member", "lsif", "--power", "0.3"), 2))
                .isEqualTo(
                        "--power: given (expected: absent, since --member lsif has no use for it)");
        assertThat(refused(onImages(out(), "--decoder-variance", "1"), 2))
                .isEqualTo(
                        "--decoder-variance: given (expected: absent, since --decoder bernoulli has"
                                + " no use for it)");
        assertThat(refused(onImages(out(), "--temperature", "0.1"), 2))
                .startsWith("--temperature: 0.1 (expected: absent, fvnce has only member, power");
        CommandRun other = CommandRun.of("train", "--method", "simclr", "--member", "vae");
        assertThat(refused(other, 2)).startsWith("--member: vae (expected: absent, simclr has");
    }

    @Test
    void aFolderThatHoldsARunIsKept() {
        requireDone(onImages(out(), "--epochs", "2"));
        assertThat(refused(onImages(out()), 2)).contains("--out: ").contains("holds a run");
        requireDone(onImages(out(), "--epochs", "2", "--overwrite"));
    }
}
