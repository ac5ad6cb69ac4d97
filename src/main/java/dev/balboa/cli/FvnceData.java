package dev.balboa.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.balboa.data.ImageDataset;
import dev.balboa.data.NumberTable;
import dev.balboa.data.RandomSplit;
import dev.balboa.data.Sampler;
import dev.balboa.latent.Binarisation;
import dev.balboa.latent.ImageRows;
import dev.balboa.latent.ImageSize;
import dev.balboa.latent.Standardization;
import dev.balboa.latent.Support;
import dev.balboa.ssl.MethodSettings;
import dev.balboa.tensor.DType;
import dev.balboa.tensor.Device;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// The rows of a run of fvnce: images with a column for each pixel, or a table. Real columns are
/// standardised, those of a table each by itself, gray levels all alike.
///
/// @param train    float32 `[N, D]`; of the scope that was open
/// @param test     float32 `[M, D]`, held out; of the scope that was open
/// @param size     of the images; empty for a table
/// @param columns  names of a table's columns; empty for images
/// @param standard how real columns were standardised, by the train rows; empty for binary ones
record FvnceData(
        Tensor train,
        Tensor test,
        Optional<ImageSize> size,
        List<String> columns,
        Optional<Standardization> standard) {

    /// What is held out and what a limit keeps: the same for every seed of a run, so that runs that
    /// differ in their seed learn from the same rows.
    private static final long DATA_SEED = 0;

    /// Reads the rows that a resolved configuration names.
    ///
    /// @throws UsageException for too few rows, or a constant column
    static FvnceData load(FvnceConfig config, Console console, ObjectNode results) {
        FvnceConfig.Data data = config.data();
        if (data.table()) {
            return table(data, config.settings());
        }
        UsageException.require(
                data.generated() || Files.exists(Path.of(data.source())),
                "--data",
                data.source(),
                "an existing folder of images, a file that balboa pack wrote, or a CSV file of numbers");
        Images images = Images.load(data.images(), 1);
        images.reportSkipped(console, results);
        return images(images, ImageSize.of(data.imageSize()), config.settings());
    }

    private static FvnceData images(Images images, ImageSize size, MethodSettings settings) {
        ImageDataset train = images.train();
        Optional<ImageDataset> held = images.test();
        if (held.isEmpty()) {
            double share = settings.real("test-share");
            List<ImageDataset> parts = RandomSplit.of(train, DATA_SEED, 1 - share, share);
            train = parts.getFirst();
            held = Optional.of(parts.getLast());
        }
        requireRows(train.size(), held.get().size());
        Binarisation binarisation = binarisation(settings.text("binarise"));
        try (Scope scope = Scope.open()) {
            Tensor known = ImageRows.of(train, size, binarisation, DATA_SEED);
            // draws of its own
            Tensor asked = ImageRows.of(held.get(), size, binarisation, DATA_SEED + 1);
            Optional<Standardization> standard =
                    binarisation.support() == Support.REAL
                            ? Optional.of(alike(known))
                            : Optional.empty();
            return new FvnceData(
                    scope.keep(standard.map(s -> s.apply(known)).orElse(known)),
                    scope.keep(standard.map(s -> s.apply(asked)).orElse(asked)),
                    Optional.of(size),
                    List.of(),
                    standard);
        }
    }

    /// One mean and one deviation for all columns: a pixel may be the same in all images.
    private static Standardization alike(Tensor levels) {
        Tensor all = levels.flatten().to(DType.FLOAT64);
        double deviation = all.std(false, false, 0).item();
        UsageException.require(
                deviation > 0, "--data", "one gray level", "images that are not all alike");
        int width = Math.toIntExact(levels.size(1));
        return new Standardization(
                Collections.nCopies(width, all.mean().item()),
                Collections.nCopies(width, deviation));
    }

    private static Binarisation binarisation(String name) {
        return switch (name) {
            case FvnceOptions.NONE -> new Binarisation.None();
            case FvnceOptions.BORDER ->
                    new Binarisation.AgainstBorder(Binarisation.AgainstBorder.DEFAULT_MARGIN);
            case FvnceOptions.HALF -> new Binarisation.Threshold(0.5);
            case FvnceOptions.DRAW -> new Binarisation.Draw();
            default -> throw new IllegalArgumentException("binarise: " + name);
        };
    }

    private static FvnceData table(FvnceConfig.Data data, MethodSettings settings) {
        NumberTable table = NumberTable.read(Path.of(data.source()));
        int held = Math.toIntExact(Math.round(settings.real("test-share") * table.rows()));
        int[] order = new Sampler.Shuffled(table.rows(), DATA_SEED).order(0);
        int[] test = Arrays.copyOf(order, atMost(data.testLimit(), held));
        int rest = table.rows() - held;
        int[] train = Arrays.copyOfRange(order, held, held + atMost(data.limit(), rest));
        requireRows(train.length, test.length);
        try (Scope scope = Scope.open()) {
            Tensor all = table.values();
            Tensor known = rows(all, train);
            requireVaried(known, table.names());
            Standardization standard = Standardization.fit(known);
            return new FvnceData(
                    scope.keep(standard.apply(known)),
                    scope.keep(standard.apply(rows(all, test))),
                    Optional.empty(),
                    table.names(),
                    Optional.of(standard));
        }
    }

    private static int atMost(Integer limit, int available) {
        return limit == null ? available : Math.min(limit, available);
    }

    private static Tensor rows(Tensor all, int[] indices) {
        return all.indexSelect(0, Tensor.of(Arrays.stream(indices).asLongStream().toArray()));
    }

    private static void requireRows(int train, int test) {
        UsageException.require(
                train >= 2 && test >= 2,
                "--data",
                "%d train and %d test rows".formatted(train, test),
                "at least 2 of each; more data, or another --limit, --test-limit or --test-share");
    }

    private static void requireVaried(Tensor rows, List<String> names) {
        double[] least = rows.amin(false, 0).toDoubleArray();
        double[] most = rows.amax(false, 0).toDoubleArray();
        for (int i = 0; i < least.length; i++) {
            UsageException.require(
                    least[i] < most[i],
                    "--data",
                    "column %s is %s in all %d train rows"
                            .formatted(names.get(i), least[i], rows.size(0)),
                    "columns that vary; leave it out of the file");
        }
    }

    /// The same rows on a device; of the scope that is open.
    FvnceData to(Device device) {
        return new FvnceData(train.to(device), test.to(device), size, columns, standard);
    }

    /// How many there are, as a text that changes when the data do: `train + test × columns`.
    String rows() {
        return "%d + %d × %d".formatted(train.size(0), test.size(0), width());
    }

    /// Columns of a row.
    long width() {
        return train.size(1);
    }

    Support support(MethodSettings settings) {
        return settings.text("decoder").equals(FvnceOptions.BERNOULLI)
                ? Support.BINARY
                : Support.REAL;
    }
}
