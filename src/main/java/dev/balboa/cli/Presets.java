package dev.balboa.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Published settings of methods, as TOML files among the resources: `presets/METHOD.NAME.toml`,
/// each with its source.
final class Presets {

    static final List<String> NAMES = List.of("cifar", "imagenet");

    private Presets() {}

    /// Puts a method's preset over settings.
    ///
    /// @throws UsageException when the method has no such preset
    static void apply(String name, String method, Settings settings) {
        UsageException.requireKnown("--preset", name, NAMES);
        String resource = "presets/" + method + "." + name + ".toml";
        try (InputStream in = Presets.class.getResourceAsStream(resource)) {
            UsageException.require(
                    in != null,
                    "--preset",
                    name,
                    "none, since "
                            + method
                            + " has no published settings for it here; set them by flags or --config");
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            settings.readToml("--preset " + name + " of " + method, text);
        } catch (IOException e) {
            throw new UncheckedIOException(resource + " cannot be read", e);
        }
    }
}
