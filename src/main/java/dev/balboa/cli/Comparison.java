package dev.balboa.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.balboa.eval.PairedDifference;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/// The scores of all variants and seeds, and what they say together.
final class Comparison {

    private static final String EQUAL_SECONDS = "knn_equal_seconds";
    private static final String SECONDS_TO_BASELINE = "seconds_to_baseline_knn";

    /// Figures in the order of the table; those at equal seconds and to equal kNN are made from the
    /// curves.
    static final List<String> FIGURES =
            List.of(
                    "knn",
                    EQUAL_SECONDS,
                    SECONDS_TO_BASELINE,
                    "linear_1",
                    "linear_10",
                    "linear_100",
                    "uniformity",
                    "tolerance",
                    "inter_class_uniformity",
                    "alignment",
                    "effective_rank",
                    "collapse",
                    "projection_spread",
                    "collapsed",
                    "novelty_auroc",
                    "novelty_false_positives",
                    "images_per_second",
                    "inference_ms",
                    "seconds");

    private final Map<String, List<CellScores>> scores = new LinkedHashMap<>();

    /// Adds the scores of a variant with the next seed. Every variant gets the same seeds in the
    /// same order.
    void add(Variant variant, CellScores cell) {
        scores.computeIfAbsent(variant.text(), _ -> new ArrayList<>()).add(cell);
    }

    /// A figure of a variant for each seed; NaN where a run failed or has none.
    double[] values(String variant, String figure) {
        List<CellScores> cells = scores.get(variant);
        double[] values = new double[cells.size()];
        for (int seed = 0; seed < values.length; seed++) {
            CellScores cell = cells.get(seed);
            values[seed] =
                    switch (figure) {
                        case EQUAL_SECONDS -> equalSeconds(cell, seed);
                        case SECONDS_TO_BASELINE -> secondsToBaseline(cell, seed);
                        default -> cell.figures().getOrDefault(figure, Double.NaN);
                    };
        }
        return values;
    }

    /// Seconds of training after which a run first had the last kNN score of the first variant with
    /// this seed; NaN where it never had.
    private double secondsToBaseline(CellScores cell, int seed) {
        List<CellScores> baseline = scores.values().iterator().next();
        if (seed >= baseline.size() || baseline.get(seed).failed()) {
            return Double.NaN;
        }
        return cell.secondsTo(baseline.get(seed).figures().get("knn")).orElse(Double.NaN);
    }

    /// The kNN score at the time at which the quickest variant with this seed was done.
    private double equalSeconds(CellScores cell, int seed) {
        double budget = Double.POSITIVE_INFINITY;
        for (List<CellScores> cells : scores.values()) {
            if (seed < cells.size() && !cells.get(seed).failed()) {
                budget = Math.min(budget, cells.get(seed).figures().get("seconds"));
            }
        }
        OptionalDouble knn = cell.knnWithin(budget);
        return knn.orElse(Double.NaN);
    }

    /// For machines: mean, spread and the values of each figure, differences from the first variant
    /// paired by seed, and the curves.
    void toJson(ObjectNode results) {
        ArrayNode variants = results.putArray("variants");
        String baseline = scores.keySet().iterator().next();
        scores.forEach(
                (variant, cells) -> {
                    ObjectNode node = variants.addObject().put("name", variant);
                    long failed = cells.stream().filter(CellScores::failed).count();
                    node.put("runs", cells.size()).put("failed", failed);
                    ObjectNode figures = node.putObject("figures");
                    for (String figure : FIGURES) {
                        figure(figures.putObject(figure), variant, figure, baseline);
                    }
                    ArrayNode curves = node.putArray("curves");
                    cells.forEach(cell -> curves.addPOJO(cell.curve()));
                    ArrayNode failures = node.putArray("failures");
                    cells.stream()
                            .filter(CellScores::failed)
                            .forEach(cell -> failures.add(cell.failure()));
                });
    }

