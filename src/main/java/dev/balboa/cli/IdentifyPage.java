package dev.balboa.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// The page about a run of `balboa identify`, one file that needs nothing else: figures, curves of
/// R², MCC and loss, the learned metric against the truth, and the configuration. Written at each
/// evaluation, so that a run can be watched.
final class IdentifyPage {

    private static final ObjectMapper JSON = JsonMapper.builder().build();
    private static final String CHARTS =
            "/META-INF/resources/webjars/chart.js/4.5.1/dist/chart.umd.min.js";

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

    /// Writes the page.
    void write(Path file) {
        String page =
                resource("identify.html")
                        .replace("/*CHARTS*/", resource(CHARTS).replace("</script", "<\\/script"))
                        .replace("/*DATA*/", data.toString().replace("<", "\\u003c"));
        try {
            Files.writeString(file, page);
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be written", e);
        }
    }

    private static String resource(String name) {
        try (InputStream in = IdentifyPage.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(
                        name
                                + " is missing on the class path (expected: with"
                                + " org.webjars.npm:chart.js)");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(name + " cannot be read", e);
        }
    }
}
