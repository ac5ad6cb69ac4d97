package dev.balboa.bench.compare;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// `docs/BENCHMARKS.md`: a section per suite, each rewritten by the run that measured it, the
/// others left as they are.
final class Report {
    private static final String HEAD =
            """
            # Benchmarks

            Written by `bench/compare`; what is measured, and how, is in [bench/README.md](../bench/README.md). Every figure is a median of
            samples taken in turn with the peer's in one run on one machine; `ratio` is the peer's figure divided by Balboa's, so above 1
            Balboa needs less. Compare ratios, not figures of different runs.
            """;

    private Report() {}

    /// The section as text.
    static String section(
            String suite,
            String command,
            Machine machine,
            Effort effort,
            List<Target> targets,
            Measured measured) {
        return """
                ## %s

                - command: `%s`
                - effort: %d fresh processes per implementation, %d samples of about %d ms (or a round, if it is longer) in each after %.1f s of warming up; %d starts of whole processes
                %s- versions: %s

                ![ratios](%s)

                %s
                ### Targets

                %s
                %s### Where Balboa loses

                %s"""
                .formatted(
                        suite,
                        command,
                        effort.forks(),
                        effort.rounds(),
                        effort.sampleMillis(),
                        effort.warmMillis() / 1000.0,
                        effort.starts(),
                        machine.describe(),
                        versions(measured),
                        Chart.file(suite),
                        Table.of(measured.rows()),
                        targets(targets, measured.rows()),
                        Limits.section(measured.rows()),
                        losses(measured.rows()));
    }

    /// Puts the section in the file, in place of the one of the same suite.
    static void write(Path file, String suite, String section) {
        String begin = "<!-- begin " + suite + " -->";
        String end = "<!-- end " + suite + " -->";
        String block = begin + "\n" + section + end + "\n";
        try {
            String before = Files.exists(file) ? Files.readString(file) : HEAD;
            Matcher old =
                    Pattern.compile(
                                    Pattern.quote(begin) + ".*" + Pattern.quote(end) + "\n",
                                    Pattern.DOTALL)
                            .matcher(before);
            String after =
                    old.find()
                            ? old.replaceFirst(Matcher.quoteReplacement(block))
                            : before + "\n" + block;
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, after);
        } catch (IOException e) {
            throw new UncheckedIOException("--out: " + file + " cannot be written", e);
        }
    }

    private static String versions(Measured measured) {
        if (measured.versions().isEmpty()) return "as in the other sections";
        return measured.versions().entrySet().stream()
                .map(entry -> entry.getKey() + ": " + entry.getValue())
                .collect(Collectors.joining("; "));
    }

    private static String targets(List<Target> targets, List<Row> rows) {
        return targets.stream()
                .map(target -> "- " + target.words() + " — " + target.verdict(rows) + "\n")
                .collect(Collectors.joining());
    }

    private static String losses(List<Row> rows) {
        List<Row> lost = rows.stream().filter(row -> row.ratio() < 1 && !row.isLimit()).toList();
        if (lost.isEmpty()) return "In no row of this table.\n";
        return lost.stream()
                .map(
                        row ->
                                String.format(
                                        Locale.ROOT,
                                        "- %s against %s: %.2f × the peer's figure\n",
                                        row.work(),
                                        row.peerName(),
                                        1 / row.ratio()))
                .collect(Collectors.joining());
    }
}
