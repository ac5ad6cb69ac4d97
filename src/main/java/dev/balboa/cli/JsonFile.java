package dev.balboa.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/// Files that are written all or nothing: one that is there is complete, wherever a run is killed.
final class JsonFile {

    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private JsonFile() {}

    /// Writes a record into a file.
    static void write(Path file, Record value) {
        try {
            writeLines(file, List.of(JSON.writeValueAsString(value)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record is always writable", e);
        }
    }

    /// Writes lines into a file.
    static void writeLines(Path file, List<String> lines) {
        try {
            Path part = file.resolveSibling(file.getFileName() + ".part");
            Files.write(part, lines);
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be written", e);
        }
    }

    /// Reads what [#write] wrote.
    ///
    /// @param what is in it, for messages: `the scores of a run`
    static <T extends Record> T read(Path file, Class<T> type, String what) {
        try {
            return JSON.readValue(file.toFile(), type);
        } catch (JsonProcessingException e) {
            throw new UsageException(
                    "%s: not %s (expected: as written; delete it to have it made again)"
                            .formatted(file, what),
                    e);
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be read", e);
        }
    }
}
