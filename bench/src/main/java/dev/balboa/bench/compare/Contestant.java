package dev.balboa.bench.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.balboa.bench.Implementation;
import dev.balboa.bench.Work;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A running process that has done the work once and waits for orders. Closing it ends the process.
final class Contestant implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long EXIT_SECONDS = 20;

    /// One answer: nanoseconds and minor page faults per round.
    record Sample(double nanoseconds, double faults) {}

    private final Implementation implementation;
    private final Process process;
    private final Writer orders;
    private final BufferedReader answers;
    private final double[] values;
    private final String version;
    private final double megabytes;
    private double rate;

    private Contestant(Implementation implementation, Process process, Work work) {
        this.implementation = implementation;
        this.process = process;
        this.orders = process.outputWriter(StandardCharsets.UTF_8);
        this.answers = process.inputReader(StandardCharsets.UTF_8);
        JsonNode hello = answer();
        this.values = JSON.convertValue(hello.get("values"), double[].class);
        if (hello.get("threads").asInt() != work.threads()) {
            throw new IllegalStateException(
                    implementation.label() + " runs on another number of threads: " + hello);
        }
        this.version = hello.get("version").asText();
        this.megabytes = hello.get("megabytes").asDouble();
    }

    /// Starts the process.
    ///
    /// @throws IllegalStateException if the process fails
    static Contestant start(Implementation implementation, Work work, Surroundings surroundings) {
        ProcessBuilder builder = new ProcessBuilder(surroundings.command(implementation, work));
        builder.environment().putAll(surroundings.environment(implementation, work));
        builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        try {
            return new Contestant(implementation, builder.start(), work);
        } catch (IOException e) {
            throw new UncheckedIOException(implementation.label() + " does not start", e);
        }
    }

    Implementation implementation() {
        return implementation;
    }

    /// What it computed, for the gate.
    double[] values() {
        return values.clone();
    }

    /// Library and language, for the report.
    String version() {
        return version;
    }

    /// What the process grew by at most while it did the work for the first time.
    double megabytes() {
        return megabytes;
    }

    /// Runs without measuring, until compilers and caches have settled.
    void warm(int millis) {
        rate = order(Map.entry("warm", (long) millis)).get("rate").asDouble();
    }

    /// One sample of about that length. Of several rounds one is run before and does not count: who
    /// ran last has the caches, and a thread that slept is woken once.
    Sample sample(int millis) {
        long rounds = Math.max(1, Math.round(rate * millis / 1000));
        if (rounds > 1) order(Map.entry("warm", 1L));
        JsonNode answer = order(Map.entry("sample", rounds));
        return new Sample(answer.get("nanoseconds").asDouble(), answer.get("faults").asDouble());
    }

    private JsonNode order(Map.Entry<String, Long> order) {
        try {
            orders.write(order.getKey() + " " + order.getValue() + "\n");
            orders.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(implementation.label() + " has ended", e);
        }
        return answer();
    }

    private JsonNode answer() {
        try {
            String line = answers.readLine();
            if (line == null) {
                throw new IllegalStateException(
                        implementation.label() + " has ended; its own message is above");
            }
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new UncheckedIOException(implementation.label() + " cannot be read", e);
        }
    }

    @Override
    public void close() {
        try {
            orders.close();
            if (!process.waitFor(EXIT_SECONDS, TimeUnit.SECONDS)) process.destroyForcibly();
        } catch (IOException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
