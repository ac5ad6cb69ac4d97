package dev.balboa.cli;

import dev.balboa.latent.ImageSize;
import dev.balboa.latent.LatentVariableModel;
import dev.balboa.latent.SampleSheet;
import dev.balboa.latent.Standardization;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// What a trained model makes: images as sheets of PNG, rows of a table as CSV.
///
/// @param config of the run
/// @param data   test rows are reconstructed
/// @param model  trained
record FvncePictures(FvnceConfig config, FvnceData data, LatentVariableModel model) {

    private static final int SAMPLES = 32;
    private static final int RECONSTRUCTIONS = 16;
    private static final int ACROSS = 8;
    private static final int SIDE = 84;
    private static final int ROWS = 1_000;

    /// Writes the files.
    void write(OutputFolder out) {
        try (Scope _ = Scope.open();
                Generator generator = FvnceParts.Stream.PICTURES.of(config)) {
            if (data.size().isEmpty()) {
                writeTable(out.sampledRows(), sampled(generator));
                return;
            }
            ImageSize size = data.size().get();
            int scale = Math.max(1, SIDE / Math.max(size.width(), size.height()));
            SampleSheet sheet = new SampleSheet(size, ACROSS, scale);
            sheet.rows(out.samples(), restored(model.sampleMeans(SAMPLES, generator)));
            long shown = Math.min(RECONSTRUCTIONS, data.test().size(0));
            Tensor given = data.test().narrow(0, 0, shown);
            sheet.pairs(out.reconstructions(), restored(given), restored(model.reconstruct(given)));
        }
    }

    /// Draws of a table's rows, in its own units.
    private Tensor sampled(Generator generator) {
        return restored(model.sample(ROWS, generator));
    }

    /// As rows were before standardisation.
    private Tensor restored(Tensor rows) {
        Optional<Standardization> standard = data.standard();
        return standard.isPresent() ? standard.get().restore(rows) : rows;
    }

    private void writeTable(Path file, Tensor rows) {
        List<String> lines = new ArrayList<>();
        lines.add(String.join(",", data.columns()));
        for (List<Double> row : numbers(rows)) {
            lines.add(
                    row.stream()
                            .map(number -> Float.toString(number.floatValue()))
                            .collect(Collectors.joining(",")));
        }
        try {
            Files.write(file, lines);
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be written", e);
        }
    }

    /// Test rows of a table, at most so many, as they were before standardisation.
    List<List<Double>> testRows(int most) {
        try (Scope _ = Scope.open()) {
            long shown = Math.min(most, data.test().size(0));
            return numbers(restored(data.test().narrow(0, 0, shown)));
        }
    }

    /// So many draws of the model, the first of those that [#write] writes.
    List<List<Double>> sampledRows(int most) {
        try (Scope _ = Scope.open();
                Generator generator = FvnceParts.Stream.PICTURES.of(config)) {
            return numbers(sampled(generator).narrow(0, 0, Math.min(most, ROWS)));
        }
    }

    private static List<List<Double>> numbers(Tensor rows) {
        int width = Math.toIntExact(rows.size(1));
        double[] all = rows.toDoubleArray();
        List<List<Double>> numbers = new ArrayList<>();
        for (int start = 0; start < all.length; start += width) {
            List<Double> row = new ArrayList<>();
            for (int i = 0; i < width; i++) {
                row.add(all[start + i]);
            }
            numbers.add(row);
        }
        return numbers;
    }
}
