package dev.balboa.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.balboa.data.GeneratedImages;
import dev.balboa.data.GeneratedOptions;
import dev.balboa.train.Event;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/// `balboa compare`. Oracles: `balboa eval` of each run's folder, means by hand, and the files of a
/// comparison that is done again.
class CompareTest {

    @TempDir private Path folder;

    private CommandRun compare(String methods, String... more) {
        return compare(2, methods, more);
    }

    private CommandRun compare(int seeds, String methods, String... more) {
        List<String> args =
                new ArrayList<>(
                        List.of(
                                "compare",
                                "--methods",
                                methods,
                                "--seeds",
                                Integer.toString(seeds),
                                "--width",
                                "2",
                                "--proj-dim",
                                "8",
                                "--image-size",
                                "8",
                                "--limit",
                                "48",
                                "--test-limit",
                                "16",
                                "--epochs",
                                "2",
                                "--batch-size",
                                "16",
                                "--knn-k",
                                "5",
                                "--threads",
                                "1",
                                "--json",
                                "--out",
                                folder.resolve("out").toString()));
        args.addAll(List.of(more));
        return CommandRun.of(args.toArray(String[]::new));
    }

    private static JsonNode variant(CommandRun run, int index) {
        return run.json().get("variants").get(index);
    }

    @Test
    void aCurveHasAPointEveryFewEpochsAndAlwaysTheLast() {
        CommandRun run = compare(1, "simclr", "--knn-every", "3");
        assertThat(run.exit()).as("%s", run.err()).isZero();
        JsonNode curve = variant(run, 0).get("curves").get(0);
        assertThat(curve.findValuesAsText("epoch")).containsExactly("2");
        // seconds are still of both epochs
        JsonNode figures = variant(run, 0).get("figures");
        assertThat(figures.get("seconds").get("values").get(0).asDouble())
                .isEqualTo(curve.get(0).get("seconds").asDouble())
                .isEqualTo(figures.get("seconds_to_baseline_knn").get("values").get(0).asDouble());
        assertThat(compare(1, "simclr", "--knn-every", "0").err())
                .containsExactly("balboa compare: --knn-every: 0 (expected: >= 1)");
    }

    @Test
    void theFiguresAreThoseOfEvalAndTheMeanIsOverTheSeeds() {
        CommandRun run = compare("simclr,dystress:temperature-max=0.3");
        assertThat(run.exit()).as("%s", run.err()).isZero();
        JsonNode second = variant(run, 1);
        assertThat(second.get("name").asText()).isEqualTo("dystress:temperature-max=0.3");
        double sum = 0;
        for (int seed = 0; seed < 2; seed++) {
            CommandRun eval =
                    CommandRun.of(
                            "eval",
                            "--checkpoint",
                            folder.resolve("out/dystress_temperature-max=0.3-seed" + seed)
                                    .toString(),
                            "--probe",
                            "knn,linear,geometry",
                            "--knn-k",
                            "5",
                            "--threads",
                            "1",
                            "--json");
            JsonNode figures = second.get("figures");
            for (Map.Entry<String, String> same :
                    Map.of(
                                    "knn", "knn",
                                    "linear_100", "linear",
                                    "uniformity", "uniformity",
                                    "alignment", "alignment",
                                    "effective_rank", "effective_rank",
                                    "collapse", "collapse_level")
                            .entrySet()) {
                assertThat(figures.get(same.getKey()).get("values").get(seed).asDouble())
                        .as(same.getKey())
                        .isCloseTo(eval.json().get(same.getValue()).asDouble(), within(1e-6));
            }
            sum += eval.json().get("knn").asDouble();
        }
        assertThat(second.at("/figures/knn/mean").asDouble()).isCloseTo(sum / 2, within(1e-9));
        assertThat(second.at("/figures/knn").has("difference_low")).isTrue();
        assertThat(variant(run, 0).at("/figures/knn").has("difference")).isFalse();
        assertThat(second.get("curves").get(0)).hasSize(2);
        assertThat(second.at("/curves/0/1/knn").asDouble())
                .isEqualTo(second.at("/figures/knn/values/0").asDouble());
        assertThat(folder.resolve("out/index.html")).exists();
        assertThat(folder.resolve("out/results.json")).exists();
    }

