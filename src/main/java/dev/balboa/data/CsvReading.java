package dev.balboa.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;

/// A CSV file of numbers on its way to a table: the names of the columns, then rows.
///
/// @param columns their names, each once
/// @param rows    at least one, each with a number for every column
record CsvReading(List<String> columns, List<float[]> rows) {

    private static final Pattern NUMBER =
            Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");

    /// Reads a file.
    ///
    /// @param check of the names and the line they are in, before rows are read
    /// @throws DataException naming the file and, where there is one, line and column
    static CsvReading read(Path file, BiConsumer<List<String>, Integer> check) {
        try (BufferedReader in = Files.newBufferedReader(file)) {
            return new Lines(file, in).read(check);
        } catch (CharacterCodingException e) {
            throw new DataException(file + ": not UTF-8 (save it as UTF-8)", e);
        } catch (IOException e) {
            throw new DataException(
                    file + ": cannot be read (" + e + "; check the path and the permissions)", e);
        }
    }

    /// The lines of a file.
    private static final class Lines {

        private final Path file;
        private final BufferedReader in;
        private int line;

        Lines(Path file, BufferedReader in) {
            this.file = file;
            this.in = in;
        }

        CsvReading read(BiConsumer<List<String>, Integer> check) throws IOException {
            List<String> columns = header();
            check.accept(columns, line);
            List<float[]> rows = new ArrayList<>();
            for (String[] fields = next(); fields != null; fields = next()) {
                rows.add(numbers(columns, fields));
            }
            if (rows.isEmpty()) {
                throw new DataException(file + ": no rows (expected: numbers below the names)");
            }
            return new CsvReading(columns, rows);
        }

        private List<String> header() throws IOException {
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
    }
}
