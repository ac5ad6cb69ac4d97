package dev.balboa.bench.compare;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// What a row is meant to show, and whether it does.
///
/// @param work of the row
/// @param peers of the rows that are looked at, of which the one that is hardest on Balboa counts;
///     none for a target on Balboa's own figure
/// @param bound the smallest ratio, or Balboa's largest figure if there is no peer
/// @param words for people
record Target(String work, List<String> peers, double bound, String words) {
    Target {
        peers = List.copyOf(peers);
    }

    /// The verdict, or a note that the rows hold nothing to judge by.
    String verdict(List<Row> rows) {
        return rows.stream()
                .filter(row -> row.work().equals(work))
                .filter(row -> peers.isEmpty() || peers.contains(row.peerName()))
                .min(Comparator.comparingDouble(Row::ratio))
                .map(this::judge)
                .orElse("not measured");
    }

    private String judge(Row row) {
        boolean own = peers.isEmpty();
        boolean met = own ? row.balboa().median() < bound : row.ratio() >= bound;
        String figure =
                own
                        ? String.format(Locale.ROOT, "%.2f %s", row.balboa().median(), row.unit())
                        : String.format(
                                Locale.ROOT,
                                "ratio %.2f (at least %.2f) to %s",
                                row.ratio(),
                                bound,
                                row.peerName());
        return (met ? "met: " : "**missed**: ") + figure;
    }
}
