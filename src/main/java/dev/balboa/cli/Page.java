package dev.balboa.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// A page that is one file and needs nothing else: a template among the resources, its data as one
/// JSON object, its charts by Chart.js, which goes into the page too.
///
/// @param template name of the resource
record Page(String template) {

    private static final String CHARTS =
            "/META-INF/resources/webjars/chart.js/4.5.1/dist/chart.umd.min.js";

    /// Writes the page with its data.
    void write(Path file, JsonNode data) {
        // no text among the data may end the script that holds it
        String json = data.toString().replace("<", "\\u003c");
        String page =
                resource(template)
                        .replace("/*CHARTS*/", resource(CHARTS).replace("</script", "<\\/script"))
                        .replace("/*DATA*/", json);
        try {
            Files.writeString(file, page);
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be written", e);
        }
    }

    private static String resource(String name) {
        try (InputStream in = Page.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(
                        name
                                + " is missing on the class path (expected: with"
                                + " org.webjars.npm:chart.js)");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(name + " cannot be read", e);
        }
    }
}
