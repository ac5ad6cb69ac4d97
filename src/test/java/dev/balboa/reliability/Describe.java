package dev.balboa.reliability;

import dev.balboa.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Arguments as short texts, enough to make a call again; tensors by type, shape and strides.
final class Describe {

    private static final int LONGEST = 300;

    private Describe() {}

    static String all(List<?> values) {
        return values.stream().map(Describe::one).collect(Collectors.joining(", ", "(", ")"));
    }

    static String named(Map<String, ?> values) {
        return values.entrySet().stream()
                .map(e -> e.getKey() + "=" + one(e.getValue()))
                .collect(Collectors.joining(", ", "{", "}"));
    }

    static String one(Object value) {
        String text =
                switch (value) {
                    case null -> "null";
                    case Tensor t when t.isClosed() -> "closed tensor";
                    case Tensor t -> t.dtype() + " " + t.shape() + " strides " + strides(t);
                    case long[] longs -> Arrays.toString(longs);
                    case int[] ints -> Arrays.toString(ints);
                    case double[] doubles -> Arrays.toString(doubles);
                    case float[] floats -> Arrays.toString(floats);
                    case boolean[] booleans -> Arrays.toString(booleans);
                    case Object[] array -> all(Arrays.asList(array));
                    case List<?> list -> all(list);
                    case String s -> '"' + s + '"';
                    default -> value.getClass().getSimpleName() + " " + value;
                };
        return text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
    }

    private static String strides(Tensor tensor) {
        try {
            return Arrays.toString(tensor.strides());
        } catch (RuntimeException e) {
            return "none"; // a sparse tensor has none
        }
    }
}
