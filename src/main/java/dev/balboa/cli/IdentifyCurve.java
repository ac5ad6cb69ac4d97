package dev.balboa.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.balboa.experiment.Evaluation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/// The evaluations of a run, in a file with one JSON object per line.
///
/// ```json
/// {"step":250,"loss":6.91,"r2":0.41,"mcc":0.40,"metric":[[0.9,0.7]],"seconds":31.0}
/// ```
final class IdentifyCurve {

    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private final Path file;
    private final List<JsonNode> lines = new ArrayList<>();

    private IdentifyCurve(Path file) {
        this.file = file;
    }

    /// An empty curve, replacing what was in the file.
    static IdentifyCurve open(Path file) {
        IdentifyCurve curve = new IdentifyCurve(file);
        curve.rewrite();
        return curve;
    }

    /// The curve of a run that goes on after some step: what an earlier one wrote about later steps
    /// goes.
    static IdentifyCurve reopen(Path file, long lastStep) {
        IdentifyCurve curve = new IdentifyCurve(file);
        try {
            for (String line : Files.exists(file) ? Files.readAllLines(file) : List.<String>of()) {
                // a line that was cut short belongs to a step that was not saved
                if (line.endsWith("}")) {
                    JsonNode node = JSON.readTree(line);
                    if (node.path("step").asLong() <= lastStep) {
                        curve.lines.add(node);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be continued", e);
        }
        curve.rewrite();
        return curve;
    }

    private void rewrite() {
        try {
            Files.write(file, lines.stream().map(JsonNode::toString).toList());
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be written", e);
        }
    }

    void add(Evaluation evaluation, double seconds) {
        ObjectNode node = JSON.createObjectNode().put("step", evaluation.step());
        if (Double.isFinite(evaluation.loss())) {
            node.put("loss", evaluation.loss());
        }
        node.put("r2", evaluation.recovery().r2()).put("mcc", evaluation.recovery().mcc());
        node.set("metric", JSON.valueToTree(evaluation.metrics()));
        node.put("seconds", seconds);
        lines.add(node);
        try {
            Files.writeString(file, node + System.lineSeparator(), StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be written", e);
        }
    }

    /// All lines so far.
    List<JsonNode> lines() {
        return List.copyOf(lines);
    }

    /// Wall time of the steps so far.
    double seconds() {
        return lines.isEmpty() ? 0 : lines.getLast().path("seconds").asDouble();
    }
}
