package dev.balboa.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.balboa.checkpoint.Safetensors;
import dev.balboa.checkpoint.SafetensorsFile;
import dev.balboa.ssl.Methods;
import dev.balboa.tensor.DType;
import dev.balboa.train.Event;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/// A run that is resumed is the run that was not interrupted. Oracle: the latter, bit by bit.
class ResumeTest {

    private static final int EPOCHS = 4;

    @TempDir private Path folder;

    static Stream<Arguments> methodsAndOptimizers() {
        return Stream.concat(
                Methods.names().stream().map(name -> arguments(name, "sgd")),
                Stream.of(arguments("simclr", "lars"), arguments("simclr", "adamw")));
    }

    @ParameterizedTest
    @MethodSource("methodsAndOptimizers")
    void aResumedRunEqualsTheUninterruptedOne(String method, String optimizer) throws IOException {
        Path whole = folder.resolve("whole");
        Path broken = folder.resolve("broken");
        TrainingRun.fresh(config(method, optimizer), knn(), create(whole), console()).run();
        stopAfter(2, config(method, optimizer), broken);
        CommandRun resumed = CommandRun.of("train", "--resume", broken.toString(), "--json");
        assertThat(resumed.exit()).as("%s", resumed.err()).isZero();
        assertThat(resumed.err()).anyMatch(line -> line.contains("going on after epoch 2 of 4"));
        assertThat(Files.mismatch(checkpoint(broken), checkpoint(whole))).isEqualTo(-1);
        assertThat(losses(broken)).isEqualTo(losses(whole)).hasSize(EPOCHS * 3);
    }

    /// Half of the 48 images, those that were most wrong in the epochs before: 1 step an epoch.
    @Test
    void aResumedRunShowsTheImagesThatTheUninterruptedOneShows() throws IOException {
        Path whole = folder.resolve("whole");
        Path broken = folder.resolve("broken");
        TrainingRun.fresh(byImportance(), knn(), create(whole), console()).run();
        stopAfter(2, byImportance(), broken);
        CommandRun resumed = CommandRun.of("train", "--resume", broken.toString(), "--json");
        assertThat(resumed.exit()).as("%s", resumed.err()).isZero();
        assertThat(Files.mismatch(checkpoint(broken), checkpoint(whole))).isEqualTo(-1);
        assertThat(losses(broken)).isEqualTo(losses(whole)).hasSize(EPOCHS);
        try (SafetensorsFile saved = Safetensors.open(checkpoint(whole))) {
            // what no epoch has shown is at 1; an epoch shows 16 of its 24 images
            double[] values = saved.tensor("images.values").to(DType.FLOAT64).toDoubleArray();
            assertThat(values).hasSize(48);
            assertThat(Arrays.stream(values).filter(v -> v < 1).count()).isBetween(17L, 48L);
        }
    }

    @Test
    void anEpochThatWasNotFinishedIsDoneAgain() throws IOException {
        Path whole = folder.resolve("whole");
        Path broken = folder.resolve("broken");
        TrainingRun.fresh(config("simsiam-gsg", "sgd"), knn(), create(whole), console()).run();
        TrainingRun run =
                TrainingRun.fresh(config("simsiam-gsg", "sgd"), knn(), create(broken), console())
                        .with(
                                event -> {
                                    if (event instanceof Event.StepDone step && step.step() == 5) {
                                        throw new IllegalStateException("the power fails");
                                    }
                                });
        assertThatThrownBy(run::run).hasMessage("the power fails");
        assertThat(CommandRun.of("train", "--resume", broken.toString()).exit()).isZero();
        assertThat(Files.mismatch(checkpoint(broken), checkpoint(whole))).isEqualTo(-1);
        assertThat(losses(broken)).isEqualTo(losses(whole));
    }

    @Test
    void aFinishedRunIsNotResumed() {
        Path out = folder.resolve("run");
        TrainingRun.fresh(config("simsiam", "sgd"), knn(), create(out), console()).run();
        CommandRun again = CommandRun.of("train", "--resume", out.toString());
        assertThat(again.exit()).isEqualTo(2);
        assertThat(again.err().getLast())
                .contains("--resume: " + out)
                .contains("this one has done its 4 epochs");
    }

