package dev.balboa.ssl;

import java.util.List;
import java.util.Objects;

/// A chart that a method wants to be seen on the page about a run.
///
/// ```java
/// new Chart(
///         "Accuracy of each level",
///         "The share of views whose nearest other view is their partner.",
///         "epoch",
///         "accuracy",
///         List.of(new Chart.Figure("level 1", "level1_acc"), new Chart.Reference("chance", 0.1)));
/// ```
///
/// @param title   its heading
/// @param reading in one sentence, how it is read
/// @param x       what the horizontal axis is; `epoch` for figures
/// @param y       what the vertical axis is
/// @param lines   at least one, drawn in this order
public record Chart(String title, String reading, String x, String y, List<Line> lines) {

    /// Copies the list.
    ///
    /// @throws IllegalArgumentException when there is no line
    public Chart {
        Objects.requireNonNull(title, "title");
        Objects.requireNonNull(reading, "reading");
        Objects.requireNonNull(x, "x");
        Objects.requireNonNull(y, "y");
        lines = List.copyOf(lines);
        if (lines.isEmpty()) {
            throw new IllegalArgumentException("lines: none (expected: one or more)");
        }
    }

    /// Something drawn in a chart.
    public sealed interface Line {

        /// What it is called in the legend.
        ///
        /// @return a few words
        String label();
    }

    /// What a method reported of each epoch.
    ///
    /// @param label  in the legend
    /// @param metric a name of [dev.balboa.train.Step#metrics]
    public record Figure(String label, String metric) implements Line {

        /// Checks that nothing is null.
        public Figure {
            Objects.requireNonNull(label, "label");
            Objects.requireNonNull(metric, "metric");
        }
    }

    /// Points that are known before training, such as a function that the loss uses.
    ///
    /// @param label  in the legend
    /// @param points from left to right
    public record Curve(String label, List<Point> points) implements Line {

        /// Copies the list.
        public Curve {
            Objects.requireNonNull(label, "label");
            points = List.copyOf(points);
        }
    }

    /// A value to compare with, drawn dashed across the chart.
    ///
    /// @param label in the legend
    /// @param value on the vertical axis
    public record Reference(String label, double value) implements Line {

        /// Checks that nothing is null.
        public Reference {
            Objects.requireNonNull(label, "label");
        }
    }

    /// A point of a curve.
    ///
    /// @param x to the right
    /// @param y upwards
    public record Point(double x, double y) {}
}
