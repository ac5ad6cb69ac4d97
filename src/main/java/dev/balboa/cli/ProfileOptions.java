package dev.balboa.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.balboa.train.Listener;
import picocli.CommandLine.Option;

/// Flags of a run's profile.
final class ProfileOptions implements AutoCloseable {

    static final String FLAG = "--profile";
    static final String STEPS_FLAG = "--profile-steps";

    private static final int MOST_STEPS = 1_000;

    @Option(
            names = FLAG,
            description =
                    "Profile some steps after the first five, and print where the time goes: the run's"
                            + " folder gets trace.json, which ui.perfetto.dev and chrome://tracing"
                            + " open, and profile.jfr for JDK Mission Control. The result is the same.")
    private boolean profile;

    @Option(
            names = STEPS_FLAG,
            paramLabel = "N",
            description = "Steps to profile, with --profile. Default: 10.")
    private Integer steps;

    private RunProfile taken;

    /// Checks the range.
    void check() {
        if (steps != null) {
            UsageException.require(profile, STEPS_FLAG, steps, "together with " + FLAG);
            UsageException.require(
                    steps >= 1 && steps <= MOST_STEPS,
                    STEPS_FLAG,
                    steps,
                    ">= 1 and <= " + MOST_STEPS);
        }
    }

    /// What profiles the run of a folder, if that is asked for.
    Listener of(OutputFolder folder) {
        if (!profile) {
            return _ -> {};
        }
        taken = new RunProfile(folder, steps == null ? RunProfile.STEPS : steps);
        return taken;
    }

    /// Prints what was found, and puts it among the results.
    void report(Console console, ObjectNode results) {
        if (taken != null) {
            taken.report(console, results);
        }
    }

    /// Forgets a profile that is being taken.
    @Override
    public void close() {
        if (taken != null) {
            taken.close();
        }
    }
}
