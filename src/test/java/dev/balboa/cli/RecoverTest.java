package dev.balboa.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.balboa.data.Augmentation;
import dev.balboa.data.ColorJitter;
import dev.balboa.data.GeneratedImages;
import dev.balboa.data.GeneratedOptions;
import dev.balboa.data.Image;
import dev.balboa.data.Normalize;
import dev.balboa.data.RandomGrayscale;
import dev.balboa.data.RandomHorizontalFlip;
import dev.balboa.data.RandomResizedCrop;
import dev.balboa.eval.ReadoutRows;
import dev.balboa.eval.RidgeReadout;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import dev.balboa.train.Event;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
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
import picocli.CommandLine;

/// `balboa recover`. Oracles: pixels and factors put together by hand, `balboa eval` of a run's
/// folder, and the readings of an experiment that was never stopped.
class RecoverTest {

    private static final Pattern DATA =
            Pattern.compile("<script id=\"data\" type=\"application/json\">(.*?)</script>");

    private static final int TRAIN = 60;
    private static final int TEST = 24;

    @TempDir private Path folder;

    /// An experiment that takes no time, with some flags set or replaced.
    private CommandRun recover(String name, String... more) {
        Map<String, String> flags = new LinkedHashMap<>();
        flags.put("--methods", "simclr");
        flags.put("--strengths", "standard");
        flags.put("--seeds", "1");
        flags.put("--backbone", "convnet");
        flags.put("--width", "2");
        flags.put("--proj-dim", "8");
        flags.put("--image-size", "8");
        flags.put("--limit", Integer.toString(TRAIN));
        flags.put("--test-limit", Integer.toString(TEST));
        flags.put("--epochs", "2");
        flags.put("--batch-size", "20");
        flags.put("--threads", "1");
        flags.put("--out", folder.resolve(name).toString());
        for (int i = 0; i < more.length; i += 2) {
            flags.put(more[i], more[i + 1]);
        }
        List<String> args = new ArrayList<>(List.of("recover", "--json"));
        flags.forEach((flag, value) -> args.addAll(List.of(flag, value)));
        return CommandRun.of(args.toArray(String[]::new));
    }

    private static JsonNode done(CommandRun run) {
        assertThat(run.exit()).as("%s", run.err()).isZero();
        return run.json();
    }

    private static JsonNode source(JsonNode results, int index) {
        return results.at("/strengths/0/sources").get(index);
    }

    /// Without the paths.
    private static JsonNode figures(JsonNode results) {
        ((ObjectNode) results).remove(List.of("out", "page", "config"));
        return results;
    }

    private JsonNode read(String file) throws IOException {
        return new ObjectMapper().readTree(folder.resolve(file).toFile());
    }

    private static ReadoutRows pixels(GeneratedImages images, int from, int to) {
        double[] flat = new double[(to - from) * 192];
        double[] light = new double[2 * (to - from)];
        for (int i = from; i < to; i++) {
            Image image = images.image(i);
            for (int at = 0; at < 192; at++) {
                flat[(i - from) * 192 + at] = image.rgb()[at] & 0xFF;
            }
            light[2 * (i - from)] = Math.sin(images.factors(i).light());
            light[2 * (i - from) + 1] = Math.cos(images.factors(i).light());
        }
        return new ReadoutRows(
                Tensor.of(flat, Shape.of(to - from, 192)),
                Map.of("light", Tensor.of(light, Shape.of(to - from, 2))));
    }

    @Test
    void pixelsAreReadWithThePenaltyOfTheLastFifthOfTheTrainImages() {
        JsonNode results = done(recover("out"));
        GeneratedOptions options = GeneratedOptions.readout(0).withSize(8).withCounts(TRAIN, TEST);
        GeneratedImages train = GeneratedImages.train(options);
        double expected =
                RidgeReadout.standard()
                        .read(
                                pixels(train, 0, 48),
                                pixels(train, 48, 60),
                                pixels(GeneratedImages.test(options), 0, TEST))
                        .get("light")
                        .r2();
        JsonNode light = source(results, 0).at("/representations/pixels/factors/light/values/0");
        // float32 levels, normalised, against 8 bits
        assertThat(light.asDouble()).isCloseTo(expected, within(1e-4));
        assertThat(expected).isGreaterThan(0.3);
        assertThat(results.at("/strengths/0/factors/8/name").asText()).isEqualTo("light");
        assertThat(results.at("/strengths/0/factors/8/measurable").asBoolean()).isTrue();
    }

    @Test
    void theClassIsReadAsEvalReadsIt() {
        JsonNode results = done(recover("out"));
        CommandRun eval =
                CommandRun.of(
                        "eval",
                        "--checkpoint",
                        folder.resolve("out/simclr-standard-seed0").toString(),
                        "--probe",
                        "linear",
                        "--features",
                        "backbone,projection",
                        "--threads",
                        "1",
                        "--json");
        assertThat(eval.exit()).as("%s", eval.err()).isZero();
        JsonNode own = source(results, 2).get("representations");
        assertThat(own.at("/backbone/accuracy/mean").asDouble())
                .isCloseTo(eval.json().get("linear").asDouble(), within(1e-9));
        assertThat(own.at("/projection/accuracy/mean").asDouble())
                .isCloseTo(eval.json().get("projection_linear").asDouble(), within(1e-9));
    }

