package dev.balboa.cli;

import dev.balboa.ssl.Methods;
import java.util.LinkedHashMap;
import java.util.Map;

/// A method with some of its options set, as `balboa compare` takes it:
/// `dystress:temperature-profile=constant:temperature-max=0.15`.
///
/// @param text    as typed; the name in tables
/// @param method  the method
/// @param options by their names
record Variant(String text, String method, Map<String, String> options) {

    /// Reads a variant.
    ///
    /// @throws UsageException when it cannot be read; whether the options are right shows when they
    ///     are put into a configuration
    static Variant parse(String text) {
        String[] parts = text.strip().split(":");
        UsageException.requireKnown("--methods", parts[0], Methods.names());
        Map<String, String> options = new LinkedHashMap<>();
        for (int i = 1; i < parts.length; i++) {
            String[] pair = parts[i].split("=", 2);
            UsageException.require(
                    pair.length == 2 && !pair[0].isEmpty() && !pair[1].isEmpty(),
                    "--methods",
                    text,
                    "METHOD:OPTION=VALUE:…");
            UsageException.requireKnown(
                    "--methods: " + parts[0] + " option",
                    pair[0],
                    Methods.get(parts[0]).options().stream().map(o -> o.name()).toList());
            options.put(pair[0], pair[1]);
        }
        return new Variant(text.strip(), parts[0], options);
    }

    /// Puts the method and its options over settings.
    void apply(Settings settings) {
        settings.set("method", method);
        options.forEach(
                (name, value) -> settings.set(MethodFlags.SECTION + name.replace('-', '_'), value));
    }

    /// A name for a folder.
    String folder() {
        return text.replaceAll("[^A-Za-z0-9.=-]+", "_");
    }
}
