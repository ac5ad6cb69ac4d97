package dev.balboa.train;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/// Writes events to a file, one JSON object per line, each with an `event` of `start`, `step`,
/// `epoch` or `end`.
///
/// ```json
/// {"event":"epoch","epoch":3,"loss":-0.71,"spread":0.93,"seconds":9.8,"data_wait":0.01}
/// ```
///
/// A line is flushed at the end of each epoch, so a run can be watched while it goes on.
public final class JsonLines implements Listener, AutoCloseable {

    private final ObjectMapper json = JsonMapper.builder().build();
    private final BufferedWriter writer;

    private JsonLines(BufferedWriter writer) {
        this.writer = writer;
    }

    /// Opens the file, replacing what was there.
    ///
    /// @param file where to; its folder must exist
    /// @return the listener, to be closed after the run
    /// @throws UncheckedIOException when the file cannot be written
    public static JsonLines open(Path file) {
        try {
            return new JsonLines(Files.newBufferedWriter(file));
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be written", e);
        }
    }

    /// Opens the file of a run that goes on: what an earlier one wrote about epochs that are done
    /// stays, what it wrote about an epoch that it did not finish goes.
    ///
    /// @param file       of the earlier run; a file that is not there is made
    /// @param epochsDone epochs whose lines stay
    /// @return the listener, to be closed after the run
    /// @throws UncheckedIOException when the file cannot be read or written
    public static JsonLines reopen(Path file, int epochsDone) {
        try {
            List<String> kept = new ArrayList<>();
            if (Files.exists(file)) {
                ObjectMapper reader = JsonMapper.builder().build();
                for (String line : Files.readAllLines(file)) {
                    // a line that was cut short belongs to an epoch that is not done
                    if (isWhole(line)
                            && reader.readTree(line).path("epoch").asInt() <= epochsDone) {
                        kept.add(line);
                    }
                }
            }
            // whole before it takes the old one's place: a run that is killed here loses nothing
            Path part = file.resolveSibling(file.getFileName() + ".part");
            Files.write(part, kept);
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
            return new JsonLines(Files.newBufferedWriter(file, StandardOpenOption.APPEND));
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be continued", e);
        }
    }

    private static boolean isWhole(String line) {
        return line.startsWith("{") && line.endsWith("}") && !line.contains("\"event\":\"end\"");
    }

    @Override
    public void on(Event event) {
        try {
            writer.write(line(event).toString());
            writer.newLine();
            if (!(event instanceof Event.StepDone)) {
                writer.flush();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("metrics cannot be written", e);
        }
    }

    private ObjectNode line(Event event) {
        ObjectNode node = json.createObjectNode();
        switch (event) {
            case Event.Started(int epochs, int stepsPerEpoch, int epochsDone) ->
                    node.put("event", "start")
                            .put("epochs", epochs)
                            .put("steps_per_epoch", stepsPerEpoch)
                            .put("epochs_done", epochsDone);
            case Event.StepDone step ->
                    node.put("event", "step")
                            .put("epoch", step.epoch())
                            .put("step", step.step())
                            .put("loss", step.loss())
                            .put("learning_rate", step.learningRate());
            case Event.EpochDone epoch -> {
                node.put("event", "epoch").put("epoch", epoch.epoch()).put("loss", epoch.loss());
                epoch.metrics().forEach(node::put);
                node.put("seconds", epoch.seconds())
                        .put("images_per_second", epoch.imagesPerSecond())
                        .put("data_wait", epoch.dataWait());
            }
            case Event.Finished(double seconds) -> node.put("event", "end").put("seconds", seconds);
        }
        return node;
    }

    /// Flushes and closes the file. A second call does nothing.
    ///
    /// @throws UncheckedIOException when the last lines cannot be written
    @Override
    public void close() {
        try {
            writer.close();
        } catch (IOException e) {
            throw new UncheckedIOException("metrics cannot be written", e);
        }
    }
}
