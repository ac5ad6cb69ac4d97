package dev.balboa.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.balboa.eval.PairedDifference;
import dev.balboa.eval.Readout;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/// The readings of all strengths, methods and seeds, and what they say together.
final class InformationRecovery {

    /// Sources beside the methods.
    static final String PIXELS = "raw pixels";

    static final String UNTRAINED = "untrained";

    /// What is read, by the name of its section in the results.
    private static final Map<String, Function<Readings, Map<String, Map<String, Double>>>> KINDS =
            kinds();

    private static Map<String, Function<Readings, Map<String, Map<String, Double>>>> kinds() {
        Map<String, Function<Readings, Map<String, Map<String, Double>>>> kinds =
                new LinkedHashMap<>();
        kinds.put("factors", Readings::factors);
        kinds.put("parameters", Readings::parameters);
        return kinds;
    }

    private final String baseline;
    private final Map<Strength, Map<String, List<Readings>>> readings = new LinkedHashMap<>();

    /// Of these strengths and methods, in the order of the tables.
    InformationRecovery(List<Strength> strengths, List<Variant> variants) {
        baseline = variants.getFirst().text();
        for (Strength strength : strengths) {
            Map<String, List<Readings>> sources = new LinkedHashMap<>();
            sources.put(PIXELS, new ArrayList<>());
            sources.put(UNTRAINED, new ArrayList<>());
            variants.forEach(variant -> sources.put(variant.text(), new ArrayList<>()));
            readings.put(strength, sources);
        }
    }

    /// Adds the readings of a source with the next seed; the pixels have only one.
    void add(Strength strength, String source, Readings of) {
        readings.get(strength).get(source).add(of);
    }

    /// Names of what is read at a strength, of one kind, from what is there yet.
    private Set<String> names(Strength strength, String kind) {
        Set<String> names = new LinkedHashSet<>();
        readings.get(strength)
                .values()
                .forEach(
                        runs ->
                                runs.forEach(
                                        run ->
                                                KINDS.get(kind)
                                                        .apply(run)
                                                        .values()
                                                        .forEach(r2 -> names.addAll(r2.keySet()))));
        return names;
    }

    private static double r2(Readings run, String kind, String representation, String name) {
        return KINDS.get(kind)
                .apply(run)
                .getOrDefault(representation, Map.of())
                .getOrDefault(name, Double.NaN);
    }

    private Spread spread(Strength strength, String source, ToDoubleFunction<Readings> figure) {
        return Spread.of(readings.get(strength).get(source).stream().mapToDouble(figure).toArray());
    }

    /// Whether pixels or untrained encoders tell it at all.
    private boolean isMeasurable(Strength strength, String kind, String name) {
        double pixels =
                spread(strength, PIXELS, run -> r2(run, kind, Readings.PIXELS, name)).mean();
        double untrained =
                spread(strength, UNTRAINED, run -> r2(run, kind, Readings.BACKBONE, name)).mean();
        return pixels >= Readout.MEASURABLE || untrained >= Readout.MEASURABLE;
    }

    /// Mean R² over what is measurable; one below 0 tells nothing, and counts as 0.
    private double recovered(Strength strength, String kind, Readings run, String representation) {
        double sum = 0;
        int count = 0;
        for (String name : names(strength, kind)) {
            double r2 = r2(run, kind, representation, name);
            if (isMeasurable(strength, kind, name) && !Double.isNaN(r2)) {
                sum += Math.max(0, r2);
                count++;
            }
        }
        return sum / count;
    }

    private static List<String> representations(String source) {
        return source.equals(PIXELS)
                ? List.of(Readings.PIXELS)
                : List.of(Readings.BACKBONE, Readings.PROJECTION);
    }

    /// For machines: mean, spread and the values of each R², the means over what is measurable with
    /// differences from the first method paired by seed, accuracies and metrics.
    void toJson(ObjectNode results) {
        results.put("baseline", baseline).put("measurable_from", Readout.MEASURABLE);
        ArrayNode strengths = results.putArray("strengths");
        readings.forEach(
                (strength, sources) -> {
                    ObjectNode node =
                            strengths
                                    .addObject()
                                    .put("name", strength.label())
                                    .put("augmentation", strength.words());
                    for (String kind : KINDS.keySet()) {
                        ArrayNode names = node.putArray(kind);
                        for (String name : names(strength, kind)) {
                            names.addObject()
                                    .put("name", name)
                                    .put("measurable", isMeasurable(strength, kind, name));
                        }
                    }
                    ArrayNode list = node.putArray("sources");
                    sources.forEach(
                            (source, runs) -> source(list.addObject(), strength, source, runs));
                });
    }

