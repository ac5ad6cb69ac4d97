package dev.balboa.tensor;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// Chrome's trace event format.
final class ChromeTrace {
    private static final long PROCESS = ProcessHandle.current().pid();
    private static final int NANO_DIGITS = 3;

    private ChromeTrace() {}

    static void write(Profile profile, Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file);
                JsonGenerator json = new JsonFactory().createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("displayTimeUnit", "ms");
            json.writeArrayFieldStart("traceEvents");
            name(json, "process_name", 0, "Balboa");
            for (Map.Entry<Integer, String> thread : profile.threads().entrySet()) {
                name(json, "thread_name", thread.getKey(), thread.getValue());
            }
            for (ProfileEvent event : profile.events()) {
                json.writeRaw('\n');
                write(json, event);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
    }

    /// A metadata event.
    private static void name(JsonGenerator json, String what, int thread, String name)
            throws IOException {
        json.writeStartObject();
        json.writeStringField("ph", "M");
        json.writeStringField("name", what);
        json.writeNumberField("pid", PROCESS);
        json.writeNumberField("tid", thread);
        json.writeObjectFieldStart("args");
        json.writeStringField("name", name);
        json.writeEndObject();
        json.writeEndObject();
    }

    /// A complete event.
    private static void write(JsonGenerator json, ProfileEvent event) throws IOException {
        json.writeStartObject();
        json.writeStringField("ph", "X");
        json.writeStringField("cat", category(event.kind()));
        json.writeStringField("name", event.name());
        json.writeNumberField("pid", PROCESS);
        json.writeNumberField("tid", event.thread());
        json.writeNumberField("ts", microseconds(event.start()));
        json.writeNumberField("dur", microseconds(event.nanos()));
        if (event.sequence() >= 0) {
            json.writeObjectFieldStart("args");
            json.writeNumberField("Sequence number", event.sequence());
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private static String category(ProfileEvent.Kind kind) {
        return switch (kind) {
            case OPERATOR -> "cpu_op";
            case NODE -> "backward";
            case PHASE -> "user_annotation";
        };
    }

    private static BigDecimal microseconds(long nanos) {
        return BigDecimal.valueOf(nanos, NANO_DIGITS);
    }
}
