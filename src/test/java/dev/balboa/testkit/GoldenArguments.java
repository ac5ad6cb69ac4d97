package dev.balboa.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.balboa.tensor.Complex;
import dev.balboa.tensor.DType;
import dev.balboa.tensor.Device;
import dev.balboa.tensor.Layout;
import dev.balboa.tensor.MemoryFormat;
import dev.balboa.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Map.Entry;

/// Turns tagged values of the goldens into what `Operator.results` takes.
public final class GoldenArguments {

    private final List<Tensor> values;

    /// Decodes against these tensors.
    ///
    /// @param values what a position refers to; the list may grow later
    public GoldenArguments(List<Tensor> values) {
        this.values = values;
    }

    /// Positional arguments.
    ///
    /// @param list a JSON array of tagged values
    /// @return the values in order
    public List<Object> positional(JsonNode list) {
        List<Object> decoded = new ArrayList<>();
        list.forEach(tagged -> decoded.add(value(tagged)));
        return decoded;
    }

    /// Named arguments.
    ///
    /// @param object a JSON object of tagged values
    /// @return the values by name
    public Map<String, Object> named(JsonNode object) {
        Map<String, Object> decoded = new LinkedHashMap<>();
        object.properties().forEach(e -> decoded.put(e.getKey(), value(e.getValue())));
        return decoded;
    }

    /// One tagged value.
    ///
    /// @param tagged null or an object with one key
    /// @return the value as an operator's argument
    public Object value(JsonNode tagged) {
        if (tagged.isNull()) {
            return null;
        }
        Entry<String, JsonNode> entry = tagged.properties().iterator().next();
        JsonNode content = entry.getValue();
        return switch (entry.getKey()) {
            case "t" -> values.get(content.asInt());
            case "b" -> content.asBoolean();
            case "i" -> content.asLong();
            case "f" -> number(content);
            case "c" -> new Complex(number(content.get(0)), number(content.get(1)));
            case "s" -> content.asText();
            case "dtype" -> DType.valueOf(upper(content));
            case "layout" -> Layout.valueOf(upper(content));
            case "memory_format" -> MemoryFormat.valueOf(upper(content).replace("_FORMAT", ""));
            case "device" -> Device.parse(content.asText());
            default -> list(entry.getKey(), content);
        };
    }

    private Object list(String tag, JsonNode content) {
        return switch (tag) {
            case "ints" -> GoldenTensor.longs(content);
            case "floats" -> floats(content);
            case "bools" -> booleans(content);
            case "strings" -> strings(content);
            case "numbers" -> positional(content);
            case "tensors" -> tensors(content);
            default -> throw new IllegalArgumentException("unknown tag " + tag);
        };
    }

    private static String upper(JsonNode content) {
        return content.asText().toUpperCase(Locale.ROOT);
    }

    /// A float as Python's `float.hex()` writes it.
    static double number(JsonNode content) {
        return switch (content.asText()) {
            case "nan" -> Double.NaN;
            case "inf" -> Double.POSITIVE_INFINITY;
            case "-inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(content.asText());
        };
    }

    private static double[] floats(JsonNode content) {
        double[] numbers = new double[content.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = number(content.get(i));
        }
        return numbers;
    }

    private static boolean[] booleans(JsonNode content) {
        boolean[] flags = new boolean[content.size()];
        for (int i = 0; i < flags.length; i++) {
            flags[i] = content.get(i).asBoolean();
        }
        return flags;
    }

    private static List<String> strings(JsonNode content) {
        List<String> texts = new ArrayList<>();
        content.forEach(node -> texts.add(node.asText()));
        return texts;
    }

    private List<Tensor> tensors(JsonNode content) {
        List<Tensor> tensors = new ArrayList<>();
        content.forEach(node -> tensors.add(node.isNull() ? null : values.get(node.asInt())));
        return tensors;
    }
}
