package dev.balboa.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.balboa.tensor.Profile;
import dev.balboa.tensor.ProfileEvent;
import dev.balboa.train.Phases;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.function.Predicate;

/// Where the time of some steps went.
///
/// @param profile of these steps, and nothing else
/// @param last    number of the last of them
/// @param steps   how many
record ProfileTable(Profile profile, long last, int steps) {

    private static final int OPERATORS = 10;
    private static final double NANOS_PER_MS = 1e6;
    private static final String ROW = "  %-40s %10s %10s %8s";

    /// What is measured: of a phase the time outside others, of an operator that outside others.
    ///
    /// @param name  of the phase or operator
    /// @param ms    milliseconds per step
    /// @param calls per step
    /// @param share of the time from the first of the steps to the last
    private record Row(String name, double ms, double calls, double share) {

        String text(String calls) {
            return line(
                    name,
                    String.format(Locale.ROOT, "%.3f", ms),
                    calls,
                    String.format(Locale.ROOT, "%.1f %%", 100 * share));
        }
    }

    private static String line(String name, String ms, String calls, String share) {
        return String.format(Locale.ROOT, ROW, name, ms, calls, share).stripTrailing();
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(
                String.format(
                        Locale.ROOT,
                        "profile of steps %d to %d: %.3f ms per step",
                        last - steps + 1,
                        last,
                        perStep(profile.nanos())));
        lines.add(line("phase", "ms/step", "", "share"));
        phases().forEach(row -> lines.add(row.text("")));
        beside().forEach(row -> lines.add(row.text("beside")));
        lines.add(line("operator", "self ms", "calls/step", "share"));
        operators()
                .forEach(row -> lines.add(row.text(String.format(Locale.ROOT, "%.1f", row.calls))));
        if (profile.dropped() > 0) {
            lines.add("  %,d events had no room".formatted(profile.dropped()));
        }
        return lines;
    }

    /// Writes the same figures.
    ///
    /// @return the object given
    ObjectNode put(ObjectNode node) {
        node.put("steps", steps).put("ms_per_step", perStep(profile.nanos()));
        ObjectNode phases = node.putObject("phases_ms");
        phases().forEach(row -> phases.put(row.name, row.ms));
        ObjectNode beside = node.putObject("beside_ms");
        beside().forEach(row -> beside.put(row.name, row.ms));
        ObjectNode operators = node.putObject("operators_ms");
        operators().forEach(row -> operators.put(row.name, row.ms));
        return node;
    }

    /// On the thread of the steps; the rest is what no phase has, such as letting go of tensors,
    /// and the listeners.
    private List<Row> phases() {
        OptionalInt thread = stepThread();
        List<Row> rows = new ArrayList<>();
        double rest = profile.nanos();
        for (Profile.Average phase : averages(e -> of(thread, e))) {
            if (!phase.name().equals(Phases.STEP)) {
                rows.add(row(phase));
                rest -= phase.selfNanos();
            }
        }
        rows.add(new Row("other", perStep(rest), 1, rest / profile.nanos()));
        return rows;
    }

    /// On the loader's threads, while the steps were under way.
    private List<Row> beside() {
        OptionalInt thread = stepThread();
        return averages(e -> !of(thread, e)).stream().map(this::row).toList();
    }

    private List<Profile.Average> averages(Predicate<ProfileEvent> condition) {
        return profile.filter(condition).phases();
    }

    private static boolean of(OptionalInt thread, ProfileEvent event) {
        return thread.isPresent() && event.thread() == thread.getAsInt();
    }

    private OptionalInt stepThread() {
        return profile.events().stream()
                .filter(event -> event.name().equals(Phases.STEP))
                .mapToInt(ProfileEvent::thread)
                .findFirst();
    }

    private List<Row> operators() {
        return profile.keyAverages().stream().limit(OPERATORS).map(this::row).toList();
    }

    private Row row(Profile.Average average) {
        return new Row(
                average.name(),
                perStep(average.selfNanos()),
                (double) average.calls() / steps,
                (double) average.selfNanos() / profile.nanos());
    }

    private double perStep(double nanos) {
        return nanos / NANOS_PER_MS / steps;
    }
}
