package dev.balboa.reliability;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A parameter as an operator's schema prints it.
///
/// @param name     its name
/// @param type     without alias marks and list lengths, such as `Tensor`, `int[]`, `Scalar?`
/// @param optional whether it has a default
/// @param named    whether it can only be given by name
record SchemaParameter(String name, String type, boolean optional, boolean named) {

    private static final Pattern SIGNATURE =
            Pattern.compile("^[^(]*\\((.*)\\) *->", Pattern.DOTALL);
    private static final Pattern PARAMETER =
            Pattern.compile("^(\\S+)\\s+([A-Za-z_0-9]+)(\\s*=.*)?$", Pattern.DOTALL);

    /// The parameters of a schema such as `aten::add.Tensor(Tensor self, Tensor other, *, Scalar
    /// alpha=1) -> Tensor`.
    static List<SchemaParameter> of(String schema) {
        Matcher signature = SIGNATURE.matcher(schema);
        if (!signature.find()) {
            throw new IllegalArgumentException(schema);
        }
        List<SchemaParameter> parameters = new ArrayList<>();
        boolean named = false;
        for (String part : split(signature.group(1))) {
            if (part.equals("*")) {
                named = true;
            } else {
                parameters.add(parse(part, named));
            }
        }
        return parameters;
    }

    private static SchemaParameter parse(String part, boolean named) {
        Matcher parameter = PARAMETER.matcher(part);
        if (!parameter.matches()) {
            throw new IllegalArgumentException(part);
        }
        String type = parameter.group(1).replaceAll("\\([^)]*\\)", "").replaceAll("\\[\\d+]", "[]");
        type = type.replace("SymInt", "int");
        String name = parameter.group(2);
        return new SchemaParameter(name, real(type, name), parameter.group(3) != null, named);
    }

    /// Element types, layouts and memory formats print as `int`.
    private static String real(String type, String name) {
        if (!type.startsWith("int") || type.contains("[")) {
            return type;
        }
        String suffix = type.endsWith("?") ? "?" : "";
        return switch (name) {
            case "dtype", "out_dtype", "self_dtype", "input_dtype", "output_dtype" ->
                    "ScalarType" + suffix;
            case "layout" -> "Layout" + suffix;
            case "memory_format" -> "MemoryFormat" + suffix;
            default -> type;
        };
    }

    /// Splits at commas outside brackets and quotes.
    private static List<String> split(String text) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        boolean quoted = false;
        StringBuilder part = new StringBuilder();
        for (char c : text.toCharArray()) {
            quoted ^= c == '"' || c == '\'';
            depth += c == '(' || c == '[' ? 1 : c == ')' || c == ']' ? -1 : 0;
            if (c == ',' && depth == 0 && !quoted) {
                parts.add(part.toString().strip());
                part.setLength(0);
            } else {
                part.append(c);
            }
        }
        if (!part.toString().isBlank()) {
            parts.add(part.toString().strip());
        }
        return parts;
    }
}
