package dev.balboa.cli;

import java.util.Set;
import picocli.CommandLine.ParseResult;

/// The flags that may be said beside `--resume`: a run that goes on keeps its own settings.
///
/// @param flags by their long names, `--resume` among them
record BesideResume(Set<String> flags) {

    BesideResume {
        flags = Set.copyOf(flags);
    }

    /// Fails for any other flag that was given, and names it.
    void check(ParseResult given) {
        given.matchedOptions().stream()
                .map(option -> option.longestName())
                .filter(name -> !flags.contains(name))
                .findFirst()
                .ifPresent(
                        name -> {
                            throw new UsageException(
                                    name
                                            + ": given with --resume, which keeps the run's own"
                                            + " settings (expected: without it)");
                        });
    }
}
