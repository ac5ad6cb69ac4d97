package dev.balboa.bench.compare;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// What the parts that no implementation can leave out say of the figures: how much of Balboa's
/// time they are, and how far any peer could be left behind.
final class Limits {
    private Limits() {}

    /// A section of the report, empty where no limit was measured.
    static String section(List<Row> rows) {
        List<Row> limits = rows.stream().filter(Row::isLimit).toList();
        if (limits.isEmpty()) return "";
        return limits.stream()
                .map(limit -> line(limit, rows))
                .collect(Collectors.joining("", "### Limits\n\n", "\n"));
    }

    private static String line(Row limit, List<Row> rows) {
        String part =
                String.format(
                        Locale.ROOT,
                        "- `%s`: %s take %s %s, %.0f %% of Balboa's time",
                        limit.work(),
                        limit.peerName(),
                        Table.figure(limit.peer().median()),
                        limit.unit(),
                        100 * limit.ratio());
        return rows.stream()
                .filter(row -> row.work().equals(limit.work()) && !row.isLimit())
                .min(Comparator.comparingDouble(Row::ratio))
                .map(fastest -> part + reach(limit, fastest))
                .orElse(part + "\n");
    }

    private static String reach(Row limit, Row fastest) {
        return String.format(
                Locale.ROOT,
                "; with nothing beside them the ratio to %s, the fastest peer, would be %.2f\n",
                fastest.peerName(),
                fastest.ratio() / limit.ratio());
    }
}
