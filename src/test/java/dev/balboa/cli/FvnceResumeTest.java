package dev.balboa.cli;

import static dev.balboa.cli.FvnceCommand.onImages;
import static dev.balboa.cli.FvnceCommand.refused;
import static dev.balboa.cli.FvnceCommand.requireDone;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.balboa.train.Event;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/// A run of fvnce that is resumed is the run that was not interrupted, and one that is evaluated is
/// the run that was told. Oracle: the uninterrupted run, byte by byte.
class FvnceResumeTest {

    @TempDir private Path folder;

    // within the warm start of two epochs, at its end, and after it
    @ParameterizedTest
    @CsvSource({"1, false", "2, false", "3, false", "3, true"})
    void aResumedRunEqualsTheUninterruptedOne(int stop, boolean withinAnEpoch) throws IOException {
        Path whole = folder.resolve("whole");
        Path broken = folder.resolve("broken");
        CommandRun uninterrupted =
                onImages(whole.toString(), "--epochs", "4", "--warm-start-epochs", "2");
        requireDone(uninterrupted);
        FvnceConfig config = FvnceRun.saved("--resume", whole.resolve("checkpoint.safetensors"));
        FvnceRun run =
                FvnceRun.fresh(config, OutputFolder.create(broken, false), console())
                        .with(event -> stop(event, stop, withinAnEpoch));
        assertThatThrownBy(run::run).hasMessage("the power fails");
        CommandRun resumed = CommandRun.of("train", "--resume", broken.toString(), "--json");
        requireDone(resumed);
        assertThat(resumed.err())
                .contains("going on after epoch " + (withinAnEpoch ? stop - 1 : stop) + " of 4");
        for (String file :
                List.of(
                        "checkpoint.safetensors",
                        "model.safetensors",
                        "config.json",
                        "samples.png",
                        "reconstructions.png")) {
            assertThat(Files.mismatch(whole.resolve(file), broken.resolve(file)))
                    .as(file)
                    .isEqualTo(-1);
        }
        assertThat(losses(broken)).isEqualTo(losses(whole)).hasSize(4 * 3);
        assertThat(timeless(resumed)).isEqualTo(timeless(uninterrupted));
    }

    private static void stop(Event event, int epoch, boolean within) {
        boolean now =
                switch (event) {
                    case Event.StepDone step -> within && step.step() == 3L * (epoch - 1) + 1;
                    case Event.EpochDone done -> !within && done.epoch() == epoch;
                    default -> false;
                };
        if (now) {
            throw new IllegalStateException("the power fails");
        }
    }

    private static JsonNode timeless(CommandRun run) {
        ObjectNode results = (ObjectNode) run.json();
        results.remove(List.of("seconds", "out", "page"));
        return results;
    }

    private static List<String> losses(Path run) throws IOException {
        return Files.readAllLines(run.resolve("metrics.jsonl")).stream()
                .filter(line -> line.contains("\"event\":\"step\""))
                .toList();
    }

    /// A console whose words nobody reads.
    private static Console console() {
        CommandLine line = new CommandLine(new TrainCommand());
        StringWriter words = new StringWriter();
        line.setOut(new PrintWriter(words)).setErr(new PrintWriter(words));
        return (Console) line.getCommandSpec().mixins().get("console").userObject();
    }

    @Test
    void evalTellsTheLikelihoodAgain() throws IOException {
        Path out = folder.resolve("run");
        CommandRun trained = onImages(out.toString(), "--member", "lsif");
        requireDone(trained);
        for (String file : List.of("", "model.safetensors", "checkpoint.safetensors")) {
            CommandRun eval =
                    CommandRun.of("eval", "--checkpoint", out.resolve(file).toString(), "--json");
            requireDone(eval);
            for (String name : List.of("likelihood", "likelihood_se", "likelihood_noise")) {
                assertThat(eval.json().get(name)).isEqualTo(trained.json().get(name));
            }
        }
        CommandRun refused =
                CommandRun.of("eval", "--checkpoint", out.toString(), "--probe", "linear");
        assertThat(refused.exit()).isEqualTo(2);
        assertThat(refused.err().getLast())
                .contains("--probe: given (expected: absent, since " + out + " is a run of fvnce");
    }

    @Test
    void whatMakesNoSenseIsRefusedBesideResume() throws IOException {
        Path out = folder.resolve("run");
        requireDone(onImages(out.toString(), "--epochs", "2"));
        String run = out.toString();
        assertThat(refused(CommandRun.of("train", "--resume", run), 2))
                .contains("a run that is not finished; this one has done its 2 epochs");
        Files.delete(out.resolve("index.html"));
        Files.delete(out.resolve("samples.png"));
        requireDone(CommandRun.of("train", "--resume", run));
        assertThat(out.resolve("index.html")).exists();
        assertThat(out.resolve("samples.png")).exists();
        assertThat(refused(CommandRun.of("train", "--resume", run, "--member", "vae"), 2))
                .startsWith("--member: given with --resume");
        assertThat(refused(CommandRun.of("train", "--resume", run, "--workers", "1"), 2))
                .isEqualTo(
                        "--workers: given (expected: absent, since a run of fvnce has no use"
                                + " for it)");
    }

    @Test
    void aRunOnOtherRowsIsNotGoneOnWith() throws IOException {
        Path table = folder.resolve("numbers.csv");
        FvnceTableTest.writeTable(table, 60);
        Path out = folder.resolve("run");
        requireDone(FvnceCommand.onTable(out.toString(), table.toString()));
        FvnceTableTest.writeTable(table, 70);
        CommandRun eval = CommandRun.of("eval", "--checkpoint", out.toString());
        assertThat(eval.exit()).isEqualTo(2);
        assertThat(eval.err().getLast())
                .contains("there were 48 + 12 × 3 rows, and there are 56 + 14 × 3 now");
    }
}
