package dev.balboa.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Oracle: the documented exit codes, and messages that name the flag, the value and the remedy in
/// one line.
class UsageTest {

    @TempDir private Path folder;

    /// A small run with some flags set or replaced.
    private CommandRun train(String... more) {
        Map<String, String> flags = new LinkedHashMap<>();
        flags.put("--width", "2");
        flags.put("--proj-dim", "8");
        flags.put("--image-size", "8");
        flags.put("--limit", "32");
        flags.put("--test-limit", "8");
        flags.put("--epochs", "1");
        flags.put("--batch-size", "16");
        flags.put("--out", folder.resolve("run").toString());
        for (int i = 0; i + 1 < more.length; i += 2) {
            flags.put(more[i], more[i + 1]);
        }
        List<String> args = new ArrayList<>(List.of("train"));
        flags.forEach((flag, value) -> args.addAll(List.of(flag, value)));
        if (more.length % 2 == 1) {
            args.add(more[more.length - 1]);
        }
        return CommandRun.of(args.toArray(String[]::new));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--batch-size | -1 | --batch-size: -1 (expected: >= 2)",
                "--batch-size | 65 | --batch-size: 65 (expected: <= 32, the number of train images)",
                "--limit | 0 | --limit: 0 (expected: >= 1)",
                "--test-limit | 0 | --test-limit: 0 (expected: >= 1)",
                "--bad-images | skp | --bad-images: skp (expected: one of fail, skip; did you mean skip?)",
                "--epochs | 0 | --epochs: 0 (expected: >= 1)",
                "--width | 0 | --width: 0 (expected: >= 1)",
                "--proj-dim | 0 | --proj-dim: 0 (expected: >= 1)",
                "--lr | 0 | --lr: 0.0 (expected: > 0)",
                "--lr | NaN | --lr: NaN (expected: > 0)",
                "--momentum | 1 | --momentum: 1.0 (expected: within [0, 1))",
                "--weight-decay | -1 | --weight-decay: -1.0 (expected: >= 0)",
                "--predictor-lr | cosin | --predictor-lr: cosin (expected: one of constant, cosine; did you mean cosine?)",
                "--threads | 0 | --threads: 0 (expected: 1 to 1024)",
                "--workers | 0 | --workers: 0 (expected: >= 1)",
                "--knn-k | 0 | --knn-k: 0 (expected: >= 1)",
                "--knn-temperature | 0 | --knn-temperature: 0.0 (expected: > 0)",
                "--image-size | 4 | --image-size: 4 (expected: >= 8 and <= 2048)",
                "--augmentation | simclr-cifra | --augmentation: simclr-cifra (expected: one of generated, generated-weak, generated-strong, simsiam-cifar, simclr-cifar, mocov2, simclr, byol; did you mean simclr-cifar?)",
                "--device | gpu | --device: gpu (expected: cpu or cuda:N)",
                "--autocast | bf16 | --autocast: bf16 (expected: one of none, bfloat16)",
                "--method | simsiam-gs | --method: simsiam-gs (expected: one of METHODS; did you mean simsiam-gsg?)",
                "--method | moco | --method: moco (expected: one of METHODS; did you mean mocov2?)",
                "--backbone | resnet81 | --backbone: resnet81 (expected: one of resnet18, resnet34, resnet50, convnet; did you mean resnet18?)"
            })
    void aValueOutOfRangeIsNamedWithItsRemedy(String flag, String value, String message) {
        CommandRun run = train(flag, value);
        String known = String.join(", ", TrainCommand.methods());
        assertThat(run.err()).containsExactly("balboa train: " + message.replace("METHODS", known));
        assertThat(run.exit()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mocov2 | --temperature-min 0.5 | --temperature-min | --temperature-profile constant",
                "dystress | --temperature-profile constant --temperature-min 0.3 --temperature-max 0.1 | --temperature-min | --temperature-profile constant",
                "dystress | --temperature-shift 0.1 | --temperature-shift | --temperature-profile cosine",
                "dystress | --dcl-definition joined | --dcl-definition | --dystress-form nt-xent",
                "hierarchical | --mode joint --full-from 0.9 | --full-from | --mode joint",
                "hierarchical | --hardest-shares 1,1,1 | --hardest-shares | --negatives all",
                "hierarchical | --importance-keep 0.1 | --importance-keep | --image-order random"
            })
    void anOptionThatNothingReadsIsRefused(
            String method, String options, String flag, String without) {
        List<String> flags = new ArrayList<>(List.of("--method", method));
        flags.addAll(List.of(options.split(" ")));
        CommandRun run = train(flags.toArray(String[]::new));
        assertThat(run.err())
                .containsExactly(
                        "balboa train: %s: given (expected: absent, since %s has no use for it)"
                                .formatted(flag, without));
        assertThat(run.exit()).isEqualTo(2);
    }

    /// The preset's own bounds are no fault of whoever asks for another profile.
    @Test
    void aPresetMaySetWhatAFlagLeavesWithoutUse() {
        List<String> more = new ArrayList<>(List.of("--method", "dystress", "--preset", "cifar"));
        more.addAll(List.of("--warmup-epochs", "0", "--temperature-profile", "constant"));
        CommandRun run = train(more.toArray(String[]::new));
        assertThat(run.exit()).as("%s", run.err()).isZero();
        more.addAll(List.of("--temperature-min", "0.1"));
        assertThat(train(more.toArray(String[]::new)).err().getLast())
                .startsWith("balboa train: --temperature-min: given (expected: absent");
    }

    /// Of 32 images, 13 are shown.
    @Test
    void aBatchOfMoreImagesThanAnEpochShowsIsNamed() {
        CommandRun run =
                train(
                        "--method",
                        "hierarchical",
                        "--image-order",
                        "importance",
                        "--importance-share",
                        "0.4");
        assertThat(run.err())
                .containsExactly(
                        "balboa train: --batch-size: 16 (expected: <= 13, the number of images that"
                                + " an epoch shows)");
        assertThat(run.exit()).isEqualTo(2);
    }

    @Test
    void aMissingDataFolderIsNamed() {
        Path missing = folder.resolve("photos");
        CommandRun run = train("--data", missing.toString());
        assertThat(run.err())
                .containsExactly(
                        "balboa train: --data: "
                                + missing
                                + " (expected: an existing folder of images, or a file that balboa pack wrote)");
        assertThat(run.exit()).isEqualTo(2);
    }

    @Test
    void anEmptyDataFolderFailsByName() throws IOException {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        CommandRun run = train("--data", empty.toString());
        assertThat(run.err()).hasSize(1);
        assertThat(run.err().getFirst()).startsWith("balboa train: " + empty);
        assertThat(run.exit()).isEqualTo(1);
    }

    @Test
    void anOutFolderThatIsAFileIsNamed() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "x");
        CommandRun run = train("--out", file.toString());
        assertThat(run.err())
                .containsExactly(
                        "balboa train: --out: " + file + " (expected: a folder, not a file)");
        assertThat(run.exit()).isEqualTo(2);
    }

    @Test
    void anOutFolderBelowAFileIsNamed() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "x");
        CommandRun run = train("--out", file.resolve("run").toString());
        assertThat(run.err()).hasSize(1);
        assertThat(run.err().getFirst())
                .startsWith("balboa train: --out: ")
                .contains("expected: a folder that can be written to");
        assertThat(run.exit()).isEqualTo(2);
    }

    @Test
    void anUnknownFlagIsAnsweredWithTheNearest() {
        CommandRun run = train("--epoch", "3");
        assertThat(run.err()).hasSize(1);
        assertThat(run.err().getFirst())
                .startsWith("balboa train: Unknown option")
                .contains("did you mean --epochs?");
        assertThat(run.exit()).isEqualTo(2);
    }

    @Test
    void aWordForANumberIsNamedWithItsFlag() {
        CommandRun run = train("--epochs", "many");
        assertThat(run.err()).hasSize(1);
        assertThat(run.err().getFirst()).contains("--epochs").contains("many");
        assertThat(run.exit()).isEqualTo(2);
    }

    @Test
    void aMissingCommandIsAnsweredWithTheCommands() {
        CommandRun run = CommandRun.of();
        assertThat(run.err()).hasSize(1);
        assertThat(run.err().getFirst()).contains("expected: one of", "demo", "train", "eval");
        assertThat(run.exit()).isEqualTo(2);
    }

    @Test
    void withJsonAnErrorIsAnObjectToo() {
        CommandRun run = train("--epochs", "0", "--json");
        assertThat(run.json().get("error").asText()).isEqualTo("--epochs: 0 (expected: >= 1)");
        assertThat(run.json().get("exit").asInt()).isEqualTo(2);
        assertThat(run.exit()).isEqualTo(2);
    }

    @Test
    void evalWithoutACheckpointNamesTheFlag() {
        CommandRun run = CommandRun.of("eval");
        assertThat(run.err()).hasSize(1);
        assertThat(run.err().getFirst()).contains("--checkpoint");
        assertThat(run.exit()).isEqualTo(2);
    }

    @Test
    void evalOfAFolderWithoutARunNamesIt() {
        CommandRun run = CommandRun.of("eval", "--checkpoint", folder.toString());
        assertThat(run.err()).hasSize(1);
        assertThat(run.err().getFirst())
                .contains("--checkpoint: " + folder)
                .contains("expected: the --out folder of a finished run");
        assertThat(run.exit()).isEqualTo(2);
    }

    @Test
    void evalOfADamagedCheckpointNamesTheFile() throws IOException {
        Path file = Files.write(folder.resolve("backbone.safetensors"), new byte[] {1, 2, 3});
        CommandRun run = CommandRun.of("eval", "--checkpoint", folder.toString());
        assertThat(run.err()).hasSize(1);
        assertThat(run.err().getFirst()).contains(file.toString()).contains("truncated");
        assertThat(run.exit()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo", "train", "eval", "methods", "doctor"})
    void helpHasExamplesOfTheCommand(String command) {
        CommandRun run = CommandRun.of(command, "--help");
        assertThat(run.exit()).isZero();
        assertThat(String.join("\n", run.out()))
                .contains("Examples:", "balboa " + command, "--json");
    }

    @Test
    void helpListsCommandsAndExitCodes() {
        CommandRun run = CommandRun.of("--help");
        assertThat(run.exit()).isZero();
        assertThat(String.join("\n", run.out()))
                .contains("demo", "train", "eval", "doctor", "Exit codes:");
    }
}
