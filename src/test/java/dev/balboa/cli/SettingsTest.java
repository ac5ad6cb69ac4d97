package dev.balboa.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Where settings come from. Oracle: the documented order and texts.
class SettingsTest {

    @TempDir private Path folder;

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("run.toml"), text);
    }

    @Test
    void flagsWinOverTheFileAndTheFileOverDefaults() throws IOException {
        Path file =
                file(
                        """
                        method = "simsiam"
                        [network]
                        width = 16
                        proj_dim = 64
                        [optimizer]
                        lr = 1  # a whole number is a number
                        [schedule]
                        epochs = 7
                        """);
        RunConfig config = Settings.defaults().readToml(file).set("schedule.epochs", 3).resolve();
        assertThat(config.method()).isEqualTo("simsiam");
        assertThat(config.network().width()).isEqualTo(16);
        assertThat(config.schedule().epochs()).isEqualTo(3);
        assertThat(config.optimizer().lr()).isEqualTo(1);
        assertThat(config.schedule().batchSize()).isEqualTo(64);
    }

    @Test
    void whatIsLeftOpenFollowsWhatIsGiven() {
        RunConfig.Network siamese =
                Settings.defaults().set("network.proj_dim", 64).resolve().network();
        assertThat(siamese.projHidden()).isEqualTo(64);
        assertThat(siamese.predHidden()).isEqualTo(16);
        RunConfig contrastive =
                Settings.defaults().set("method", "simclr").set("network.width", 16).resolve();
        assertThat(contrastive.network().projDim()).isEqualTo(128);
        assertThat(contrastive.network().projHidden()).isEqualTo(128); // 8 widths of features
        assertThat(contrastive.options()).isEqualTo(Map.of("temperature", 0.5));
    }

    @ParameterizedTest
    @CsvSource({
        "simclr, sgd, 0.06",
        "vicreg, sgd, 0.06",
        "vicreg, lars, 0.3",
        "barlow-twins, lars, 0.3",
        "barlow-twins, sgd, 0.06",
        "simclr, adamw, 0.001"
    })
    void theLearningRateThatIsLeftOpenIsTheMethodsForItsOwnOptimizer(
            String method, String optimizer, double lr) {
        Settings settings =
                Settings.defaults().set("method", method).set("optimizer.name", optimizer);
        assertThat(settings.resolve().optimizer().lr()).isEqualTo(lr);
        assertThat(settings.set("optimizer.lr", 0.5).resolve().optimizer().lr()).isEqualTo(0.5);
    }

    @ParameterizedTest
    @CsvSource({"simclr, sgd, 0.06", "barlow-twins, lars, 0.3", "vicreg, lars, 0.3"})
    void theOptimizerThatIsLeftOpenIsTheMethods(String method, String optimizer, double lr) {
        RunConfig.Optimizer resolved =
                Settings.defaults().set("method", method).resolve().optimizer();
        assertThat(resolved.name()).isEqualTo(optimizer);
        assertThat(resolved.lr()).isEqualTo(lr);
    }

    @Test
    void aConfigurationIsReadAsItWasWritten() {
        RunConfig config =
                Settings.defaults().set("data.limit", 10).set("schedule.seed", 5L).resolve();
        assertThat(RunConfig.fromJson("file", config.toJson())).isEqualTo(config);
    }

    @Test
    void aConfigurationOfAnOlderBalboaTakesDefaultsForWhatItLacks() {
        String old = "{\"method\": \"simsiam\", \"network\": {\"width\": 4, \"proj_dim\": 8}}";
        RunConfig config = RunConfig.fromJson("file", old);
        assertThat(config.network().width()).isEqualTo(4);
        assertThat(config.optimizer().name()).isEqualTo("sgd");
    }

    @Test
    void optionsAreReadFromWhereEarlierRunsHadThem() {
        String contrastive =
                "{\"method\": \"simclr\", \"loss\": {\"temperature\": 0.25},"
                        + " \"optimizer\": {\"lr\": 0.5, \"predictor_lr\": \"constant\"}}";
        RunConfig config = RunConfig.fromJson("file", contrastive);
        assertThat(config.options()).isEqualTo(Map.of("temperature", 0.25));
        assertThat(config.optimizer().lr()).isEqualTo(0.5);
        String siamese =
                "{\"method\": \"simsiam\", \"loss\": {\"temperature\": null},"
                        + " \"optimizer\": {\"predictor_lr\": \"cosine\"}}";
        assertThat(RunConfig.fromJson("file", siamese).options())
                .containsEntry("predictor_lr", "cosine");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[network]~widht = 3 | unknown key network.widht (did you mean network.width?)",
                "[schedul]~epochs = 3 | unknown key schedul.epochs (did you mean schedule.epochs?)",
                "width = 3 | unknown key width",
                "[network]~width = \"a\" | network.width: \"a\"",
                "[network]~width = 2.5 | network.width: 2.5",
                "[network]~width = 0 | --width: 0 (expected: >= 1)",
                "[options]~temprature = 1 | unknown key options.temprature (did you mean options.temperature?)",
                "method = \"simclr\"~[options]~temperature = 0 | --temperature: 0 (expected: > 0)",
                "method = \"simclr\"~[options]~temperature = \"hot\" | --temperature: hot (expected: > 0)",
                "method = \"simclear\" | --method: simclear",
                "[network | run.toml, line 1",
            })
    void aFaultOfTheFileIsNamed(String text, String message) throws IOException {
        Path file = file(text.replace('~', '\n') + "\n");
        assertThatThrownBy(() -> Settings.defaults().readToml(file).resolve())
                .isInstanceOf(UsageException.class)
                .hasMessageContaining(message);
    }

    @Test
    void aMissingFileIsNamed() {
        Path missing = folder.resolve("none.toml");
        assertThatThrownBy(() -> Settings.defaults().readToml(missing))
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith("--config: " + missing + " cannot be read");
    }

    @Test
    void aTemperatureIsRefusedWhereTheMethodHasNone() {
        assertThatThrownBy(() -> Settings.defaults().set("options.temperature", 0.1).resolve())
                .hasMessageStartingWith(
                        "--temperature: 0.1 (expected: absent, simsiam-gsg has only ");
    }

    @Test
    void theDefaultBatchShrinksToASmallFolderAndOneThatWasGivenDoesNot() {
        RunConfig small = Settings.defaults().resolve().fitting(40);
        assertThat(small.schedule().batchSize()).isEqualTo(40);
        assertThat(Settings.defaults().resolve().fitting(64).schedule().batchSize()).isEqualTo(64);
        RunConfig given = Settings.defaults().set("schedule.batch_size", 50).resolve();
        assertThat(given.fitting(40).schedule().batchSize()).isEqualTo(50);
    }

    /// Every preset that there is, by the names of the files.
    @ParameterizedTest
    @CsvSource({
        "simclr, cifar, 0.06, 32",
        "simclr, imagenet, 1.2, 224",
        "simsiam, cifar, 0.06, 32",
        "simsiam, imagenet, 0.1, 224",
        "simsiam-gsg, cifar, 0.06, 32",
        "simsiam-gsg, imagenet, 0.1, 224",
        "mocov2, cifar, 0.06, 32",
        "mocov2, imagenet, 0.03, 224",
        "byol, imagenet, 3.2, 224",
        "byol-gsg, cifar, 0.06, 32",
        "byol-gsg, imagenet, 0.1, 224",
        "barlow-twins, imagenet, 1.6, 224",
        "vicreg, imagenet, 1.6, 224",
        "supcon, cifar, 0.5, 32",
        "aninfonce, cifar, 0.06, 32",
        "dystress, cifar, 0.2, 32",
        "dystress, imagenet, 1.2, 224"
    })
    void aPresetGivesThePublishedSettings(String method, String name, double lr, int size) {
        Settings settings = Settings.defaults();
        Presets.apply(name, method, settings);
        RunConfig config = settings.resolve();
        assertThat(config.method()).isEqualTo(method);
        assertThat(config.optimizer().lr()).isEqualTo(lr);
        assertThat(config.data().imageSize()).isEqualTo(size);
        assertThat(config.network().stem()).isEqualTo(name);
    }

    @Test
    void aMethodWithoutThePresetSaysSo() {
        Settings settings = Settings.defaults();
        assertThatThrownBy(() -> Presets.apply("cifar", "vicreg", settings))
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith("--preset: cifar (expected: none, since vicreg has no");
        assertThatThrownBy(() -> Presets.apply("imagnet", "simclr", settings))
                .hasMessage(
                        "--preset: imagnet (expected: one of cifar, imagenet; did you mean imagenet?)");
    }

    @Test
    void theStemFollowsTheSizeOfTheImagesAndWasThatOfCifarBefore() {
        assertThat(Settings.defaults().resolve().network().stem()).isEqualTo("cifar");
        assertThat(Settings.defaults().set("data.image_size", 96).resolve().network().stem())
                .isEqualTo("imagenet");
        String old =
                "{\"method\": \"simsiam\", \"data\": {\"image_size\": 96}, \"network\":"
                        + " {\"width\": 4}}";
        assertThat(RunConfig.fromJson("file", old).network().stem()).isEqualTo("cifar");
    }
}
