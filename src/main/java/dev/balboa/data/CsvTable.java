package dev.balboa.data;

import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

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

    private static final Pattern NUMBER =
            Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");

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
        try (BufferedReader in = Files.newBufferedReader(file)) {
            return new Reading(file, in).read(target);
        } catch (CharacterCodingException e) {
            throw new DataException(file + ": not UTF-8 (save it as UTF-8)", e);
        } catch (IOException e) {
            throw new DataException(
                    file + ": cannot be read (" + e + "; check the path and the permissions)", e);
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

    /// A file on its way to a table.
    private static final class Reading {

        private final Path file;
        private final BufferedReader in;
        private int line;

        Reading(Path file, BufferedReader in) {
            this.file = file;
            this.in = in;
        }

        CsvTable read(String target) throws IOException {
            List<String> columns = header(target);
            int targetColumn = columns.indexOf(target);
            List<float[]> rows = new ArrayList<>();
            for (String[] fields = next(); fields != null; fields = next()) {
                rows.add(numbers(columns, fields));
            }
            if (rows.isEmpty()) {
                throw new DataException(file + ": no rows (expected: numbers below the names)");
            }
            return table(columns, targetColumn, rows);
        }

        private List<String> header(String target) throws IOException {
            String[] first = next();
            if (first == null) {
                throw new DataException(
                        file + ": empty (expected: names of columns, then rows of numbers)");
            }
            // a byte order mark
            first[0] = unquoted(first[0].replace("\uFEFF", ""));
            List<String> columns = List.of(first);
            for (int i = 0; i < columns.size(); i++) {
                if (columns.indexOf(columns.get(i)) < i) {
                    throw new DataException(
                            "%s: line %d: two columns named %s (rename one)"
                                    .formatted(file, line, columns.get(i)));
                }
            }
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
            return columns;
        }

        private float[] numbers(List<String> columns, String[] fields) {
            if (fields.length != columns.size()) {
                throw new DataException(
                        "%s: line %d: %d fields (expected: %d, one for each column)"
                                .formatted(file, line, fields.length, columns.size()));
            }
            float[] numbers = new float[fields.length];
            for (int i = 0; i < fields.length; i++) {
                boolean number = NUMBER.matcher(fields[i]).matches();
                numbers[i] = number ? Float.parseFloat(fields[i]) : Float.NaN;
                if (!Float.isFinite(numbers[i])) {
                    throw new DataException(
                            "%s: line %d, column %s: %s (expected: a number; correct it or leave the row out)"
                                    .formatted(
                                            file,
                                            line,
                                            columns.get(i),
                                            fields[i].isEmpty() ? "empty" : fields[i]));
                }
            }
            return numbers;
        }

        /// The fields of the next line with any, or null at the end.
        private String[] next() throws IOException {
            String text = in.readLine();
            line++;
            while (text != null && text.isBlank()) {
                text = in.readLine();
                line++;
            }
            if (text == null) {
                return null;
            }
            String[] fields = text.split(",", -1);
            for (int i = 0; i < fields.length; i++) {
                fields[i] = unquoted(fields[i]);
            }
            return fields;
        }

        private static String unquoted(String field) {
            String bare = field.strip();
            boolean quoted = bare.length() > 1 && bare.startsWith("\"") && bare.endsWith("\"");
            return quoted ? bare.substring(1, bare.length() - 1).strip() : bare;
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
}
