package dev.balboa.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/// What one run of a comparison gave.
///
/// @param figures  by name, of the last epoch; empty for a run that failed
/// @param curve    a point for each epoch
/// @param failure  why the run failed, or null
/// @param settings what they are the scores of
record CellScores(
        Map<String, Double> figures, List<Point> curve, String failure, CellSettings settings) {

    private static final ObjectMapper JSON = JsonMapper.builder().build();

    /// The state after an epoch.
    ///
    /// @param epoch   1 for the first
    /// @param seconds of training so far
    /// @param knn     accuracy
    record Point(int epoch, double seconds, double knn) {}

    /// The kNN score of the last epoch that was done within some seconds of training.
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

    /// Writes a file, all or nothing: one that is there is complete.
    void write(Path file) {
        try {
            Path part = file.resolveSibling(file.getFileName() + ".part");
            Files.writeString(part, JSON.writeValueAsString(this));
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be written", e);
        }
    }

    static CellScores read(Path file) {
        try {
            return JSON.readValue(file.toFile(), CellScores.class);
        } catch (JsonProcessingException e) {
            throw new UsageException(
                    file
                            + ": not the scores of a run (expected: as written; delete it to score the run again)",
                    e);
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be read", e);
        }
    }
}
