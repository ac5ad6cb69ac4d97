package dev.balboa.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
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

    /// The last line on standard output.
    JsonNode json() {
        try {
            return new ObjectMapper().readTree(out.getLast());
        } catch (JsonProcessingException e) {
            throw new AssertionError("last line is no JSON: " + out.getLast(), e);
        }
    }
}
