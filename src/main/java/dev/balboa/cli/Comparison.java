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
                    "knn_untrained",
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

    /// The variants as they were typed, the baseline first.
    List<String> variants() {
        return List.copyOf(scores.keySet());
    }

    /// The variant that the others are compared with.
    String baseline() {
        return scores.keySet().iterator().next();
    }

    /// Why runs of a variant have no scores.
    List<String> failures(String variant) {
        return scores.get(variant).stream()
                .filter(CellScores::failed)
                .map(CellScores::failure)
                .toList();
    }

    /// Where the runs were computed, each place once.
    List<String> places() {
        return scores.values().stream()
                .flatMap(List::stream)
                .map(CellScores::settings)
                .map(CellSettings::place)
                .distinct()
                .toList();
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
        scores.forEach(
                (variant, cells) -> {
                    ObjectNode node = variants.addObject().put("name", variant);
                    long failed = cells.stream().filter(CellScores::failed).count();
                    node.put("runs", cells.size()).put("failed", failed);
                    ObjectNode figures = node.putObject("figures");
                    for (String figure : FIGURES) {
                        figure(figures.putObject(figure), variant, figure);
                    }
                    ArrayNode curves = node.putArray("curves");
                    cells.forEach(cell -> curves.addPOJO(cell.curve()));
                    ArrayNode failures = node.putArray("failures");
                    failures(variant).forEach(failures::add);
                });
    }

    /// A figure of a variant over the seeds.
    Spread spread(String variant, String figure) {
        return Spread.of(values(variant, figure));
    }

    private void figure(ObjectNode node, String variant, String figure) {
        spread(variant, figure).put(node);
        Spread.put(difference(variant, figure), node);
    }

    /// How a figure differs from the first variant's, where both have it for two seeds or more.
    Optional<PairedDifference> difference(String variant, String figure) {
        return variant.equals(baseline())
                ? Optional.empty()
                : Spread.difference(spread(variant, figure), spread(baseline(), figure));
    }
}
