package dev.balboa.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.balboa.checkpoint.Safetensors;
import dev.balboa.checkpoint.SafetensorsFile;
import dev.balboa.eval.FeatureSplits;
import dev.balboa.eval.KnnProbe;
import dev.balboa.eval.LinearClassifier;
import dev.balboa.eval.LinearSgd;
import dev.balboa.eval.WeightedKnn;
import dev.balboa.nn.Backbone;
import dev.balboa.nn.Layer;
import dev.balboa.ssl.Method;
import dev.balboa.tensor.Device;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Oracle: relations among the figures of one tiny run (a matrix and its trace, a sweep and its
/// single runs, classes of equal size and their mean), the library called by hand, and the
/// documented messages.
class EvalTest {

    private static final int TEST_IMAGES = 40;

    @TempDir private static Path folder;
    private static Path run;

    @BeforeAll
    static void train() {
        run = folder.resolve("run");
        CommandRun done =
                CommandRun.of(
                        ("train --method simsiam --width 2 --proj-dim 8 --image-size 8 --limit 80"
                                        + " --test-limit 40 --epochs 1 --batch-size 16 --knn-k 5"
                                        + " --threads 1 --json --out "
                                        + run)
                                .split(" "));
        assertThat(done.exit()).as("%s", done.err()).isZero();
    }

    private static CommandRun eval(Path checkpoint, String... more) {
        List<String> args = new ArrayList<>(List.of("eval", "--checkpoint", checkpoint.toString()));
        args.addAll(List.of("--threads", "1"));
        args.addAll(List.of(more));
        return CommandRun.of(args.toArray(String[]::new));
    }

    private static JsonNode json(String... more) {
        List<String> args = new ArrayList<>(List.of(more));
        args.add("--json");
        CommandRun eval = eval(run, args.toArray(String[]::new));
        assertThat(eval.exit()).as("%s", eval.err()).isZero();
        return eval.json();
    }

    @Test
    void knnAloneIsTheDefault() {
        JsonNode results = json("--knn-k", "5");
        assertThat(results.has("knn")).isTrue();
        assertThat(results.get("knn_k").asInt()).isEqualTo(5);
        assertThat(results.has("linear")).isFalse();
        assertThat(results.has("effective_rank")).isFalse();
        assertThat(results.has("projection_knn")).isFalse();
    }

    @Test
    void everyProbeGivesItsFigures() {
        JsonNode results = json("--probe", "knn,linear,geometry", "--knn-k", "5");
        assertThat(results.get("linear").asDouble()).isBetween(0.0, 1.0);
        assertThat(results.get("linear_top5").asDouble())
                .isBetween(results.get("linear").asDouble(), 1.0);
        assertThat(results.get("linear_converged").asBoolean()).isTrue();
        // 16 features: the last stage of a ResNet-18 whose first has 2 channels
        assertThat(results.get("effective_rank").asDouble()).isBetween(1.0, 16.0);
        assertThat(results.get("uniformity").asDouble()).isBetween(-4.5, 0.0);
        assertThat(results.get("alignment").asDouble()).isBetween(1e-9, 4.0);
        double std = results.get("feature_std").asDouble();
        assertThat(results.get("feature_spread").asDouble()).isCloseTo(4 * std, within(1e-9));
        assertThat(results.get("collapse_level").asDouble())
                .isCloseTo(Math.max(0, 1 - 4 * std), within(1e-9));
    }

    @ParameterizedTest
    @CsvSource({"knn", "linear"})
    void classesAndConfusionAddUpToTheScore(String probe) {
        JsonNode results = json("--probe", "knn,linear", "--knn-k", "5", "--confusion");
        JsonNode matrix = results.get(probe + "_confusion");
        JsonNode perClass = results.get(probe + "_per_class");
        assertThat(perClass.size()).isEqualTo(8);
        double sumOfShares = 0;
        long right = 0;
        long all = 0;
        for (int i = 0; i < 8; i++) {
            long ofClass = 0;
            for (JsonNode count : matrix.get(i)) {
                ofClass += count.asLong();
            }
            all += ofClass;
            right += matrix.get(i).get(i).asLong();
            sumOfShares += (double) matrix.get(i).get(i).asLong() / ofClass;
        }
        assertThat(all).isEqualTo(TEST_IMAGES);
        assertThat((double) right / all).isCloseTo(results.get(probe).asDouble(), within(1e-12));
        double sumPerClass = 0;
        for (JsonNode share : perClass) {
            sumPerClass += share.asDouble();
        }
        assertThat(sumPerClass).isCloseTo(sumOfShares, within(1e-12));
    }

    @Test
    void aSweepGivesWhatItsSettingsGiveAlone() {
        JsonNode sweep = json("--knn-k", "20,5,500", "--knn-temperature", "0.07,1");
        assertThat(sweep.get("knn")).isEqualTo(sweep.get("knn_k20_t0.07"));
        for (String k : List.of("5", "20", "80")) { // 500 is more than there are train images
            for (String t : List.of("0.07", "1.0")) {
                JsonNode alone = json("--knn-k", k, "--knn-temperature", t);
                assertThat(alone.get("knn")).isEqualTo(sweep.get("knn_k" + k + "_t" + t));
                assertThat(alone.has("knn_k" + k + "_t" + t)).isFalse();
            }
        }
    }

    /// The projections computed by hand: the method rebuilt from the file, applied to the images.
    @Test
    void projectionsAreThoseOfTheTrainedProjector() {
        JsonNode results = json("--features", "projection,backbone", "--knn-k", "5");
        RunConfig config = SavedRun.open(run).config();
        Images images = Images.load(config.data(), 1);
        KnnProbe probe = images.probe(KnnOptions.of(5, 0.1), Device.CPU).orElseThrow();
        try (Method method = TrainingRun.method(config, 1)) {
            try (SafetensorsFile saved = Safetensors.open(run.resolve("checkpoint.safetensors"))) {
                Map<String, Tensor> state = new LinkedHashMap<>(saved.tensors());
                state.keySet().retainAll(method.stateDict().keySet());
                method.loadStateDict(state);
            }
            Layer projector = (Layer) method.children().get("projector");
            FeatureSplits features = probe.features(method.backbone());
            FeatureSplits projections = features.through(projector);
            WeightedKnn knn = new WeightedKnn(5, 0.1);
            assertThat(results.get("projection_knn").asDouble())
                    .isEqualTo(knn.accuracy(projections.train(), projections.test()));
            assertThat(results.get("knn").asDouble())
                    .isEqualTo(knn.accuracy(features.train(), features.test()));
        }
        assertThat(results.get("projection_feature_std").asDouble())
                .isNotEqualTo(results.get("feature_std").asDouble());
        assertThat(results.get("projection_knn_per_class").size()).isEqualTo(8);
    }

    @Test
    void aWholeCheckpointServesAsWellAsItsFolder() {
        CommandRun whole =
                eval(
                        run.resolve("checkpoint.safetensors"),
                        "--features",
                        "backbone,projection",
                        "--json");
        assertThat(whole.exit()).as("%s", whole.err()).isZero();
        JsonNode byFolder = json("--features", "backbone,projection");
        assertThat(whole.json().get("knn")).isEqualTo(byFolder.get("knn"));
        assertThat(whole.json().get("projection_knn")).isEqualTo(byFolder.get("projection_knn"));
    }

    /// The same classifier trained by hand on the same features.
    @Test
    void sgdTrainsTheLinearProbeOnRequest() {
        JsonNode results =
                json(
                        ("--probe=linear --linear-solver=sgd --linear-lr=3 --linear-epochs=7"
                                        + " --linear-batch-size=32 --linear-seed=5 --linear-raw")
                                .split(" "));
        RunConfig config = SavedRun.open(run).config();
        KnnProbe probe =
                Images.load(config.data(), 1)
                        .probe(KnnOptions.of(5, 0.1), Device.CPU)
                        .orElseThrow();
        try (Generator generator = Generator.of(0);
                Backbone backbone = TrainingRun.backbone(config, generator)) {
            SavedRun.open(run).loadBackbone(backbone);
            FeatureSplits features = probe.features(backbone);
            LinearClassifier learned =
                    new LinearSgd(3, 32, 7, 0.9, 0, false, 5).fit(features.train(), 8);
            assertThat(results.get("linear").asDouble())
                    .isEqualTo(learned.score(features.test()).top1());
        }
        assertThat(results.has("linear_converged")).isFalse();
    }

    @Test
    void aRateThatIsTooHighIsNamedByItsFlag() {
        CommandRun eval =
                eval(run, "--probe", "linear", "--linear-solver", "sgd", "--linear-lr", "1e300");
        assertThat(eval.exit()).isEqualTo(2);
        assertThat(eval.err().getLast())
                .startsWith(
                        "balboa eval: --linear-solver sgd: learningRate: 1.0E300 (expected: a lower one");
    }

    @Test
    void everyFigureIsTheSameAgain() {
        String[] all = {
            "--probe", "knn,linear,geometry", "--features", "backbone,projection", "--confusion"
        };
        assertThat(json(all)).isEqualTo(json(all));
    }

    @Test
    void peopleReadTables() {
        CommandRun eval =
                eval(
                        run,
                        "--probe",
                        "knn,linear,geometry",
                        "--knn-k",
                        "5,20",
                        "--knn-temperature",
                        "0.07,0.1",
                        "--confusion");
        assertThat(eval.exit()).as("%s", eval.err()).isZero();
        assertThat(eval.err()).isEmpty();
        String text = String.join("\n", eval.out());
        assertThat(text)
                .containsPattern("kNN accuracy {2}trained +0\\.\\d{4}")
                .containsPattern(
                        "k +T = 0\\.07 +T = 0\\.1\n +5( +0\\.\\d{4}){2}\n +20( +0\\.\\d{4}){2}")
                .containsPattern("linear probe {2}trained +[01]\\.\\d{4} +top-5 [01]\\.\\d{4}")
                .containsPattern("collapse +trained .*0\\.2500 healthy, 0 collapsed")
                .containsPattern("geometry +trained +effective rank \\d+\\.\\d of 16")
                .containsPattern(
                        "accuracy per class +knn +linear\n(  \\S.* [01]\\.\\d{4} +[01]\\.\\d{4}\n){8}")
                .containsPattern("knn: rows are true classes.*\n(  \\S.*(  +\\d+){8}\n){8}");
    }

    @Test
    void geometryNeedsNoLabels() throws Exception {
        Path photos = Files.createDirectory(folder.resolve("photos"));
        for (int i = 0; i < 12; i++) {
            BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
            image.createGraphics().fillRect(i % 4, i / 4, 4, 4);
            ImageIO.write(image, "png", photos.resolve(i + ".png").toFile());
        }
        CommandRun eval = eval(run, "--data", photos.toString(), "--probe", "geometry", "--json");
        assertThat(eval.exit()).as("%s", eval.err()).isZero();
        assertThat(eval.json().get("train_images").asInt()).isEqualTo(12);
        assertThat(eval.json().get("effective_rank").asDouble()).isBetween(1.0, 12.0);
        assertThat(eval.json().has("knn")).isFalse();
        CommandRun labelled = eval(run, "--data", photos.toString(), "--probe", "linear");
        assertThat(labelled.exit()).isEqualTo(2);
        assertThat(labelled.err().getLast())
                .contains("--data: " + photos, "--probe geometry alone needs no labels");
    }

    /// With labels or without: the geometry is that of the test images.
    @Test
    void geometryAloneIsTheSameAsBesideOtherProbes() {
        JsonNode beside = json("--probe", "knn,geometry", "--features", "backbone,projection");
        JsonNode alone = json("--probe", "geometry", "--features", "backbone,projection");
        for (String figure : List.of("effective_rank", "uniformity", "alignment", "feature_std")) {
            assertThat(alone.get(figure)).as(figure).isEqualTo(beside.get(figure));
            assertThat(alone.get("projection_" + figure))
                    .as(figure)
                    .isEqualTo(beside.get("projection_" + figure));
        }
    }

    @Test
    void aBackboneAloneHasNoProjections() throws Exception {
        Path alone = Files.createDirectory(folder.resolve("alone"));
        Path file =
                Files.copy(
                        run.resolve("backbone.safetensors"), alone.resolve("backbone.safetensors"));
        CommandRun missing = eval(alone, "--features", "projection");
        assertThat(missing.exit()).isEqualTo(2);
        assertThat(missing.err())
                .containsExactly(
                        "balboa eval: --features: projection (expected: backbone, since there is no "
                                + alone.resolve("checkpoint.safetensors")
                                + "; --checkpoint takes the --out folder of a run, whose"
                                + " checkpoint.safetensors holds all of it)");
        CommandRun without = eval(file, "--features", "projection");
        assertThat(without.exit()).isEqualTo(2);
        assertThat(without.err().getLast()).contains(file + " holds no projector");
    }

    @Test
    void aDivergedBackboneIsNamed() {
        Path diverged = folder.resolve("diverged.safetensors");
        try (Scope _ = Scope.open();
                SafetensorsFile saved = Safetensors.open(run.resolve("backbone.safetensors"))) {
            Map<String, Tensor> state = new LinkedHashMap<>(saved.tensors());
            state.get("conv1.weight").fill_(Double.NaN);
            Safetensors.write(diverged, state, saved.metadata());
        }
        CommandRun eval = eval(diverged);
        assertThat(eval.exit()).isEqualTo(2);
        assertThat(eval.err())
                .containsExactly(
                        "balboa eval: --checkpoint: backbone features: NaN or infinite (expected:"
                                + " finite; did training diverge?)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--probe | knn,liner | --probe: liner (expected: one of knn, linear, geometry; did you mean linear?)",
                "--probe | svm | --probe: svm (expected: one of knn, linear, geometry)",
                "--features | projector | --features: projector (expected: one of backbone, projection; did you mean projection?)",
                "--linear-c | 0 | --linear-c: 0.0 (expected: > 0)",
                "--linear-c | NaN | --linear-c: NaN (expected: > 0)",
                "--linear-solver | adam | --linear-solver: adam (expected: one of lbfgs, sgd)",
                "--linear-lr | 0 | --linear-lr: 0.0 (expected: > 0)",
                "--linear-epochs | 0 | --linear-epochs: 0 (expected: >= 1)",
                "--linear-batch-size | -1 | --linear-batch-size: -1 (expected: >= 1)",
                "--knn-k | 20,0 | --knn-k: 0 (expected: >= 1)",
                "--knn-temperature | 0.1,-1 | --knn-temperature: -1.0 (expected: > 0)"
            })
    void aValueOutOfRangeIsNamedWithItsRemedy(String flag, String value, String message) {
        CommandRun eval = eval(run, flag, value);
        assertThat(eval.err()).containsExactly("balboa eval: " + message);
        assertThat(eval.exit()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"--knn-k, 20;5", "--knn-temperature, 0.1;0.2"})
    void trainingTakesOneSettingOnly(String flag, String values) {
        String value = values.replace(';', ',');
        CommandRun train = CommandRun.of("train", flag, value);
        assertThat(train.err())
                .containsExactly(
                        "balboa train: "
                                + flag
                                + ": "
                                + value
                                + " (expected: one value; eval takes several)");
        assertThat(train.exit()).isEqualTo(2);
    }
}
