package dev.balboa.data;

import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import java.nio.file.Path;
import java.util.List;

/// A table of numbers from a CSV file, all columns alike: what a model of the rows is trained on.
/// The file is as [CsvTable], which has a target column, says.
///
/// @param names of the columns, in the order of the file
/// @param rows  number of rows
/// @param data  `rows × columns`, row after row
public record NumberTable(List<String> names, int rows, float[] data) {

    /// Checks the lengths against each other.
    ///
    /// @throws IllegalArgumentException when they do not agree
    public NumberTable {
        names = List.copyOf(names);
        if (data.length != (long) rows * names.size()) {
            throw new IllegalArgumentException(
                    "rows: %d (expected: %d numbers for %d columns)"
                            .formatted(rows, data.length, names.size()));
        }
    }

    /// Reads a file.
    ///
    /// @param file the table
    /// @return the numbers, in the order of the file
    /// @throws DataException naming the file and, where there is one, line and column: unreadable,
    ///     empty, a column named twice, a line with another number of fields, a field that is no
    ///     finite number
    public static NumberTable read(Path file) {
        CsvReading read = CsvReading.read(file, (_, _) -> {});
        int width = read.columns().size();
        float[] data = new float[Math.multiplyExact(read.rows().size(), width)];
        for (int i = 0; i < read.rows().size(); i++) {
            System.arraycopy(read.rows().get(i), 0, data, i * width, width);
        }
        return new NumberTable(read.columns(), read.rows().size(), data);
    }

    /// The numbers as a new tensor.
    ///
    /// @return float32 `[rows, columns]`; the caller's, or the open scope's
    public Tensor values() {
        return Tensor.of(data, Shape.of(rows, names.size()));
    }
}
