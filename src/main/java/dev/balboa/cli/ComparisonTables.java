package dev.balboa.cli;

import dev.balboa.eval.PairedDifference;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// The tables that people read of a comparison: the short one on the console, and all figures in
/// Markdown, to be put into a report.
///
/// @param comparison with at least one variant
record ComparisonTables(Comparison comparison) {

    private static final double PERCENT = 100;

    /// @param title  its heading
    /// @param figure what it shows
    /// @param format of one value; accuracies are shown in percent
    private record Column(String title, String figure, String format) {

        String of(Spread summary) {
            double unit = format.endsWith("%%") ? PERCENT : 1;
            String text =
                    switch (summary.count()) {
                        case 0 -> "–";
                        case 1 -> format.formatted(unit * summary.mean());
                        default ->
                                (format.replace(" %%", "") + " ± " + format)
                                        .formatted(unit * summary.mean(), unit * summary.std());
                    };
            int seeds = summary.values().length;
            boolean some = summary.count() > 0 && summary.count() < seeds;
            return some ? "%s (%d of %d)".formatted(text, summary.count(), seeds) : text;
        }
    }

    private static final List<Column> ALL =
            List.of(
                    new Column("kNN", "knn", "%.1f %%"),
                    new Column("untrained", "knn_untrained", "%.1f %%"),
                    new Column("kNN, equal s", "knn_equal_seconds", "%.1f %%"),
                    new Column("linear", "linear_100", "%.1f %%"),
                    new Column("linear, 10 %", "linear_10", "%.1f %%"),
                    new Column("linear, 1 %", "linear_1", "%.1f %%"),
                    new Column("uniformity", "uniformity", "%.2f"),
                    new Column("tolerance", "tolerance", "%.2f"),
                    new Column("class unif.", "inter_class_uniformity", "%.2f"),
                    new Column("alignment", "alignment", "%.3f"),
                    new Column("eff. rank", "effective_rank", "%.1f"),
                    new Column("collapse", "collapse", "%.2f"),
                    new Column("proj. spread", "projection_spread", "%.2f"),
                    new Column("collapsed", "collapsed", "%.0f %%"),
                    new Column("s to baseline's kNN", "seconds_to_baseline_knn", "%.0f"),
                    new Column("unknown AUROC", "novelty_auroc", "%.1f %%"),
                    new Column("false pos. at 95 %", "novelty_false_positives", "%.1f %%"),
                    new Column("images/s", "images_per_second", "%.0f"),
                    new Column("ms/image", "inference_ms", "%.2f"),
                    new Column("seconds", "seconds", "%.0f"));

    private static final List<String> SHORT =
            List.of(
                    "knn",
                    "knn_equal_seconds",
                    "linear_100",
                    "linear_10",
                    "effective_rank",
                    "collapse",
                    "seconds");

    private static final List<String> COMPARED =
            List.of("knn", "knn_equal_seconds", "linear_100", "linear_10", "linear_1");

    /// The main figures, for the console.
    void say(Console console) {
        String baseline = comparison.baseline();
        List<Column> columns = ALL.stream().filter(c -> SHORT.contains(c.figure())).toList();
        console.say(
                "%n%-34s %s %s",
                "mean ± deviation over seeds",
                columns.stream()
                        .map(column -> "%-16s".formatted(column.title()))
                        .collect(Collectors.joining()),
                "kNN against " + baseline);
        for (String variant : comparison.variants()) {
            console.say(
                    "%-34s %s %s",
                    variant,
                    columns.stream()
                            .map(column -> "%-16s".formatted(text(column, variant)))
                            .collect(Collectors.joining()),
                    comparison.difference(variant, "knn").map(ComparisonTables::words).orElse(""));
            comparison
                    .failures(variant)
                    .forEach(failure -> console.say("  a run failed: %s", failure));
        }
        places().ifPresent(warning -> console.say("%n%s", warning));
    }

    /// A warning where times are not of one place.
    private Optional<String> places() {
        List<String> places = comparison.places();
        return places.size() < 2
                ? Optional.empty()
                : Optional.of(
                        "Not all runs were computed in the same way (%s): their times cannot be compared."
                                .formatted(String.join("; ", places)));
    }

    /// Every figure that a variant has, then the differences from the first variant.
    String markdown() {
        StringBuilder text = new StringBuilder();
        List<Column> columns =
                ALL.stream()
                        .filter(
                                column ->
                                        comparison.variants().stream()
                                                .anyMatch(v -> summary(column, v).count() > 0))
                        .toList();
        text.append(
                "Mean ± standard deviation over the seeds, or over those that have a figure, in brackets. At"
                        + " equal seconds all but the quickest are in the middle of their schedule.\n\n");
        row(text, "", columns.stream().map(Column::title).toList());
        row(text, "---", columns.stream().map(_ -> "---").toList());
        for (String variant : comparison.variants()) {
            row(text, variant, columns.stream().map(column -> text(column, variant)).toList());
        }
        places().ifPresent(warning -> text.append("\n").append(warning).append("\n"));
        differences(text);
        for (String variant : comparison.variants()) {
            comparison
                    .failures(variant)
                    .forEach(
                            failure ->
                                    text.append("\nA run of " + variant + " failed: " + failure));
        }
        return text.toString();
    }

    private void differences(StringBuilder text) {
        String baseline = comparison.baseline();
        text.append(
                "\nPoints of difference from "
                        + baseline
                        + ", paired by seed, with 95 % intervals by Student's t.\n\n");
        List<Column> columns = ALL.stream().filter(c -> COMPARED.contains(c.figure())).toList();
        row(text, "", columns.stream().map(Column::title).toList());
        row(text, "---", columns.stream().map(_ -> "---").toList());
        for (String variant : comparison.variants()) {
            if (!variant.equals(baseline)) {
                List<String> cells =
                        columns.stream()
                                .map(c -> comparison.difference(variant, c.figure()))
                                .map(d -> d.map(ComparisonTables::words).orElse("–"))
                                .toList();
                row(text, variant, cells);
            }
        }
    }

    private static void row(StringBuilder text, String first, List<String> cells) {
        text.append("| ").append(first).append(" | ");
        text.append(String.join(" | ", cells)).append(" |\n");
    }

    private String text(Column column, String variant) {
        return column.of(summary(column, variant));
    }

    private Spread summary(Column column, String variant) {
        return comparison.spread(variant, column.figure());
    }

    private static String words(PairedDifference d) {
        return "%+.1f [%+.1f, %+.1f]%s"
                .formatted(
                        PERCENT * d.mean(),
                        PERCENT * d.low(),
                        PERCENT * d.high(),
                        d.isClear() ? "" : ", not clear");
    }
}
