package dev.balboa.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.balboa.tensor.Phase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import java.util.stream.Stream;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Oracle: the number of steps asked for, the readers of the two formats, and the same run without
/// a profile.
class RunProfileTest {

    @TempDir private Path folder;

    /// 3 steps an epoch.
    private CommandRun train(Path out, String... more) {
        Stream<String> flags = Stream.concat(Stream.of("--method", "simclr"), Stream.of(more));
        CommandRun run = CommandRun.tinyTraining(out, flags.toArray(String[]::new));
        assertThat(run.exit()).as("%s", run.err()).isZero();
        return run;
    }

    private static Map<String, Long> callsInTrace(Path out) throws IOException {
        JsonNode trace = new ObjectMapper().readTree(out.resolve("trace.json").toFile());
        return StreamSupport.stream(trace.get("traceEvents").spliterator(), false)
                .filter(event -> event.get("ph").asText().equals("X"))
                .peek(event -> assertThat(event.get("dur").asDouble()).isNotNegative())
                .map(event -> event.get("name").asText())
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    }

    private static Map<String, Long> phasesInFlight(Path out) throws IOException {
        return RecordingFile.readAllEvents(out.resolve("profile.jfr")).stream()
                .filter(event -> event.getEventType().getName().equals(Phase.JFR_EVENT))
                .peek(event -> assertThat(event.getDuration().isNegative()).isFalse())
                .map(event -> event.getString("name"))
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    }

    @Test
    void theStepsAskedForAreProfiled() throws IOException {
        Path out = folder.resolve("run");
        CommandRun run = train(out, "--epochs", "4", "--profile", "--profile-steps", "4");
        Map<String, Long> trace = callsInTrace(out);
        for (String phase :
                List.of("step", "loader.wait", "transfer", "forward", "backward", "optimizer")) {
            assertThat(trace).containsEntry(phase, 4L);
            assertThat(phasesInFlight(out)).containsEntry(phase, 4L);
        }
        assertThat(trace).containsKeys("loader.views", "aten::mm");
        assertThat(phasesInFlight(out)).containsKey("loader.views");
        assertThat(run.err()).anyMatch(line -> line.startsWith("profile of steps 6 to 9: "));
        JsonNode profile = run.json().get("profile");
        assertThat(profile.get("steps").asInt()).isEqualTo(4);
        assertThat(profile.get("operators_ms").size()).isEqualTo(10);
        assertThat(Path.of(profile.get("trace").asText())).isRegularFile();
        assertThat(Path.of(profile.get("jfr").asText())).isRegularFile();
        double sum = 0;
        for (JsonNode ms : profile.get("phases_ms")) {
            assertThat(ms.asDouble()).isNotNegative();
            sum += ms.asDouble();
        }
        assertThat(sum).isCloseTo(profile.get("ms_per_step").asDouble(), within(1e-6));
    }

    @Test
    void ofAShortRunTheLaterHalfIsProfiled() throws IOException {
        Path out = folder.resolve("run");
        CommandRun run = train(out, "--epochs", "1", "--profile");
        assertThat(callsInTrace(out)).containsEntry("step", 2L);
        assertThat(run.err()).anyMatch(line -> line.startsWith("profile of steps 2 to 3: "));
    }

    @Test
    void aProfileChangesNoResult() throws IOException {
        Path plain = folder.resolve("plain");
        Path profiled = folder.resolve("profiled");
        JsonNode without = train(plain, "--epochs", "3").json();
        JsonNode with = train(profiled, "--epochs", "3", "--profile").json();
        for (String file : List.of("checkpoint.safetensors", "backbone.safetensors")) {
            assertThat(Files.mismatch(plain.resolve(file), profiled.resolve(file))).isEqualTo(-1);
        }
        assertThat(timeless(profiled)).isEqualTo(timeless(plain)).isNotEmpty();
        assertThat(with.get("knn")).isEqualTo(without.get("knn"));
        assertThat(without.has("profile")).isFalse();
        assertThat(plain.resolve("trace.json")).doesNotExist();
        assertThat(plain.resolve("profile.jfr")).doesNotExist();
    }

    /// Lines of metrics without what a clock decides.
    private static List<String> timeless(Path out) throws IOException {
        return Files.readAllLines(out.resolve("metrics.jsonl")).stream()
                .map(
                        line ->
                                line.replaceAll(
                                        "\"(seconds|images_per_second|data_wait)\":[^,}]*", ""))
                .toList();
    }

    @Test
    void aRunThatGoesOnIsProfiledFromThere() throws IOException {
        Path out = folder.resolve("run");
        train(out, "--epochs", "4");
        Files.delete(out.resolve("index.html"));
        CommandRun done = CommandRun.of("train", "--resume", out.toString(), "--profile");
        assertThat(done.exit()).as("%s", done.err()).isZero();
        assertThat(done.out()).contains("nothing was profiled: no step was left to do");
        assertThat(out.resolve("trace.json")).doesNotExist();
    }

    @Test
    void anotherRunInTheFolderTakesTheProfileAway() {
        Path out = folder.resolve("run");
        train(out, "--epochs", "1", "--profile");
        train(out, "--epochs", "1", "--overwrite");
        assertThat(out.resolve("trace.json")).doesNotExist();
        assertThat(out.resolve("profile.jfr")).doesNotExist();
    }

    @Test
    void aTableIsProfiledToo() throws IOException {
        Path data = folder.resolve("numbers.csv");
        StringBuilder rows = new StringBuilder("a,b\n");
        for (int i = 0; i < 64; i++) {
            rows.append(Math.sin(i)).append(',').append(Math.cos(3 * i)).append('\n');
        }
        Files.writeString(data, rows);
        Path out = folder.resolve("run");
        CommandRun run =
                CommandRun.of(
                        "train",
                        "--method",
                        "fvnce",
                        "--data",
                        data.toString(),
                        "--epochs",
                        "4",
                        "--batch-size",
                        "16",
                        "--profile",
                        "--profile-steps",
                        "2",
                        "--json",
                        "--out",
                        out.toString());
        assertThat(run.exit()).as("%s", run.err()).isZero();
        assertThat(callsInTrace(out))
                .containsEntry("step", 2L)
                .containsEntry("forward", 2L)
                .containsEntry("backward", 2L)
                .containsEntry("optimizer", 2L);
    }

    @Test
    void stepsOutOfRangeAndWithoutAProfileAreNamed() {
        CommandRun alone = CommandRun.of("train", "--profile-steps", "3");
        assertThat(alone.exit()).isEqualTo(2);
        assertThat(alone.err().getLast())
                .contains("--profile-steps: 3 (expected: together with --profile)");
        CommandRun none = CommandRun.of("train", "--profile", "--profile-steps", "0");
        assertThat(none.exit()).isEqualTo(2);
        assertThat(none.err().getLast())
                .contains("--profile-steps: 0 (expected: >= 1 and <= 1000)");
    }
}