    @Test
    void trainingChangesWhatIsRead() {
        JsonNode results = done(recover("out"));
        for (String representation : List.of("backbone", "projection")) {
            String light = "/representations/%s/factors/light/mean".formatted(representation);
            assertThat(source(results, 2).at(light).asDouble())
                    .isNotEqualTo(source(results, 1).at(light).asDouble());
        }
    }

    @Test
    void anExperimentThatWasStoppedGivesWhatAWholeOneGives() throws IOException {
        String[] methods = {"--methods", "simclr,aninfonce"};
        JsonNode whole = figures(done(recover("whole", methods)));
        // one run is stopped after its first epoch, another after its last and before it is read
        Path broken = Files.createDirectories(folder.resolve("broken"));
        stopAfter(1, "simclr-standard-seed0");
        stopAfter(2, "aninfonce-standard-seed0");
        CommandRun again = recover("broken", methods);
        assertThat(figures(done(again))).isEqualTo(whole);
        assertThat(again.err()).anyMatch(line -> line.contains("going on after epoch 1 of 2"));
        assertThat(again.err()).noneMatch(line -> line.contains("going on after epoch 2"));
        assertThat(
                        Files.mismatch(
                                broken.resolve("simclr-standard-seed0/checkpoint.safetensors"),
                                folder.resolve(
                                        "whole/simclr-standard-seed0/checkpoint.safetensors")))
                .isEqualTo(-1);
    }

    private void stopAfter(int epoch, String cell) throws IOException {
        String text = Files.readString(folder.resolve("whole/" + cell + "/config.json"));
        Path out = Files.createDirectories(folder.resolve("broken/" + cell));
        TrainingRun run =
                TrainingRun.fresh(
                                RunConfig.fromJson("test", text),
                                KnnOptions.of(5, 0.1),
                                OutputFolder.create(out, false),
                                console())
                        .with(
                                event -> {
                                    if (event instanceof Event.EpochDone done
                                            && done.epoch() == epoch) {
                                        throw new IllegalStateException("stopped");
                                    }
                                });
        assertThatThrownBy(run::run).hasMessage("stopped");
    }

    /// A console whose words nobody reads.
    private static Console console() {
        CommandLine line = new CommandLine(new TrainCommand());
        StringWriter words = new StringWriter();
        line.setOut(new PrintWriter(words)).setErr(new PrintWriter(words));
        return (Console) line.getCommandSpec().mixins().get("console").userObject();
    }

    @Test
    void whatIsDoneIsNotDoneAgainAndSeedsAreAdded() throws IOException {
        JsonNode first = done(recover("out"));
        List<Path> kept =
                List.of(
                        folder.resolve("out/simclr-standard-seed0/checkpoint.safetensors"),
                        folder.resolve("out/simclr-standard-seed0/readout.json"),
                        folder.resolve("out/pixels-standard/readout.json"));
        List<FileTime> times = new ArrayList<>();
        for (Path file : kept) {
            times.add(Files.getLastModifiedTime(file));
        }
        CommandRun more = recover("out", "--seeds", "2", "--workers", "2");
        JsonNode values =
                source(done(more), 2).at("/representations/backbone/factors/light/values");
        assertThat(values).hasSize(2);
        assertThat(values.get(0))
                .isEqualTo(source(first, 2).at("/representations/backbone/factors/light/values/0"));
        assertThat(values.get(1)).isNotEqualTo(values.get(0));
        for (int i = 0; i < kept.size(); i++) {
            assertThat(Files.getLastModifiedTime(kept.get(i))).isEqualTo(times.get(i));
        }
        assertThat(more.err())
                .anyMatch(line -> line.endsWith("simclr, standard, seed 0, done before"));
        assertThat(read("out/simclr-standard-seed1/config.json").at("/schedule/seed").asInt())
                .isEqualTo(1);
    }

    @Test
    void theSameExperimentGivesTheSameFiguresWithAnyNumberOfWorkers() {
        JsonNode first = figures(done(recover("first")));
        assertThat(figures(done(recover("second", "--workers", "3")))).isEqualTo(first);
    }

    @Test
    void eachMetricIsReported() {
        JsonNode results = done(recover("out", "--methods", "aninfonce,aninfonce:ensemble=true"));
        assertThat(source(results, 1).get("metrics")).isEmpty();
        assertThat(source(results, 2).get("metrics")).hasSize(1);
        assertThat(source(results, 3).get("metrics")).hasSize(2);
        JsonNode metric = source(results, 3).get("metrics").get(1);
        double min = metric.at("/min/mean").asDouble();
        // it started at 1 / 0.5
        assertThat(min).isBetween(1.0, 2.0);
        assertThat(metric.at("/max/mean").asDouble()).isGreaterThan(min);
        assertThat(metric.at("/entropy/mean").asDouble()).isBetween(1.0, Math.log(8));
    }

