package dev.balboa.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A short curve in a file with one JSON object per line, each with the number of its epoch or
/// step.
///
/// The file is written anew for each line, all or nothing: a run that is killed at any time leaves
/// whole lines. Meant for hundreds of lines, not for one per batch.
final class CurveFile {

    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private final Path file;
    private final List<JsonNode> lines = new ArrayList<>();

    private CurveFile(Path file) {
        this.file = file;
    }

    /// An empty curve, replacing what was in the file.
    static CurveFile open(Path file) {
        CurveFile curve = new CurveFile(file);
        curve.write();
        return curve;
    }

    /// The curve of a run that goes on: what was written about later numbers goes.
    ///
    /// @param number name of the number in each line
    /// @param last   the largest that stays
    static CurveFile reopen(Path file, String number, long last) {
        CurveFile curve = new CurveFile(file);
        if (Files.exists(file)) {
            curve.lines.addAll(read(file));
        }
        curve.lines.removeIf(line -> line.path(number).asLong() > last);
        curve.write();
        return curve;
    }

    /// The whole lines of a file.
    static List<JsonNode> read(Path file) {
        try {
            List<JsonNode> lines = new ArrayList<>();
            for (String line : Files.readAllLines(file)) {
                // an earlier Balboa may have been stopped within a line
                if (line.endsWith("}")) {
                    lines.add(JSON.readTree(line));
                }
            }
            return lines;
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be read", e);
        }
    }

    void add(ObjectNode line) {
        lines.add(line);
        write();
    }

    /// All lines so far.
    List<JsonNode> lines() {
        return List.copyOf(lines);
    }

    private void write() {
        JsonFile.writeLines(file, lines.stream().map(JsonNode::toString).toList());
    }
}
