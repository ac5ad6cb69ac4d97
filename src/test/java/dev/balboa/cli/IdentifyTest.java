package dev.balboa.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `balboa identify`. Oracles: the documented files, results and messages; a run without the
/// interruption, bit by bit.
class IdentifyTest {

    private static final Pattern DATA =
            Pattern.compile("<script id=\"data\" type=\"application/json\">(.*?)</script>");

    @TempDir private Path folder;

    /// A run that takes no time, with some flags set or replaced; a flag without a value comes
    /// last.
    private CommandRun identify(String name, String... more) {
        Map<String, String> flags = new LinkedHashMap<>();
        flags.put("--dims", "4");
        flags.put("--hidden", "16,8");
        flags.put("--batch-size", "16");
        flags.put("--condition-draws", "10");
        flags.put("--eval-samples", "64");
        flags.put("--eval-every", "2");
        flags.put("--steps", "5");
        flags.put("--threads", "1");
        flags.put("--out", folder.resolve(name).toString());
        for (int i = 0; i + 1 < more.length; i += 2) {
            flags.put(more[i], more[i + 1]);
        }
        List<String> args = new ArrayList<>(List.of("identify", "--json"));
        flags.forEach((flag, value) -> args.addAll(List.of(flag, value)));
        if (more.length % 2 == 1) {
            args.add(more[more.length - 1]);
        }
        return CommandRun.of(args.toArray(String[]::new));
    }

    private static void requireDone(CommandRun run) {
        assertThat(run.exit()).as("%s", run.err()).isZero();
    }

