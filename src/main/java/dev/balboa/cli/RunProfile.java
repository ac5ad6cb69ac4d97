package dev.balboa.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.balboa.tensor.Profile;
import dev.balboa.tensor.Profiler;
import dev.balboa.train.Event;
import dev.balboa.train.Listener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.Optional;
import jdk.jfr.Configuration;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;

/// The profile of some steps of a run. It begins after the run's first steps, in which memory is
/// asked for and code compiled, and ends after as many steps as it is to have; of a shorter run it
/// takes the later half.
final class RunProfile implements Listener, AutoCloseable {

    /// Steps to profile, unless said otherwise.
    static final int STEPS = 10;

    private static final int WARM_UP = 5;

    private final OutputFolder out;
    private final int wanted;
    private int skipped;
    private int steps;
    private int seen;
    private Profiler profiler;
    private Optional<Recording> flight = Optional.empty();
    private ProfileTable table;

    RunProfile(OutputFolder out, int steps) {
        this.out = out;
        this.wanted = steps;
    }

    @Override
    public void on(Event event) {
        switch (event) {
            case Event.Started run -> begin(run);
            case Event.StepDone step -> {
                seen++;
                if (seen == skipped + steps) {
                    stop(step.step());
                }
                if (seen == skipped && steps > 0) {
                    start();
                }
            }
            case Event.EpochDone _, Event.Finished _ -> {
                // steps are what counts
            }
        }
    }

    private void begin(Event.Started run) {
        long left = (long) (run.epochs() - run.epochsDone()) * run.stepsPerEpoch();
        skipped = (int) Math.min(WARM_UP, left / 2);
        steps = (int) Math.min(wanted, left - skipped);
        if (skipped == 0 && steps > 0) {
            start();
        }
    }

    private void start() {
        flight = record();
        profiler = Profiler.start();
    }

    /// Starting it for the first time takes some tenths of a second, before the profile.
    private static Optional<Recording> record() {
        if (!FlightRecorder.isAvailable()) {
            return Optional.empty();
        }
        try {
            Recording recording = new Recording(Configuration.getConfiguration("profile"));
            recording.setName("balboa train");
            recording.start();
            return Optional.of(recording);
        } catch (IOException | ParseException e) {
            throw new IllegalStateException("the JDK's own settings cannot be read", e);
        }
    }

    private void stop(long lastStep) {
        Profile profile = profiler.stop();
        try {
            if (flight.isPresent()) {
                flight.get().stop();
                flight.get().dump(out.flightRecording());
            }
            profile.exportChromeTrace(out.trace());
        } catch (IOException e) {
            throw new UncheckedIOException("the profile cannot be written to " + out.path(), e);
        }
        flight.ifPresent(Recording::close);
        table = new ProfileTable(profile, lastStep, steps);
    }

    /// Prints what was found, and puts it among the results.
    void report(Console console, ObjectNode results) {
        if (table == null) {
            console.say("nothing was profiled: no step was left to do");
            return;
        }
        table.lines().forEach(line -> console.say("%s", line));
        ObjectNode node = table.put(results.putObject("profile"));
        node.put("trace", out.trace().toString());
        console.say("  %s opens in ui.perfetto.dev and chrome://tracing", out.trace());
        Path recording = out.flightRecording();
        if (Files.exists(recording)) {
            node.put("jfr", recording.toString());
            console.say("  %s opens in JDK Mission Control", recording);
        }
    }

    /// Forgets what is being recorded.
    @Override
    public void close() {
        if (profiler != null) {
            profiler.close();
        }
        flight.ifPresent(Recording::close);
    }
}
