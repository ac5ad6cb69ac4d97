package dev.balboa.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.balboa.latent.ClippedShareGuard;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;

/// The page about a run of fvnce, one file that needs nothing else: likelihoods beside those of the
/// noise, the untrained model and the warm start, curves, what the model makes, and the
/// configuration.
final class FvncePage {

    private static final ObjectMapper JSON = JsonMapper.builder().build();
    private static final Page PAGE = new Page("fvnce.html");
    private static final int POINTS = 500;

    private final ObjectNode data = JSON.createObjectNode();

    /// A page about a run with these results.
    FvncePage(FvnceConfig config, ObjectNode results) {
        try {
            data.set("config", JSON.readTree(config.toJson()));
        } catch (IOException e) {
            throw new IllegalStateException("a configuration is JSON", e);
        }
        data.set("results", results);
        data.put("most_clipped", ClippedShareGuard.MOST);
    }

    /// Adds what was reported of each epoch.
    FvncePage epochs(List<JsonNode> epochs) {
        data.putArray("epochs").addAll(epochs);
        return this;
    }

    /// Adds the sheets of images that were written into a folder.
    FvncePage sheets(OutputFolder out) {
        data.put("samples", png(out.samples()));
        data.put("reconstructions", png(out.reconstructions()));
        return this;
    }

    private static String png(Path file) {
        try {
            return "data:image/png;base64,"
                    + Base64.getEncoder().encodeToString(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be read", e);
        }
    }

    /// Adds test rows of a table and draws of the model.
    FvncePage rows(FvncePictures pictures) {
        pictures.data().columns().forEach(data.putArray("columns")::add);
        data.set("test_rows", JSON.valueToTree(pictures.testRows(POINTS)));
        data.set("sampled_rows", JSON.valueToTree(pictures.sampledRows(POINTS)));
        return this;
    }

    /// Writes the page.
    void write(Path file) {
        PAGE.write(file, data);
    }
}
