package dev.balboa.cli;

import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import picocli.CommandLine.ParseResult;

/// The flags that a way of calling a command understands; the command itself may have more.
///
/// @param flags by their long names
record OnlyFlags(Set<String> flags) {

    OnlyFlags {
        flags = Set.copyOf(flags);
    }

    /// Fails for any other flag that was given.
    ///
    /// @param message what to say of it, by its name
    void check(ParseResult given, UnaryOperator<String> message) {
        Optional<String> other =
                given.matchedOptions().stream()
                        .map(option -> option.longestName())
                        .filter(name -> !flags.contains(name))
                        .findFirst();
        if (other.isPresent()) {
            throw new UsageException(message.apply(other.get()));
        }
    }

    /// Fails for any flag that may not stand beside `--resume`: a run that goes on keeps its own
    /// settings.
    void checkBesideResume(ParseResult given) {
        check(
                given,
                name ->
                        name
                                + ": given with --resume, which keeps the run's own settings"
                                + " (expected: without it)");
    }
}