    @Test
    void theStrengthsDifferInCropAndJitterAlone() throws IOException {
        done(recover("out", "--strengths", "weak,strong", "--epochs", "1"));
        for (Map.Entry<String, String> each :
                Map.of("weak", "generated-weak", "strong", "generated-strong").entrySet()) {
            JsonNode config = read("out/simclr-%s-seed0/config.json".formatted(each.getKey()));
            assertThat(config.at("/data/augmentation").asText()).isEqualTo(each.getValue());
            assertThat(config.at("/data/source").asText()).isEqualTo("generated-readout");
        }
        RunConfig weak = Settings.defaults().set("data.augmentation", "generated-weak").resolve();
        assertThat(Augmentations.of(weak.data(), 1).augmentations().getFirst())
                .isEqualTo(
                        Augmentation.of(
                                RandomResizedCrop.of(32, 0.65),
                                new RandomHorizontalFlip(0.5),
                                new ColorJitter(0.2, 0.2, 0.2, 0.25, 0.8),
                                new RandomGrayscale(0.4),
                                Normalize.imageNet()));
    }

    @Test
    void aRunThatDivergesIsNamedAndTheOthersAreRead() {
        CommandRun run = recover("out", "--methods", "vicreg,simclr", "--lr", "1e12");
        JsonNode results = done(run);
        assertThat(source(results, 2).get("failures").get(0).asText()).contains("loss is");
        assertThat(source(results, 2).at("/representations/backbone/factors/light").has("mean"))
                .isFalse();
        assertThat(run.err()).anyMatch(line -> line.startsWith("vicreg: a run failed: "));
    }

    @Test
    void thePageHoldsTheResultsAndNeedsNothingElse() throws IOException {
        JsonNode results = done(recover("out"));
        String page = Files.readString(folder.resolve("out/index.html"));
        Matcher matcher = DATA.matcher(page);
        assertThat(matcher.find()).isTrue();
        assertThat(new ObjectMapper().readTree(matcher.group(1))).isEqualTo(results);
        assertThat(page).contains("Chart.js v4").doesNotContain("/*DATA*/", "/*CHARTS*/");
        assertThat(Pattern.compile("(src|href)=\"http").matcher(page).find()).isFalse();
        assertThat(read("out/results.json")).isEqualTo(results);
        assertThat(results.at("/config/network/backbone").asText()).isEqualTo("convnet");
    }

    @Test
    void theTableIsPrinted() {
        CommandRun run = recover("out");
        done(run);
        assertThat(run.err())
                .anyMatch(line -> line.matches("light +-?\\d\\.\\d\\d +-?\\d\\.\\d\\d / .*"))
                .anyMatch(line -> line.startsWith("crop_x") && line.endsWith("not measurable"))
                .anyMatch(line -> line.startsWith("simclr, projection: mean over what is"));
    }

    @Test
    void otherSettingsInTheSameFolderAreRefusedBeforeAnythingIsTrained() {
        done(recover("out"));
        CommandRun other = recover("out", "--methods", "simclr,aninfonce", "--lr", "0.3");
        assertThat(other.exit()).isEqualTo(2);
        assertThat(other.err().getLast())
                .contains("--out: ")
                .contains("untrained-standard-seed0 (expected: the settings of what is in it")
                .contains("or another folder");
        assertThat(folder.resolve("out/aninfonce-standard-seed0/checkpoint.safetensors"))
                .doesNotExist();
        CommandRun fewer = recover("out", "--limit", "40");
        assertThat(fewer.exit()).isEqualTo(2);
        assertThat(fewer.err().getLast()).contains("pixels-standard (expected: the settings");
    }

    @Test
    void whatIsNotBegunMayHaveOtherSettings() throws IOException {
        done(recover("other", "--epochs", "1"));
        Path cell = Files.createDirectories(folder.resolve("out/simclr-standard-seed0"));
        Files.copy(
                folder.resolve("other/simclr-standard-seed0/config.json"),
                cell.resolve("config.json"));
        done(recover("out"));
        assertThat(read("out/simclr-standard-seed0/config.json").at("/schedule/epochs").asInt())
                .isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--strengths | weakk | --strengths: weakk (expected: one of weak, standard, strong; did you mean weak?)",
                "--methods | simcl | --methods: simcl (expected: one of",
                "--methods | simclr,simclr | --methods: simclr (expected: each variant once)",
                "--methods | hierarchical | --methods: hierarchical (expected: methods with one projector, such as simclr)",
                "--seeds | 0 | --seeds: 0 (expected: >= 1)",
                "--limit | 4 | --limit: 4 (expected: >= 16)",
                "--test-limit | 4 | --test-limit: 4 (expected: >= 8)",
                "--lr | 0 | --lr: 0.0 (expected: > 0)",
                "--device | gpu | --device: gpu (expected: cpu or cuda:N)",
            })
    void aFaultIsNamed(String flag, String value, String message) {
        CommandRun run = recover("out", flag, value);
        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err().getLast()).contains(message);
    }
}