    @Test
    void whatIsDoneIsNotDoneAgainAndMoreMethodsAreAdded() throws IOException {
        JsonNode first = variant(compare("simclr"), 0);
        Path checkpoint = folder.resolve("out/simclr-seed1/checkpoint.safetensors");
        FileTime trained = Files.getLastModifiedTime(checkpoint);
        // as if it was stopped between training and scoring
        Files.delete(folder.resolve("out/simclr-seed1/scores.json"));
        CommandRun again = compare("simclr,vicreg");
        // the seconds are those of the first time; the quickest at equal seconds may be the new one
        for (String figure : List.of("knn", "linear_100", "tolerance", "seconds")) {
            assertThat(variant(again, 0).get("figures").get(figure))
                    .isEqualTo(first.get("figures").get(figure));
        }
        assertThat(variant(again, 0).get("curves")).isEqualTo(first.get("curves"));
        assertThat(Files.getLastModifiedTime(checkpoint)).isEqualTo(trained);
        assertThat(variant(again, 1).get("runs").asInt()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({
        "--lr, 0.3, optimizer.lr = 0.06",
        "--proj-hidden, 4, network.proj_hidden = ",
        "--knn-temperature, 0.5, knn_temperature = [0.1]",
        "--validation-share, 0.5, data.validation_share = null"
    })
    void otherSettingsInTheSameFolderAreRefused(String flag, String value, String known)
            throws IOException {
        assertThat(compare(1, "simclr").exit()).isZero();
        for (boolean done : new boolean[] {true, false}) {
            CommandRun other = compare(1, "simclr", flag, value);
            assertThat(other.exit()).as("done: %s", done).isEqualTo(2);
            assertThat(other.err().getLast())
                    .contains("--out: ")
                    .contains("holds a run with " + known)
                    .contains("or another folder");
            // kNN is no setting of a run that is begun only: its scores are still to come
            if (flag.equals("--knn-temperature")) {
                return;
            }
            Files.deleteIfExists(folder.resolve("out/simclr-seed0/scores.json"));
        }
    }

    @Test
    void aClassThatIsLeftOutIsTheUnknown() {
        CommandRun whole = CommandRun.of("train", "--help");
        assertThat(whole.out()).anyMatch(line -> line.contains("--leave-out=CLASS"));
        CommandRun run = compare(1, "simclr", "--leave-out", "no such class");
        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err().getLast()).contains("--leave-out: className: no such class");
        String first =
                GeneratedImages.splits(GeneratedOptions.standard(0).withSize(8).withCounts(1, 1))
                        .train()
                        .classNames()
                        .getFirst();
        run = compare(1, "simclr", "--leave-out", first, "--imbalance", "0.5");
        assertThat(run.exit()).as("%s", run.err()).isZero();
        JsonNode figures = variant(run, 0).get("figures");
        assertThat(figures.at("/novelty_auroc/mean").asDouble()).isBetween(0.01, 0.99);
        assertThat(figures.at("/novelty_false_positives/mean").asDouble()).isBetween(0.01, 1.0);
        assertThat(figures.at("/inference_ms/mean").asDouble()).isPositive();
    }

    @Test
    void theSecondsToTheBaselinesScoreAreReadOffTheCurve() {
        CellSettings any = CellSettings.of(Settings.defaults().resolve(), KnnOptions.of(5, 0.1), 1);
        Comparison comparison = new Comparison();
        comparison.add(Variant.parse("simclr"), scores(any, 30, 0.3, 0.5, 0.4));
        comparison.add(Variant.parse("simsiam"), scores(any, 15, 0.2, 0.41, 0.4));
        comparison.add(Variant.parse("byol"), scores(any, 60, 0.2, 0.3, 0.39));
        String figure = "seconds_to_baseline_knn";
        assertThat(comparison.values("simclr", figure))
                .as("0.4 was passed at 20")
                .containsExactly(20);
        assertThat(comparison.values("simsiam", figure)).containsExactly(10);
        assertThat(comparison.values("byol", figure)).as("never").containsExactly(Double.NaN);
    }

    @Test
    void theTablesHaveARowForEachVariantAndOnlyColumnsThatHoldSomething() {
        CellSettings any = CellSettings.of(Settings.defaults().resolve(), KnnOptions.of(5, 0.1), 1);
        Comparison comparison = new Comparison();
        Variant first = Variant.parse("simclr");
        Variant second = Variant.parse("simclr:temperature=0.2");
        comparison.add(first, scores(any, 10, 0.4));
        comparison.add(second, scores(any, 10, 0.5));
        comparison.add(first, scores(any, 10, 0.42));
        comparison.add(second, CellScores.failed("loss is NaN", any));
        assertThat(new ComparisonTables(comparison).markdown().lines())
                .contains(
                        "|  | kNN | kNN, equal s | s to baseline's kNN | seconds |",
                        "| simclr | 41.0 ± 1.4 % | 41.0 ± 1.4 % | 10 ± 0 | 10 ± 0 |",
                        "| simclr:temperature=0.2 | 50.0 % (1 of 2) | 50.0 % (1 of 2) | 10 (1 of 2) | 10 (1 of 2) |",
                        "| simclr:temperature=0.2 | – | – | – | – | – |",
                        "A run of simclr:temperature=0.2 failed: loss is NaN");
    }

    /// Of a run with an epoch for each score.
    private static CellScores scores(CellSettings settings, double seconds, double... knn) {
        List<CellScores.Point> curve = new ArrayList<>();
        for (int i = 0; i < knn.length; i++) {
            curve.add(new CellScores.Point(i + 1, seconds * (i + 1) / knn.length, knn[i]));
        }
        return new CellScores(
                Map.of("knn", knn[knn.length - 1], "seconds", seconds), curve, null, settings);
    }

    @Test
    void theNumberOfThreadsMayChangeAndTimesAreThenNotComparable() {
        JsonNode first = variant(compare(1, "simclr", "--workers", "1"), 0);
        CommandRun again = compare(1, "simclr,dystress", "--workers", "2");
        assertThat(again.exit()).as("%s", again.err()).isZero();
        assertThat(variant(again, 0).at("/figures/knn")).isEqualTo(first.at("/figures/knn"));
        assertThat(again.err())
                .contains(
                        "Not all runs were computed in the same way (cpu, 1 threads, 1 workers;"
                                + " cpu, 1 threads, 2 workers): their times cannot be compared.");
    }

    @Test
    void theCurveOfADoneRunHasItsPoints() {
        assertThat(compare(1, "simclr").exit()).isZero();
        assertThat(compare(1, "simclr", "--knn-every", "2").err())
                .anyMatch(line -> line.contains("holds a run with knn_every = 1, not 2"));
    }

    @Test
    void aScoreThatNotEverySeedReachedSaysSo() {
        CellSettings any = CellSettings.of(Settings.defaults().resolve(), KnnOptions.of(5, 0.1), 1);
        Comparison comparison = new Comparison();
        comparison.add(Variant.parse("simclr"), scores(any, 20, 0.3, 0.4));
        comparison.add(Variant.parse("simclr"), scores(any, 20, 0.3, 0.4));
        comparison.add(Variant.parse("byol"), scores(any, 60, 0.2, 0.41));
        comparison.add(Variant.parse("byol"), scores(any, 60, 0.2, 0.39));
        assertThat(new ComparisonTables(comparison).markdown())
                .contains("| byol | 40.0 ± 1.4 % | – | 60 (1 of 2) | 60 ± 0 |");
    }

    @Test
    void variantsMayDifferInHowTheyAreTrained() {
        CommandRun run =
                compare(1, "simclr,simclr:lr=0.01:batch-size=8,hierarchical:level-weights=1/0/1");
        assertThat(run.exit()).as("%s", run.err()).isZero();
        RunConfig config =
                SavedRun.open(folder.resolve("out/simclr_lr=0.01_batch-size=8-seed0")).config();
        assertThat(config.optimizer().lr()).isEqualTo(0.01);
        assertThat(config.schedule().batchSize()).isEqualTo(8);
        config =
                SavedRun.open(folder.resolve("out/hierarchical_level-weights=1_0_1-seed0"))
                        .config();
        assertThat(config.options()).containsEntry("level_weights", "1,0,1");
    }

    @Test
    void aRunThatWasStoppedAfterAnEpochGoesOnWithItsCurve() throws IOException {
        JsonNode whole = variant(compare(1, "simclr"), 0);
        Path cell = folder.resolve("out/simclr-seed0");
        RunConfig config = SavedRun.open(cell).config();
        Files.delete(cell.resolve("scores.json"));
        TrainingRun first =
                TrainingRun.fresh(config, KnnOptions.of(5, 0.1), new OutputFolder(cell), console())
                        .scoredEvery(1)
                        .with(CompareTest::stopAfterAnEpoch);
        assertThatThrownBy(first::run).hasMessage("stopped");
        // as if it was killed between the score of the second epoch and its checkpoint
        Files.writeString(
                cell.resolve("knn.jsonl"),
                "{\"epoch\":2,\"knn\":0.0}\n",
                StandardOpenOption.APPEND);
        JsonNode resumed = variant(compare(1, "simclr"), 0);
        assertThat(resumed.at("/curves/0")).hasSize(2);
        for (int epoch = 0; epoch < 2; epoch++) {
            String knn = "/curves/0/" + epoch + "/knn";
            assertThat(resumed.at(knn)).isEqualTo(whole.at(knn));
        }
        assertThat(resumed.at("/figures/knn")).isEqualTo(whole.at("/figures/knn"));
    }

    private static void stopAfterAnEpoch(Event event) {
        if (event instanceof Event.EpochDone) {
            throw new IllegalStateException("stopped");
        }
    }

    /// A console whose words nobody reads.
    private static Console console() {
        CommandLine line = new CommandLine(new CompareCommand());
        PrintWriter words = new PrintWriter(new StringWriter());
        line.setOut(words).setErr(words);
        return (Console) line.getCommandSpec().mixins().get("console").userObject();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "simcl | --methods: simcl (expected: one of",
                "simclr:temprature=1 | --methods: simclr option: temprature (expected: one of temperature, batch-size, lr,",
                "simclr:temperature | --methods: simclr:temperature (expected: METHOD:OPTION=VALUE:…)",
                "simclr:temperature=0 | --temperature: 0 (expected: > 0)",
                "simclr:lr=-1 | --lr: -1.0 (expected: > 0)",
                "simclr:lr=fast | --lr: fast (expected: a number)",
                "simclr:batch-size=1 | --batch-size: 1 (expected: >= 2)",
                "simclr,simclr | --methods: simclr (expected: each variant once)",
            })
    void aFaultOfTheMethodsIsNamed(String methods, String message) {
        CommandRun run = compare(methods);
        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err().getLast()).contains(message);
    }

    /// Each stands behind a method that could be trained: nothing of that may have begun.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "dystress:temperature-min=0.3:temperature-max=0.1 | --temperature-min: 0.3 (expected: at most temperature-max, which is 0.1)",
                "mocov2:queue-size=16 | --queue-size: 16 (expected: >= 32, the keys of one step)",
                "mocov2:batch-size=24:queue-size=40 | --queue-size: 40 (expected: >= 48, the keys of one step)",
                "hierarchical:level-weights=0/0/0 | --level-weights: 0,0,0 (expected: above 0 for one of the levels [1, 2, 3])",
                "simclr:batch-size=128 | --batch-size: 128 (expected: <= 48, the number of train images)",
            })
    void aFaultOfALaterMethodIsFoundBeforeTheFirstIsTrained(String later, String message) {
        CommandRun run = compare("simclr," + later);
        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err().getLast()).contains(message);
        assertThat(folder.resolve("out")).doesNotExist();
    }

    @Test
    void aDivergedRunIsCountedAndTheOthersAreCompared() {
        CommandRun run = compare(1, "vicreg,simclr", "--lr", "1e12");
        assertThat(run.exit()).as("%s", run.err()).isZero();
        JsonNode diverged = variant(run, 0);
        assertThat(diverged.get("failed").asInt()).isEqualTo(1);
        assertThat(diverged.get("failures").get(0).asText()).contains("loss is");
        assertThat(diverged.at("/figures/knn").has("mean")).isFalse();
    }

    @Test
    void imagesWithoutLabelsAreRefused() throws IOException {
        Path flat = Files.createDirectories(folder.resolve("flat"));
        for (int i = 0; i < 4; i++) {
            java.awt.image.BufferedImage image =
                    new java.awt.image.BufferedImage(
                            8, 8, java.awt.image.BufferedImage.TYPE_INT_RGB);
            javax.imageio.ImageIO.write(image, "png", flat.resolve(i + ".png").toFile());
        }
        CommandRun run = compare("simclr", "--data", flat.toString());
        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err().getLast()).contains("one folder per class");
    }
}
