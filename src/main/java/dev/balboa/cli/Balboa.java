package dev.balboa.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/// The command `balboa`.
///
/// Exit codes: 0 done, 1 failed (a file, the data, a loss that is not finite, out of memory), 2 an
/// argument that cannot be used. Each error is one line on standard error; an error of Balboa
/// itself comes with its stack trace.
@Command(
        name = "balboa",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {
            DemoCommand.class,
            TrainCommand.class,
            EvalCommand.class,
            CompareCommand.class,
            IdentifyCommand.class,
            RecoverCommand.class,
            PackCommand.class,
            MethodsCommand.class,
            DoctorCommand.class
        },
        description = "Self-supervised learning on libtorch, from Java.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:the run failed", "2:an argument cannot be used"},
        footerHeading = "%nExamples:%n",
        footer = {
            "  balboa demo",
            "  balboa train --method simsiam-gsg --data photos --epochs 20 --out runs/photos",
            "  balboa eval --checkpoint runs/photos --data photos --baselines",
            "  balboa compare --methods simclr,simsiam --epochs 5 --width 16",
            "  balboa pack photos photos.pack --image-size 64",
            "  balboa methods",
            "  balboa doctor"
        })
public final class Balboa implements Runnable {

    private static final int FAILED = 1;
    private static final int USAGE = 2;

    @Spec private CommandSpec spec;

    /// The command without arguments; [#commandLine()] runs it.
    public Balboa() {}

    /// Runs the command line and exits.
    ///
    /// @param args as typed
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    /// The command line with its error handling. Tests redirect its writers and call `execute`.
    ///
    /// @return ready to execute
    public static CommandLine commandLine() {
        CommandLine balboa = new CommandLine(new Balboa());
        MethodFlags.addTo(balboa.getSubcommands().get("train").getCommandSpec());
        return balboa.setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionStrategy(Balboa::run)
                .setParameterExceptionHandler(Balboa::usage)
                .setExecutionExceptionHandler(Balboa::failed);
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "command: missing (expected: one of "
                        + String.join(", ", spec.subcommands().keySet())
                        + ")");
    }

    /// Picocli hands on exceptions only; errors would leave as bare stack traces.
    private static int run(ParseResult parsed) {
        try {
            return new CommandLine.RunLast().execute(parsed);
        } catch (Error e) {
            return failed(e, parsed);
        }
    }

    private static int failed(Error e, ParseResult parsed) {
        CommandLine command = parsed.asCommandLineList().getLast();
        String message = e.toString();
        if (e instanceof OutOfMemoryError) {
            message =
                    "the heap of %d MB is too small (expected: fewer or smaller images, or more by BALBOA_JAVA_OPTIONS=-Xmx4g)"
                            .formatted(Runtime.getRuntime().maxMemory() >> 20);
        } else {
            e.printStackTrace(command.getErr());
        }
        String line = String.join(" ", message.lines().toList());
        return report(command, line, FAILED, parsed.originalArgs());
    }

    private static int usage(ParameterException e, String[] args) {
        String hint = "";
        if (e instanceof UnmatchedArgumentException unmatched
                && !unmatched.getSuggestions().isEmpty()) {
            hint = "; did you mean " + unmatched.getSuggestions().getFirst() + "?";
        }
        CommandLine command = e.getCommandLine();
        String help = " (see " + command.getCommandSpec().qualifiedName() + " --help" + hint + ")";
        String message = e.getMessage().lines().collect(Collectors.joining(" "));
        return report(command, message + help, USAGE, List.of(args));
    }

    private static int failed(Exception e, CommandLine command, ParseResult parsed) {
        int code = e instanceof UsageException ? USAGE : FAILED;
        if (!Failure.isExpected(e)) {
            e.printStackTrace(command.getErr());
        }
        return report(command, Failure.message(e), code, parsed.originalArgs());
    }

    private static int report(CommandLine command, String message, int code, List<String> args) {
        PrintWriter err = command.getErr();
        err.println(command.getCommandSpec().qualifiedName() + ": " + message);
        err.flush();
        if (args.contains(Console.JSON_FLAG)) {
            Console.printError(command.getOut(), message, code);
        }
        return code;
    }
}
