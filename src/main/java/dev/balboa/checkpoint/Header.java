package dev.balboa.checkpoint;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.balboa.tensor.DType;
import dev.balboa.tensor.Shape;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The JSON header of a safetensors file: where each tensor lies, and a map of texts.
///
/// @param entries  by key, in the order of the header
/// @param metadata texts by name
record Header(Map<String, Entry> entries, Map<String, String> metadata) {

    /// What libtorch can work on.
    private static final int MAX_RANK = 64;

    private static final String METADATA = "__metadata__";
    private static final ObjectMapper JSON =
            JsonMapper.builder()
                    .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    /// Where one tensor lies.
    ///
    /// @param dtype type of its elements
    /// @param shape its sizes
    /// @param begin first byte, counted from the end of the header
    /// @param end   one past the last byte
    record Entry(DType dtype, Shape shape, long begin, long end) {}

    /// The header as UTF-8, padded with spaces so that the values after it start at a multiple of
    /// 8. Texts are in the order of their names: a map may have another order in each process.
    byte[] encode() {
        ObjectNode root = JSON.createObjectNode();
        if (!metadata.isEmpty()) {
            ObjectNode texts = root.putObject(METADATA);
            new TreeMap<>(metadata).forEach(texts::put);
        }
        entries.forEach(
                (key, entry) -> {
                    ObjectNode node = root.putObject(key);
                    node.put("dtype", ElementType.of(entry.dtype()).name());
                    ArrayNode shape = node.putArray("shape");
                    for (long size : entry.shape().toArray()) {
                        shape.add(size);
                    }
                    node.putArray("data_offsets").add(entry.begin()).add(entry.end());
                });
        String text = root.toString();
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        return (text + " ".repeat(Math.floorMod(-bytes, 8))).getBytes(StandardCharsets.UTF_8);
    }

    /// Reads and checks a header: every range lies in the file, fits its type and shape, and the
    /// ranges tile the values without gap or overlap.
    ///
    /// @param file      for messages
    /// @param text      the header
    /// @param dataBytes bytes that follow it
    static Header decode(Path file, String text, long dataBytes) {
        Map<String, Entry> entries = new LinkedHashMap<>();
        Map<String, String> metadata = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> field : parse(file, text).properties()) {
            if (field.getKey().equals(METADATA)) {
                readMetadata(file, field.getValue(), metadata);
            } else {
                entries.put(field.getKey(), readEntry(file, field.getKey(), field.getValue()));
            }
        }
        requireTiling(file, entries, dataBytes);
        return new Header(entries, metadata);
    }

    private static JsonNode parse(Path file, String text) {
        try {
            JsonNode root = JSON.readTree(text);
            if (!root.isObject()) {
                throw new CheckpointException(file, "header is not a JSON object");
            }
            return root;
        } catch (JsonProcessingException e) {
            throw new CheckpointException(
                    file, "header is not valid JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static void readMetadata(Path file, JsonNode node, Map<String, String> metadata) {
        if (!node.isObject()) {
            throw new CheckpointException(file, "__metadata__ is not a JSON object");
        }
        node.properties()
                .forEach(
                        text -> {
                            if (!text.getValue().isTextual()) {
                                throw new CheckpointException(
                                        file, "__metadata__." + text.getKey() + " is not a text");
                            }
                            metadata.put(text.getKey(), text.getValue().textValue());
                        });
    }

    private static Entry readEntry(Path file, String key, JsonNode node) {
        String type = node.path("dtype").asText("");
        DType dtype =
                ElementType.named(type)
                        .orElseThrow(
                                () ->
                                        new CheckpointException(
                                                file,
                                                "%s: dtype \"%s\" (expected: one of %s)"
                                                        .formatted(
                                                                key,
                                                                type,
                                                                List.of(ElementType.values()))))
                        .dtype();
        long[] shape = longs(file, key + ": shape", node.path("shape"));
        if (shape.length > MAX_RANK) {
            throw new CheckpointException(
                    file,
                    "%s: shape of %d dimensions (expected: at most %d)"
                            .formatted(key, shape.length, MAX_RANK));
        }
        long[] range = longs(file, key + ": data_offsets", node.path("data_offsets"));
        if (range.length != 2 || range[1] < range[0]) {
            throw new CheckpointException(
                    file,
                    key
                            + ": data_offsets "
                            + node.path("data_offsets")
                            + " (expected: [begin, end])");
        }
        long bytes = bytes(file, key, dtype, shape);
        if (bytes != range[1] - range[0]) {
            throw new CheckpointException(
                    file,
                    "%s: %d bytes (expected: %d for %s of shape %s)"
                            .formatted(key, range[1] - range[0], bytes, type, node.path("shape")));
        }
        return new Entry(dtype, Shape.of(shape), range[0], range[1]);
    }

    private static long[] longs(Path file, String what, JsonNode node) {
        if (!node.isArray()) {
            throw new CheckpointException(file, what + " is missing or not an array");
        }
        long[] values = new long[node.size()];
        for (int i = 0; i < values.length; i++) {
            JsonNode value = node.get(i);
            if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
                throw new CheckpointException(
                        file, what + " " + node + " (expected: whole numbers >= 0)");
            }
            values[i] = value.longValue();
        }
        return values;
    }

    /// Sizes beside a 0 count as well: the strides are their products.
    private static long bytes(Path file, String key, DType dtype, long[] shape) {
        try {
            long bytes = dtype.bytes();
            boolean empty = false;
            for (long size : shape) {
                empty |= size == 0;
                bytes = Math.multiplyExact(bytes, Math.max(size, 1));
            }
            return empty ? 0 : bytes;
        } catch (ArithmeticException e) {
            throw new CheckpointException(file, key + ": shape overflows", e);
        }
    }

    private static void requireTiling(Path file, Map<String, Entry> entries, long dataBytes) {
        List<Map.Entry<String, Entry>> sorted = new ArrayList<>(entries.entrySet());
        sorted.sort(
                Comparator.comparingLong((Map.Entry<String, Entry> e) -> e.getValue().begin())
                        .thenComparingLong(e -> e.getValue().end()));
        long end = 0;
        for (Map.Entry<String, Entry> entry : sorted) {
            long begin = entry.getValue().begin();
            if (begin != end) {
                throw new CheckpointException(
                        file,
                        "%s: starts at byte %d, %s (expected: %d)"
                                .formatted(
                                        entry.getKey(),
                                        begin,
                                        begin < end ? "inside the tensor before it" : "after a gap",
                                        end));
            }
            end = entry.getValue().end();
        }
        if (end != dataBytes) {
            throw new CheckpointException(
                    file,
                    "%d bytes of values (expected: %d; the file is %s)"
                            .formatted(dataBytes, end, dataBytes < end ? "truncated" : "too long"));
        }
    }
}
