package dev.balboa.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/// What one run of a comparison gave.
///
/// @param figures  by name, of the last epoch; empty for a run that failed
/// @param curve    a point for each epoch that has a kNN score, the last among them
/// @param failure  why the run failed, or null
/// @param settings what they are the scores of
record CellScores(
        Map<String, Double> figures, List<Point> curve, String failure, CellSettings settings) {

    /// The state after an epoch.
    ///
    /// @param epoch   1 for the first
    /// @param seconds of training so far
    /// @param knn     accuracy
    record Point(int epoch, double seconds, double knn) {}

    /// The kNN score of the last point that was reached within some seconds of training.
    ///
    /// @return nothing where not even the first was
    OptionalDouble knnWithin(double seconds) {
        return curve.stream()
                .filter(point -> point.seconds() <= seconds)
                .mapToDouble(Point::knn)
                .reduce((_, later) -> later);
    }

    /// Seconds of training after which a kNN score was first reached.
    ///
    /// @return nothing where it never was
    OptionalDouble secondsTo(double knn) {
        return curve.stream()
                .filter(point -> point.knn() >= knn)
                .mapToDouble(Point::seconds)
                .findFirst();
    }

    /// A run that has no scores.
    static CellScores failed(String failure, CellSettings settings) {
        return new CellScores(Map.of(), List.of(), failure, settings);
    }

    boolean failed() {
        return failure != null;
    }

    void write(Path file) {
        JsonFile.write(file, this);
    }

    static CellScores read(Path file) {
        return JsonFile.read(file, CellScores.class, "the scores of a run");
    }
}