    private void source(ObjectNode node, Strength strength, String source, List<Readings> runs) {
        node.put("name", source).put("runs", runs.size());
        ArrayNode failures = node.putArray("failures");
        runs.stream().filter(Readings::failed).forEach(run -> failures.add(run.failure()));
        ObjectNode all = node.putObject("representations");
        for (String representation : representations(source)) {
            ObjectNode own = all.putObject(representation);
            for (String kind : KINDS.keySet()) {
                ObjectNode names = own.putObject(kind);
                for (String name : names(strength, kind)) {
                    spread(strength, source, run -> r2(run, kind, representation, name))
                            .put(names.putObject(name));
                }
                compared(
                        own.putObject("mean_" + kind),
                        strength,
                        source,
                        run -> recovered(strength, kind, run, representation));
            }
            compared(own.putObject("accuracy"), strength, source, accuracy(representation));
        }
        ArrayNode metrics = node.putArray("metrics");
        int count = runs.stream().mapToInt(run -> run.metrics().size()).max().orElse(0);
        for (int group = 0; group < count; group++) {
            ObjectNode metric = metrics.addObject();
            for (String figure : List.of("min", "max", "entropy")) {
                metric(strength, source, group, figure).put(metric.putObject(figure));
            }
        }
    }

    private Spread metric(Strength strength, String source, int group, String figure) {
        return spread(
                strength,
                source,
                run -> run.failed() ? Double.NaN : run.metrics().get(group).get(figure));
    }

    private static ToDoubleFunction<Readings> accuracy(String representation) {
        return run -> run.accuracy().getOrDefault(representation, Double.NaN);
    }

    private void compared(
            ObjectNode node, Strength strength, String source, ToDoubleFunction<Readings> figure) {
        spread(strength, source, figure).put(node);
        Spread.put(difference(strength, source, figure), node);
    }

    /// How a figure differs from the first method's, where both have it for two seeds or more.
    private Optional<PairedDifference> difference(
            Strength strength, String source, ToDoubleFunction<Readings> figure) {
        if (source.equals(PIXELS) || source.equals(UNTRAINED) || source.equals(baseline)) {
            return Optional.empty();
        }
        return Spread.difference(
                spread(strength, source, figure), spread(strength, baseline, figure));
    }

    /// For people.
    void say(Console console) {
        readings.forEach(
                (strength, sources) -> {
                    console.say(
                            "%n%s: %s. R2, backbone / projection, mean over seeds",
                            strength.label(), strength.words());
                    StringBuilder head = new StringBuilder("%-22s".formatted(""));
                    sources.keySet().forEach(source -> head.append(column(source, source)));
                    console.say("%s", head);
                    for (String kind : KINDS.keySet()) {
                        for (String name : names(strength, kind)) {
                            console.say("%s", row(strength, kind, name));
                        }
                    }
                    sources.keySet().forEach(source -> sum(console, strength, source));
                });
    }

    private static String column(String source, String text) {
        return ("%-" + (Math.max(12, source.length()) + 2) + "s").formatted(text);
    }

    private String row(Strength strength, String kind, String name) {
        StringBuilder line = new StringBuilder("%-22s".formatted(name));
        for (String source : readings.get(strength).keySet()) {
            List<String> values = new ArrayList<>();
            for (String representation : representations(source)) {
                values.add(
                        spread(strength, source, run -> r2(run, kind, representation, name))
                                .meanText("%.2f"));
            }
            line.append(column(source, String.join(" / ", values)));
        }
        return isMeasurable(strength, kind, name)
                ? line.toString().stripTrailing()
                : line + "not measurable";
    }

    private void sum(Console console, Strength strength, String source) {
        for (String representation : representations(source)) {
            StringBuilder line = new StringBuilder();
            line.append("%s, %s: mean over what is measurable".formatted(source, representation));
            for (String kind : KINDS.keySet()) {
                line.append(", ").append(kind).append(' ');
                line.append(
                        figure(
                                strength,
                                source,
                                run -> recovered(strength, kind, run, representation)));
            }
            line.append("; class ");
            line.append(figure(strength, source, accuracy(representation)));
            console.say("%s", line);
        }
        List<Readings> runs = readings.get(strength).get(source);
        int count = runs.stream().mapToInt(run -> run.metrics().size()).max().orElse(0);
        for (int group = 0; group < count; group++) {
            console.say(
                    "%s, metric %d: min %s, max %s, entropy %s",
                    source,
                    group + 1,
                    metric(strength, source, group, "min").text("%.2f"),
                    metric(strength, source, group, "max").text("%.2f"),
                    metric(strength, source, group, "entropy").text("%.3f"));
        }
        runs.stream()
                .filter(Readings::failed)
                .forEach(run -> console.say("%s: a run failed: %s", source, run.failure()));
    }

    private String figure(Strength strength, String source, ToDoubleFunction<Readings> figure) {
        String text = spread(strength, source, figure).text("%.3f");
        return difference(strength, source, figure)
                .map(
                        d ->
                                "%s (%+.3f [%+.3f, %+.3f]%s)"
                                        .formatted(
                                                text,
                                                d.mean(),
                                                d.low(),
                                                d.high(),
                                                d.isClear() ? "" : ", not clear"))
                .orElse(text);
    }
}
