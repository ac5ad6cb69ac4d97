package dev.balboa.data;

import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A table of numbers from a CSV file: one column is the target, the others are features.
///
/// The file is UTF-8 with commas between fields and the names of the columns in its first line.
/// Fields are decimal numbers, perhaps with an exponent; spaces around them and double quotes
/// around a whole field are dropped, empty lines are passed over. Commas within quotes are not
/// understood.
///
/// @param featureNames names of the feature columns, in the order of the file
/// @param targetName   name of the target column
/// @param rows         number of rows
/// @param featureData  `rows × features`, row after row
/// @param targetData   `rows`
public record CsvTable(
        List<String> featureNames,
        String targetName,
        int rows,
        float[] featureData,
        float[] targetData) {

    /// Checks the lengths against each other.
    ///
    /// @throws IllegalArgumentException when they do not agree
    public CsvTable {
        featureNames = List.copyOf(featureNames);
        if (targetData.length != rows || featureData.length != (long) rows * featureNames.size()) {
            throw new IllegalArgumentException(
                    "rows: %d (expected: %d targets and %d times as many features)"
                            .formatted(rows, targetData.length, featureNames.size()));
        }
    }

    /// Reads a file.
    ///
    /// @param file   the table
    /// @param target name of the target column
    /// @return the numbers, in the order of the file
    /// @throws DataException naming the file and, where there is one, line and column: unreadable,
    ///     empty, without the target or another column, a column named twice, a line with another
    ///     number of fields, a field that is no finite number
    public static CsvTable read(Path file, String target) {
        CsvReading read =
                CsvReading.read(
                        file, (columns, line) -> requireTarget(file, line, columns, target));
        return table(read.columns(), read.columns().indexOf(target), read.rows());
    }

    private static void requireTarget(Path file, int line, List<String> columns, String target) {
        if (!columns.contains(target)) {
            throw new DataException(
                    "%s: line %d: no column %s (expected: one of %s)"
                            .formatted(file, line, target, String.join(", ", columns)));
        }
        if (columns.size() < 2) {
            throw new DataException(
                    "%s: line %d: no column beside %s (expected: features, separated by commas)"
                            .formatted(file, line, target));
        }
    }

    /// The features as a new tensor.
    ///
    /// @return float32 `[rows, features]`; the caller's, or the open scope's
    public Tensor features() {
        return Tensor.of(featureData, Shape.of(rows, featureNames.size()));
    }

    /// The target as a new tensor.
    ///
    /// @return float32 `[rows]`; the caller's, or the open scope's
    public Tensor target() {
        return Tensor.of(targetData, Shape.of(rows));
    }

    private static CsvTable table(List<String> columns, int target, List<float[]> rows) {
        int width = columns.size() - 1;
        float[] features = new float[Math.multiplyExact(rows.size(), width)];
        float[] targets = new float[rows.size()];
        for (int i = 0; i < targets.length; i++) {
            float[] row = rows.get(i);
            targets[i] = row[target];
            System.arraycopy(row, 0, features, i * width, target);
            System.arraycopy(row, target + 1, features, i * width + target, width - target);
        }
        List<String> names = new ArrayList<>(columns);
        String name = names.remove(target);
        return new CsvTable(names, name, rows.size(), features, targets);
    }
}
