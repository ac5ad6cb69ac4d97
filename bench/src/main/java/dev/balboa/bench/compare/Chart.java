package dev.balboa.bench.compare;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/// The ratios of a suite as bars, in an SVG file of its own: to the right of the line Balboa needs
/// less than the peer, to the left more. The scale is logarithmic and ends at 1/4 and at 64.
final class Chart {
    private static final int LABELS = 430;
    private static final int BARS = 420;
    private static final int WIDTH = LABELS + BARS + 70;
    private static final int LINE = 20;
    private static final int TOP = 34;
    private static final int TEXT_BELOW_TOP = 14;
    private static final double LEAST = -2;
    private static final double MOST = 6;

    private Chart() {}

    /// The name of a suite's file, beside the report.
    static String file(String suite) {
        return "images/bench-" + suite + ".svg";
    }

    /// Writes it.
    static void write(Path file, List<Row> rows) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, svg(rows));
        } catch (IOException e) {
            throw new UncheckedIOException("--out: " + file + " cannot be written", e);
        }
    }

    private static String svg(List<Row> all) {
        List<Row> rows =
                all.stream().filter(row -> Double.isFinite(row.ratio()) && !row.isLimit()).toList();
        int height = TOP + LINE * rows.size() + LINE;
        StringBuilder svg = new StringBuilder();
        svg.append(
                """
                <svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" font-family="sans-serif" font-size="12">
                <rect width="100%%" height="100%%" fill="white"/>
                """
                        .formatted(WIDTH, height));
        for (double power = LEAST; power <= MOST; power++) grid(svg, power, height);
        for (int i = 0; i < rows.size(); i++) bar(svg, rows.get(i), TOP + LINE * i);
        return svg.append("</svg>\n").toString();
    }

    private static void grid(StringBuilder svg, double power, int height) {
        String label = power < 0 ? "1/" + (1 << (int) -power) : Integer.toString(1 << (int) power);
        svg.append(
                """
                <line x1="%1$.1f" y1="%2$d" x2="%1$.1f" y2="%3$d" stroke="%4$s"/>
                <text x="%1$.1f" y="%5$d" text-anchor="middle" fill="#444">%6$s ×</text>
                """
                        .formatted(
                                x(power),
                                TOP - 6,
                                height - LINE,
                                power == 0 ? "#222" : "#ddd",
                                TOP - TEXT_BELOW_TOP,
                                label));
    }

    private static void bar(StringBuilder svg, Row row, int y) {
        double end = x(Math.clamp(Math.log(row.ratio()) / Math.log(2), LEAST, MOST));
        double one = x(0);
        svg.append(
                """
                <text x="%d" y="%d" text-anchor="end">%s</text>
                <rect x="%.1f" y="%d" width="%.1f" height="%d" fill="%s"/>
                <text x="%.1f" y="%d" fill="#222">%s</text>
                """
                        .formatted(
                                LABELS - 8,
                                y + TEXT_BELOW_TOP,
                                escaped(row.work() + " · " + row.peerName()),
                                Math.min(one, end),
                                y + 3,
                                Math.abs(end - one),
                                LINE - 6,
                                row.ratio() < 1 ? "#c0504d" : "#2f6f9f",
                                Math.max(one, end) + 5,
                                y + TEXT_BELOW_TOP,
                                String.format(Locale.ROOT, "%.2f", row.ratio())));
    }

    private static double x(double power) {
        return LABELS + (power - LEAST) / (MOST - LEAST) * BARS;
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }
}
