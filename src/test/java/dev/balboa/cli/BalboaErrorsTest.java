package dev.balboa.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Oracle: the documented exit codes and forms of messages, for errors that are no exceptions. The
/// command that fails is the test's own.
class BalboaErrorsTest {

    @Command(name = "fail")
    private static final class Failing implements Runnable {

        private final Error error;
        @Mixin private Console console;

        Failing(Error error) {
            this.error = error;
        }

        @Override
        public void run() {
            throw error;
        }
    }

    private static CommandRun runOf(Error error, String... flags) {
        CommandLine balboa = Balboa.commandLine().addSubcommand(new Failing(error));
        String[] args = new String[flags.length + 1];
        args[0] = "fail";
        System.arraycopy(flags, 0, args, 1, flags.length);
        return CommandRun.of(balboa, args);
    }

    @Test
    void aFullHeapIsOneLineWithTheRemedy() {
        CommandRun run = runOf(new OutOfMemoryError("Java heap space"));
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).hasSize(1);
        assertThat(run.err().getFirst())
                .startsWith("balboa fail: the heap of ")
                .endsWith("BALBOA_JAVA_OPTIONS=-Xmx4g)");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void aFullHeapIsTheJsonLineWithJson() {
        CommandRun run = runOf(new OutOfMemoryError("Java heap space"), "--json");
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.json().get("error").asText()).startsWith("the heap of ");
        assertThat(run.json().get("exit").asInt()).isEqualTo(1);
    }

    @Test
    void anyOtherErrorIsBalboasOwnAndEndsInTheSameLines() {
        CommandRun run = runOf(new StackOverflowError(), "--json");
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err().getFirst()).isEqualTo("java.lang.StackOverflowError");
        assertThat(run.err().getLast()).isEqualTo("balboa fail: java.lang.StackOverflowError");
        assertThat(run.json().get("error").asText()).isEqualTo("java.lang.StackOverflowError");
    }
}
