package dev.balboa.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// What goes where: text for people on standard output, or with `--json` on standard error, so that
/// the one JSON object is the last line on standard output.
final class Console {

    static final String JSON_FLAG = "--json";

    private static final ObjectMapper MAPPER = JsonMapper.builder().build();

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = JSON_FLAG,
            description =
                    "Print one JSON object with the results as the last line on standard output,"
                            + " everything else on standard error.")
    private boolean json;

    /// Where text for people goes.
    PrintWriter people() {
        return json ? command.commandLine().getErr() : command.commandLine().getOut();
    }

    /// Prints a line for people.
    void say(String format, Object... args) {
        people().println(format.formatted(args));
        people().flush();
    }

    /// Where progress goes, whatever the flags.
    PrintWriter progress() {
        return command.commandLine().getErr();
    }

    /// An object to fill with the results of this command.
    ObjectNode results() {
        return MAPPER.createObjectNode().put("command", command.name());
    }

    /// Prints the results, if asked for as JSON.
    void finish(ObjectNode results) {
        if (json) {
            printJson(command.commandLine().getOut(), results);
        }
    }

    static void printError(PrintWriter out, String message, int exitCode) {
        printJson(out, MAPPER.createObjectNode().put("error", message).put("exit", exitCode));
    }

    private static void printJson(PrintWriter out, ObjectNode node) {
        out.println(node);
        out.flush();
    }
}
