package dev.balboa.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.balboa.experiment.Evaluation;
import java.nio.file.Path;
import java.util.List;

/// The evaluations of a run, in a file with one JSON object per line.
///
/// ```json
/// {"step":250,"loss":6.91,"r2":0.41,"mcc":0.40,"metric":[[0.9,0.7]],"seconds":31.0}
/// ```
///
/// @param file the lines
record IdentifyCurve(CurveFile file) {

    private static final ObjectMapper JSON = JsonMapper.builder().build();
    private static final String STEP = "step";

    /// An empty curve, replacing what was in the file.
    static IdentifyCurve open(Path file) {
        return new IdentifyCurve(CurveFile.open(file));
    }

    /// The curve of a run that goes on after some step: what an earlier one wrote about later steps
    /// goes.
    static IdentifyCurve reopen(Path file, long lastStep) {
        return new IdentifyCurve(CurveFile.reopen(file, STEP, lastStep));
    }

    void add(Evaluation evaluation, double seconds) {
        ObjectNode node = JSON.createObjectNode().put(STEP, evaluation.step());
        if (Double.isFinite(evaluation.loss())) {
            node.put("loss", evaluation.loss());
        }
        node.put("r2", evaluation.recovery().r2()).put("mcc", evaluation.recovery().mcc());
        node.set("metric", JSON.valueToTree(evaluation.metrics()));
        node.put("seconds", seconds);
        file.add(node);
    }

    /// All lines so far.
    List<JsonNode> lines() {
        return file.lines();
    }

    /// Wall time of the steps so far.
    double seconds() {
        List<JsonNode> lines = file.lines();
        return lines.isEmpty() ? 0 : lines.getLast().path("seconds").asDouble();
    }
}
