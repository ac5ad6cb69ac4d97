package dev.balboa.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPInputStream;

/// Reads the golden files under `src/test/resources/goldens`, which the scripts in
/// `src/test/python` record from PyTorch. The format is described in `golden_format.py`.
public final class Goldens {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Goldens() {}

    /// The lines of a gzipped JSON-lines file.
    ///
    /// @param name the file's name, such as `operators.jsonl.gz`
    /// @return one node per line
    public static List<JsonNode> lines(String name) {
        try (BufferedReader reader =
                new BufferedReader(
                        new InputStreamReader(
                                new GZIPInputStream(open(name)), StandardCharsets.UTF_8))) {
            return reader.lines().map(Goldens::parse).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }

    /// A JSON file as one node.
    ///
    /// @param name the file's name
    /// @return its root
    public static JsonNode json(String name) {
        try (InputStream in = open(name)) {
            return JSON.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }

    /// The bytes of a golden file.
    ///
    /// @param name the file's name
    /// @return its content
    public static byte[] bytes(String name) {
        try (InputStream in = open(name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }

    private static JsonNode parse(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream open(String name) {
        InputStream in = Goldens.class.getResourceAsStream("/goldens/" + name);
        if (in == null) {
            throw new IllegalArgumentException(
                    "goldens/" + name + " is missing: run its generator in src/test/python");
        }
        return in;
    }
}