    @Test
    void aRunThatWasKilledBeforeItsPageGetsOne() throws IOException {
        Path out = folder.resolve("run");
        TrainingRun.fresh(config("simclr", "sgd"), knn(), create(out), console()).run();
        byte[] weights = Files.readAllBytes(checkpoint(out));
        Files.delete(out.resolve("index.html"));
        CommandRun again = CommandRun.of("train", "--resume", out.toString(), "--json");
        assertThat(again.exit()).as("%s", again.err()).isZero();
        assertThat(out.resolve("index.html")).exists();
        assertThat(again.json().get("epochs").asInt()).isEqualTo(4);
        assertThat(again.json().get("knn").asDouble()).isPositive();
        // what it took to train, not what it took to write a page
        double seconds =
                new OutputFolder(out)
                        .epochs().stream().mapToDouble(e -> e.get("seconds").asDouble()).sum();
        assertThat(again.json().get("seconds").asDouble()).isEqualTo(seconds);
        assertThat(Files.readAllBytes(checkpoint(out))).isEqualTo(weights);
    }

    @Test
    void otherSettingsAreRefusedBesideResume() {
        CommandRun run = CommandRun.of("train", "--resume", folder.toString(), "--lr", "1");
        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err().getLast()).contains("--lr: given with --resume");
    }

    @Test
    void aFolderWithoutACheckpointIsNamed() {
        CommandRun run = CommandRun.of("train", "--resume", folder.toString());
        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err().getLast())
                .contains("--resume: " + folder + " holds no checkpoint.safetensors");
    }

    @Test
    void aDamagedCheckpointIsNamed() throws IOException {
        Files.writeString(folder.resolve("checkpoint.safetensors"), "nothing of use");
        CommandRun run = CommandRun.of("train", "--resume", folder.toString());
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err().getLast()).contains("checkpoint.safetensors");
    }

    private void stopAfter(int epoch, RunConfig config, Path out) {
        TrainingRun run =
                TrainingRun.fresh(config, knn(), create(out), console())
                        .with(
                                event -> {
                                    if (event instanceof Event.EpochDone done
                                            && done.epoch() == epoch) {
                                        throw new IllegalStateException("stopped");
                                    }
                                });
        assertThatThrownBy(run::run).hasMessage("stopped");
    }

    private static RunConfig config(String method, String optimizer) {
        return settings(method, optimizer).resolve();
    }

    private static RunConfig byImportance() {
        return settings("hierarchical", "sgd")
                .set("options.image_order", "importance")
                .set("options.importance_share", 0.5)
                .set("options.mode", "progressive")
                .resolve();
    }

    private static Settings settings(String method, String optimizer) {
        return Settings.defaults()
                .set("method", method)
                .set("optimizer.name", optimizer)
                .set("network.width", 2)
                .set("network.proj_dim", 8)
                .set("data.image_size", 8)
                .set("data.limit", 48)
                .set("data.test_limit", 16)
                .set("schedule.epochs", EPOCHS)
                .set("schedule.warmup_epochs", 1)
                .set("schedule.batch_size", 16)
                .set("compute.threads", 1);
    }

    private static KnnOptions knn() {
        return KnnOptions.of(5, 0.1);
    }

    private static OutputFolder create(Path path) {
        return OutputFolder.create(path, false);
    }

    /// A console whose words nobody reads.
    private static Console console() {
        TrainCommand command = new TrainCommand();
        CommandLine line = new CommandLine(command);
        StringWriter words = new StringWriter();
        line.setOut(new PrintWriter(words)).setErr(new PrintWriter(words));
        return (Console) line.getCommandSpec().mixins().get("console").userObject();
    }

    private static Path checkpoint(Path run) {
        return run.resolve("checkpoint.safetensors");
    }

    private static List<String> losses(Path run) throws IOException {
        return Files.readAllLines(run.resolve("metrics.jsonl")).stream()
                .filter(line -> line.contains("\"event\":\"step\""))
                .toList();
    }
}