    /// The lines of the curve without their times.
    private static List<JsonNode> curve(Path run) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(run.resolve("metrics.jsonl"))) {
            ObjectNode node = (ObjectNode) new ObjectMapper().readTree(line);
            node.remove("seconds");
            lines.add(node);
        }
        return lines;
    }

    @ParameterizedTest
    @CsvSource({"linear, aninfonce, 4", "bimodal, aninfonce, 4", "bimodal, infonce, 1"})
    void aRunTellsWhatItFound(String lambda, String method, int weights) throws IOException {
        CommandRun run = identify("run", "--lambda", lambda, "--method", method);
        requireDone(run);
        JsonNode results = run.json();
        assertThat(results.get("command").asText()).isEqualTo("identify");
        assertThat(results.get("steps").asInt()).isEqualTo(5);
        for (String name : List.of("r2", "mcc")) {
            for (String of : List.of("", "_untrained", "_observed")) {
                assertThat(results.get(name + of).asDouble()).isBetween(0.0, 1.0);
            }
        }
        assertThat(results.get("loss").asDouble()).isBetween(0.0, 4.0);
        assertThat(results.get("metric")).hasSize(1);
        assertThat(results.get("metric").get(0)).hasSize(weights);
        assertThat(results.get("truth").get(0).get(0).asDouble()).isEqualTo(5);
        List<JsonNode> curve = curve(folder.resolve("run"));
        assertThat(curve).extracting(line -> line.get("step").asInt()).containsExactly(0, 2, 4, 5);
        assertThat(curve.getLast().get("r2")).isEqualTo(results.get("r2"));
        assertThat(curve.getFirst().get("r2")).isEqualTo(results.get("r2_untrained"));
        assertThat(run.err()).anyMatch(line -> line.startsWith("step      4/5  R2 0."));
        assertThat(Files.readString(folder.resolve("run/config.json"))).contains("\"eval_every\"");
    }

    @Test
    void anEnsembleHasTwoMetrics() {
        CommandRun run = identify("run", "--lambda", "bimodal", "--ensemble");
        requireDone(run);
        assertThat(run.json().get("metric")).hasSize(2);
        assertThat(run.json().get("halves_ratio")).hasSize(2);
        assertThat(run.json().get("ensemble").asBoolean()).isTrue();
    }

    @Test
    void theUpperHalfOfTheWeightsIsComparedWithTheLower() throws IOException {
        JsonNode results = identify("run").json();
        JsonNode w = results.get("metric").get(0);
        double ratio =
                (w.get(2).asDouble() + w.get(3).asDouble())
                        / (w.get(0).asDouble() + w.get(1).asDouble());
        assertThat(results.get("halves_ratio").get(0).asDouble()).isEqualTo(ratio);
        assertThat(ratio).isGreaterThanOrEqualTo(1);
    }

    @Test
    void thePageHoldsTheCurveAndNeedsNothingElse() throws IOException {
        CommandRun run = identify("run");
        requireDone(run);
        String page = Files.readString(folder.resolve("run/index.html"));
        Matcher matcher = DATA.matcher(page);
        assertThat(matcher.find()).isTrue();
        JsonNode data = new ObjectMapper().readTree(matcher.group(1));
        assertThat(data.get("curve")).hasSize(4);
        assertThat(data.get("results").get("r2")).isEqualTo(run.json().get("r2"));
        assertThat(data.get("config").get("seed").asInt()).isZero();
        assertThat(page).contains("Chart.js v4").doesNotContain("/*DATA*/", "/*CHARTS*/");
        assertThat(Pattern.compile("(src|href)=\"http").matcher(page).find()).isFalse();
    }

    @Test
    void anEarlierRunIsShownBesideThisOne() throws IOException {
        CommandRun plain = identify("plain", "--method", "infonce", "--steps", "4");
        requireDone(plain);
        String other = folder.resolve("plain").toString();
        CommandRun run = identify("run", "--beside", other);
        requireDone(run);
        JsonNode beside = run.json().get("beside");
        assertThat(beside.get("method").asText()).isEqualTo("infonce");
        assertThat(beside.get("step").asInt()).isEqualTo(4);
        assertThat(beside.get("r2")).isEqualTo(plain.json().get("r2"));
        assertThat(beside.get("mcc")).isEqualTo(plain.json().get("mcc"));
        assertThat(run.err()).anyMatch(line -> line.startsWith("beside          infonce, step 4"));
        Matcher matcher = DATA.matcher(Files.readString(folder.resolve("run/index.html")));
        assertThat(matcher.find()).isTrue();
        JsonNode drawn = new ObjectMapper().readTree(matcher.group(1)).get("beside");
        assertThat(drawn.findValuesAsText("step")).containsExactly("0", "2", "4");
        assertThat(drawn.get(2).get("r2")).isEqualTo(plain.json().get("r2"));
    }

    @ParameterizedTest
    @CsvSource({
        "--seed, 1, --seed 0, --seed 1",
        "--lambda, bimodal, --lambda linear, --lambda bimodal",
        "--dims, 5, --dims 4, --dims 5",
        "--condition-draws, 11, --condition-draws 10, --condition-draws 11"
    })
    void aRunOfOtherLatentsIsNotShownBesideThisOne(
            String flag, String value, String its, String mine) {
        requireDone(identify("plain", "--steps", "1"));
        Path other = folder.resolve("plain");
        CommandRun run = identify("run", flag, value, "--beside", other.toString());
        assertThat(run.err())
                .containsExactly(
                        "balboa identify: --beside: %s with %s (expected: a run with %s, whose latents are the same)"
                                .formatted(other, its, mine));
        assertThat(run.exit()).isEqualTo(2);
        assertThat(folder.resolve("run")).doesNotExist();
        assertThat(identify("run", "--beside", folder.toString()).err().getLast())
                .contains(
                        "--beside: " + folder + " (expected: the --out folder of a run of balboa");
    }

    @Test
    void aResumedRunEqualsTheUninterruptedOne() throws IOException {
        Path whole = folder.resolve("whole");
        Path broken = folder.resolve("broken");
        requireDone(identify("whole", "--lambda", "bimodal", "--ensemble"));
        requireDone(identify("broken", "--lambda", "bimodal", "--steps", "2", "--ensemble"));
        // evaluated but not saved, and cut off: what a process leaves that is killed
        Files.writeString(
                broken.resolve("metrics.jsonl"),
                "{\"step\":4,\"r2\":0}\n{\"step\":6,\"r",
                StandardOpenOption.APPEND);
        CommandRun resumed =
                CommandRun.of("identify", "--resume", broken.toString(), "--steps", "5", "--json");
        requireDone(resumed);
        assertThat(resumed.err()).anyMatch(line -> line.contains("going on after step 2 of 5"));
        assertThat(curve(broken)).isEqualTo(curve(whole));
        for (String file : List.of("checkpoint.safetensors", "config.json")) {
            assertThat(Files.mismatch(broken.resolve(file), whole.resolve(file)))
                    .as(file)
                    .isEqualTo(-1);
        }
    }

    @Test
    void aFinishedRunGoesOnWithMoreSteps() {
        requireDone(identify("run"));
        String out = folder.resolve("run").toString();
        CommandRun again = CommandRun.of("identify", "--resume", out);
        assertThat(again.exit()).isEqualTo(2);
        assertThat(again.err().getLast())
                .isEqualTo(
                        "balboa identify: --steps: 5 (expected: more than the 5 that the run in %s has done)"
                                .formatted(out));
        CommandRun more = CommandRun.of("identify", "--resume", out, "--steps", "6", "--json");
        requireDone(more);
        assertThat(more.json().get("steps").asInt()).isEqualTo(6);
    }

    @Test
    void aFolderWithARunIsNotOverwrittenUnasked() {
        requireDone(identify("run", "--steps", "1"));
        CommandRun again = identify("run", "--steps", "1");
        assertThat(again.exit()).isEqualTo(2);
        assertThat(again.err().getLast()).contains("--out: ").contains("--overwrite");
        requireDone(identify("run", "--steps", "1", "--overwrite"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--lambda | linera | --lambda: linera (expected: one of linear, bimodal; did you mean linear?)",
                "--method | simclr | --method: simclr (expected: one of aninfonce, infonce)",
                "--steps | 0 | --steps: 0 (expected: >= 1)",
                "--dims | 1 | --dims: 1 (expected: within [2, 24])",
                "--dims | 25 | --dims: 25 (expected: within [2, 24])",
                "--hidden | 16,0 | --hidden: [16, 0] (expected: each >= 1)",
                "--batch-size | 1 | --batch-size: 1 (expected: >= 2)",
                "--lr | 0 | --lr: 0.0 (expected: > 0)",
                "--metric-lr | NaN | --metric-lr: NaN (expected: > 0)",
                "--condition-draws | 0 | --condition-draws: 0 (expected: >= 1)",
                "--eval-every | 0 | --eval-every: 0 (expected: >= 1)",
                "--eval-samples | 7 | --eval-samples: 7 (expected: >= 8, twice --dims)",
                "--threads | 0 | --threads: 0 (expected: 1 to 1024)",
                "--device | gpu | --device: gpu (expected: cpu or cuda:N)"
            })
    void aValueOutOfRangeIsNamedWithItsRemedy(String flag, String value, String message) {
        CommandRun run = identify("run", flag, value);
        assertThat(run.err()).containsExactly("balboa identify: " + message);
        assertThat(run.exit()).isEqualTo(2);
        assertThat(folder.resolve("run")).doesNotExist();
    }

    @Test
    void anEnsembleNeedsAnEvenBatchAndAMetric() {
        CommandRun odd = identify("run", "--batch-size", "15", "--ensemble");
        assertThat(odd.err().getLast()).contains("--batch-size: 15 (expected: even and >= 4");
        CommandRun isotropic = identify("run", "--method", "infonce", "--ensemble");
        assertThat(isotropic.err().getLast()).contains("--method: infonce (expected: aninfonce");
    }

    @Test
    void aLossThatIsNotFiniteNamesTheRate() {
        CommandRun run = identify("run", "--lr", "1e30");
        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err().getLast()).contains("--lr: 1.0E30: loss: NaN by step");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--lr", "--seed", "--out"})
    void otherSettingsAreRefusedBesideResume(String flag) {
        CommandRun run = CommandRun.of("identify", "--resume", folder.toString(), flag, "1");
        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err().getLast()).contains(flag + ": given with --resume");
    }

    @Test
    void aFolderWithoutARunIsNamed() throws IOException {
        CommandRun run = CommandRun.of("identify", "--resume", folder.toString());
        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err().getLast()).contains("--resume: " + folder, "checkpoint.safetensors");
        Files.writeString(folder.resolve("checkpoint.safetensors"), "nothing of use");
        CommandRun damaged = CommandRun.of("identify", "--resume", folder.toString());
        assertThat(damaged.exit()).isEqualTo(1);
        assertThat(damaged.err().getLast()).contains("checkpoint.safetensors");
    }

    @Test
    void helpHasExamples() {
        CommandRun run = CommandRun.of("identify", "--help");
        assertThat(run.exit()).isZero();
        assertThat(String.join("\n", run.out()))
                .contains("Examples:", "balboa identify --lambda linear", "--resume", "--json");
    }
}
