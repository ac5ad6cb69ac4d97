package dev.balboa.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.balboa.ssl.Chart;
import java.util.ArrayList;
import java.util.List;

/// The charts of a method with the figures of a run, for its page.
final class RunCharts {

    private final JsonNode epochs;

    /// @param epochs what was reported of each epoch
    RunCharts(JsonNode epochs) {
        this.epochs = epochs;
    }

    /// Adds the charts of which there is something to draw.
    void write(List<Chart> charts, ArrayNode to) {
        for (Chart chart : charts) {
            List<Drawn> drawn = drawn(chart);
            if (!drawn.isEmpty()) {
                ObjectNode node = to.addObject();
                node.put("title", chart.title()).put("reading", chart.reading());
                node.put("x", chart.x()).put("y", chart.y());
                ArrayNode lines = node.putArray("lines");
                drawn.forEach(line -> line.write(lines.addObject()));
            }
        }
    }

    /// The lines that have points; references only beside such.
    private List<Drawn> drawn(Chart chart) {
        List<Drawn> drawn = new ArrayList<>();
        for (Chart.Line line : chart.lines()) {
            switch (line) {
                case Chart.Figure figure ->
                        drawn.add(new Drawn(figure.label(), figure.metric(), points(figure)));
                case Chart.Curve curve -> drawn.add(new Drawn(curve.label(), "", curve.points()));
                case Chart.Reference _ -> {
                    // as long as the others are
                }
            }
        }
        drawn.removeIf(line -> line.points().isEmpty());
        List<Chart.Point> all = drawn.stream().flatMap(line -> line.points().stream()).toList();
        if (all.isEmpty()) {
            return List.of();
        }
        double left = all.stream().mapToDouble(Chart.Point::x).min().orElseThrow();
        double right = all.stream().mapToDouble(Chart.Point::x).max().orElseThrow();
        for (Chart.Line line : chart.lines()) {
            if (line instanceof Chart.Reference(String label, double value)) {
                Chart.Point start = new Chart.Point(left, value);
                drawn.add(
                        new Drawn(label, "", List.of(start, new Chart.Point(right, value)), true));
            }
        }
        return drawn;
    }

    private List<Chart.Point> points(Chart.Figure figure) {
        List<Chart.Point> points = new ArrayList<>();
        for (JsonNode epoch : epochs) {
            // a level that has not joined yet reports nothing
            if (epoch.path(figure.metric()).isNumber()) {
                points.add(
                        new Chart.Point(
                                epoch.get("epoch").asDouble(),
                                epoch.get(figure.metric()).asDouble()));
            }
        }
        return points;
    }

    /// A line with its points.
    ///
    /// @param metric that it shows; empty for none
    /// @param dashed whether it is there to compare with
    private record Drawn(String label, String metric, List<Chart.Point> points, boolean dashed) {

        Drawn(String label, String metric, List<Chart.Point> points) {
            this(label, metric, points, false);
        }

        void write(ObjectNode to) {
            to.put("label", label).put("metric", metric).put("dashed", dashed);
            ArrayNode list = to.putArray("points");
            points.forEach(point -> list.addObject().put("x", point.x()).put("y", point.y()));
        }
    }
}
