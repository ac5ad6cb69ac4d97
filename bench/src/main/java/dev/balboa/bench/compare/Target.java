package dev.balboa.bench.compare;

import java.util.List;
import java.util.Locale;

/// What a row is meant to show, and whether it does.
///
/// @param work of the row
/// @param peerName of the row; null for a target on Balboa's own figure
/// @param bound the smallest ratio, or Balboa's largest figure if there is no peer
/// @param words for people
record Target(String work, String peerName, double bound, String words) {
    /// The verdict, or a note that the rows hold nothing to judge by.
    String verdict(List<Row> rows) {
        return rows.stream()
                .filter(
                        row ->
                                row.work().equals(work)
                                        && (peerName == null || row.peerName().equals(peerName)))
                .findFirst()
                .map(this::judge)
                .orElse("not measured");
    }

    private String judge(Row row) {
        boolean met = peerName == null ? row.balboa().median() < bound : row.ratio() >= bound;
        String figure =
                peerName == null
                        ? String.format(Locale.ROOT, "%.2f %s", row.balboa().median(), row.unit())
                        : String.format(
                                Locale.ROOT, "ratio %.2f (at least %.2f)", row.ratio(), bound);
        return (met ? "met: " : "**missed**: ") + figure;
    }
}
