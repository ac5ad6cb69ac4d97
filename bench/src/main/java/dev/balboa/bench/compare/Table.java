package dev.balboa.bench.compare;

import java.util.List;
import java.util.Locale;

/// Rows as a Markdown table, which reads well in a terminal too.
final class Table {
    private static final String HEAD =
            "| work | peer | Balboa | peer's | ratio | quartiles of the ratio |\n|---|---|---|---|---|---|\n";

    private Table() {}

    static String of(List<Row> rows) {
        StringBuilder table = new StringBuilder(HEAD);
        for (Row row : rows) {
            table.append(
                    "| %s | %s | %s %s | %s %s | %s | %s |\n"
                            .formatted(
                                    row.work(),
                                    row.peerName(),
                                    figure(row.balboa().median()),
                                    row.unit(),
                                    figure(row.peer().median()),
                                    row.unit(),
                                    ratio(row.ratio()),
                                    quartiles(row)));
        }
        return table.toString();
    }

    /// Three significant digits, without an exponent.
    static String figure(double value) {
        if (value == 0) return "0";
        int digits = Math.clamp(2 - (int) Math.floor(Math.log10(Math.abs(value))), 0, 3);
        return String.format(Locale.ROOT, "%,." + digits + "f", value);
    }

    private static String ratio(double ratio) {
        return Double.isFinite(ratio) ? String.format(Locale.ROOT, "**%.2f**", ratio) : "–";
    }

    private static String quartiles(Row row) {
        double[] spread = row.spread();
        if (!Double.isFinite(spread[0]) || !Double.isFinite(spread[1])) return "–";
        return String.format(Locale.ROOT, "%.2f – %.2f", spread[0], spread[1]);
    }
}