    private void figure(ObjectNode node, String variant, String figure, String baseline) {
        double[] values = values(variant, figure);
        ArrayNode all = node.putArray("values");
        for (double value : values) {
            if (Double.isNaN(value)) {
                all.addNull();
            } else {
                all.add(value);
            }
        }
        Summary summary = Summary.of(values);
        if (summary.count() > 0) {
            node.put("mean", summary.mean());
        }
        if (summary.count() > 1) {
            node.put("std", summary.std());
        }
        difference(variant, baseline, figure)
                .ifPresent(
                        d ->
                                node.put("difference", d.mean())
                                        .put("difference_low", d.low())
                                        .put("difference_high", d.high()));
    }

    /// How a figure differs from the first variant's, where both have it for two seeds or more.
    Optional<PairedDifference> difference(String variant, String baseline, String figure) {
        double[] mine = values(variant, figure);
        double[] theirs = values(baseline, figure);
        List<double[]> pairs = new ArrayList<>();
        for (int seed = 0; seed < Math.min(mine.length, theirs.length); seed++) {
            if (!Double.isNaN(mine[seed]) && !Double.isNaN(theirs[seed])) {
                pairs.add(new double[] {mine[seed], theirs[seed]});
            }
        }
        if (variant.equals(baseline) || pairs.size() < 2) {
            return Optional.empty();
        }
        return Optional.of(
                PairedDifference.of(
                        pairs.stream().mapToDouble(pair -> pair[0]).toArray(),
                        pairs.stream().mapToDouble(pair -> pair[1]).toArray()));
    }

    /// For people.
    void say(Console console) {
        String baseline = scores.keySet().iterator().next();
        console.say(
                "%n%-34s %-15s %-15s %-15s %-15s %-9s %-9s %-8s %s",
                "mean ± deviation over seeds",
                "kNN",
                "kNN, equal s",
                "linear",
                "linear, 10 %",
                "rank",
                "collapse",
                "seconds",
                "kNN against " + baseline);
        for (String variant : scores.keySet()) {
            console.say(
                    "%-34s %-15s %-15s %-15s %-15s %-9s %-9s %-8s %s",
                    variant,
                    share(variant, "knn"),
                    share(variant, EQUAL_SECONDS),
                    share(variant, "linear_100"),
                    share(variant, "linear_10"),
                    number(variant, "effective_rank", "%.1f"),
                    number(variant, "collapse", "%.2f"),
                    number(variant, "seconds", "%.0f"),
                    difference(variant, baseline, "knn").map(Comparison::words).orElse(""));
            scores.get(variant).stream()
                    .filter(CellScores::failed)
                    .forEach(cell -> console.say("  a run failed: %s", cell.failure()));
        }
    }

    private static String words(PairedDifference d) {
        return "%+.1f points [%+.1f, %+.1f]%s"
                .formatted(
                        100 * d.mean(),
                        100 * d.low(),
                        100 * d.high(),
                        d.isClear() ? "" : ", not clear");
    }

    private String share(String variant, String figure) {
        Summary summary = Summary.of(values(variant, figure));
        return switch (summary.count()) {
            case 0 -> "–";
            case 1 -> "%.1f %%".formatted(100 * summary.mean());
            default -> "%.1f ± %.1f %%".formatted(100 * summary.mean(), 100 * summary.std());
        };
    }

    private String number(String variant, String figure, String format) {
        Summary summary = Summary.of(values(variant, figure));
        return summary.count() == 0 ? "–" : format.formatted(summary.mean());
    }

    /// Mean and spread of what is there.
    ///
    /// @param std unbiased; NaN for fewer than two values
    private record Summary(int count, double mean, double std) {

        static Summary of(double[] values) {
            int count = 0;
            double sum = 0;
            for (double value : values) {
                if (!Double.isNaN(value)) {
                    count++;
                    sum += value;
                }
            }
            double mean = sum / count;
            double squares = 0;
            for (double value : values) {
                squares += Double.isNaN(value) ? 0 : (value - mean) * (value - mean);
            }
            return new Summary(count, mean, Math.sqrt(squares / (count - 1)));
        }
    }
}
