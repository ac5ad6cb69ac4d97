package dev.balboa.bench.compare;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// What a finished command printed. Its errors go to this process's standard error.
///
/// @param status its exit status
/// @param text its standard output
record Output(int status, String text) {
    /// Runs a command to its end.
    static Output of(List<String> command) {
        return of(command, Map.of());
    }

    /// The same with more in its environment than the caller has.
    static Output of(List<String> command, Map<String, String> environment) {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            String text =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Output(process.waitFor(), text);
        } catch (IOException e) {
            throw new UncheckedIOException(command.getFirst() + " does not start", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(
                    "interrupted while " + command.getFirst() + " was running", e);
        }
    }
}
