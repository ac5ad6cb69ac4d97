package dev.balboa.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;

/// The page about a run of `balboa identify`, one file that needs nothing else: figures, curves of
/// R², MCC and loss, the learned metric against the truth, and the configuration. Written at each
/// evaluation, so that a run can be watched.
final class IdentifyPage {

    private static final ObjectMapper JSON = JsonMapper.builder().build();
    private static final Page PAGE = new Page("identify.html");

    private final ObjectNode data = JSON.createObjectNode();

    /// A page about a run with these results and this curve.
    IdentifyPage(IdentifyConfig config, ObjectNode results, IdentifyCurve curve) {
        try {
            data.set("config", JSON.readTree(config.toJson()));
        } catch (IOException e) {
            throw new IllegalStateException("a configuration is JSON", e);
        }
        data.set("results", results);
        data.putArray("curve").addAll(curve.lines());
    }

    /// Draws R² and MCC of another run beside those of this one.
    void beside(IdentifyBeside other) {
        data.putArray("beside").addAll(other.lines());
    }

    /// Writes the page.
    void write(Path file) {
        PAGE.write(file, data);
    }
}
