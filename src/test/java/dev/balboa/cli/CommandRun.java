package dev.balboa.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;

/// What one call of the command line did.
///
/// @param exit exit code
/// @param out  lines on standard output
/// @param err  lines on standard error
record CommandRun(int exit, List<String> out, List<String> err) {

    static CommandRun of(String... args) {
        return of(Balboa.commandLine(), args);
    }

    /// Of a command line that a test has added something to.
    static CommandRun of(CommandLine balboa, String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine command =
                balboa.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        int exit = command.execute(args);
        return new CommandRun(
                exit, out.toString().lines().toList(), err.toString().lines().toList());
    }

    /// `balboa train` as small as it gets: three steps an epoch on generated images.
    ///
    /// @param more flags besides, `--epochs` among them
    static CommandRun tinyTraining(Path out, String... more) {
        Stream<String> small =
                Stream.of(
                        ("train --width 2 --proj-dim 8 --image-size 8 --limit 48 --test-limit 16"
                                        + " --batch-size 16 --knn-k 5 --threads 1 --json")
                                .split(" "));
        return of(
                Stream.of(small, Stream.of("--out", out.toString()), Stream.of(more))
                        .flatMap(flags -> flags)
                        .toArray(String[]::new));
    }

    /// The last line on standard output.
    JsonNode json() {
        try {
            return new ObjectMapper().readTree(out.getLast());
        } catch (JsonProcessingException e) {
            throw new AssertionError("last line is no JSON: " + out.getLast(), e);
        }
    }
}
