package dev.balboa.tensor;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/// Operators that crash libtorch itself on wrong arguments, in Python as well, so that no check of
/// the schema can save the JVM. The list was measured: `src/test/python/crash_survey.py`. They are
/// refused by name unless the system property `balboa.unsafe.operators` is `true`.
public final class UnsafeOperators {
    private static final String RESOURCE = "unsafe-operators.txt";
    private static final Map<String, String> REASONS = read();

    private UnsafeOperators() {}

    /// Operator names, each with what it was seen to do.
    public static Map<String, String> reasons() {
        return REASONS;
    }

    static void check(String name) {
        String reason = REASONS.get(name);
        if (reason == null || Boolean.getBoolean("balboa.unsafe.operators")) return;
        throw new IllegalArgumentException(
                "%s is refused: it can crash the process on wrong arguments (%s). Start with -Dbalboa.unsafe.operators=true if you must"
                        .formatted(name, reason));
    }

    private static Map<String, String> read() {
        Map<String, String> reasons = new TreeMap<>();
        try (InputStream in = UnsafeOperators.class.getResourceAsStream(RESOURCE)) {
            if (in == null)
                throw new IllegalStateException(RESOURCE + " is missing in Balboa's jar");
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            lines.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> line.split("\\s+#\\s*", 2))
                    .forEach(
                            parts ->
                                    reasons.put(
                                            parts[0].strip(),
                                            parts.length > 1 ? parts[1] : "no reason given"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.copyOf(reasons);
    }
}
