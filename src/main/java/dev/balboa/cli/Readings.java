package dev.balboa.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// What was read from one encoder, or from the pixels, kept in a folder of its own.
///
/// @param factors    R² of each factor of the images, by representation and name; a factor that
///     does not vary over the test images is left out
/// @param parameters R² of each parameter of the augmentation, likewise
/// @param accuracy   of a linear probe of the class, by representation
/// @param metrics    `min`, `max` and `entropy` of each learned metric
/// @param failure    why the run failed, or null
record Readings(
        Map<String, Map<String, Double>> factors,
        Map<String, Map<String, Double>> parameters,
        Map<String, Double> accuracy,
        List<Map<String, Double>> metrics,
        String failure) {

    /// Representations.
    static final String PIXELS = "pixels";

    static final String BACKBONE = "backbone";
    static final String PROJECTION = "projection";

    private static final String FILE = "readout.json";

    static Readings failed(String failure) {
        return new Readings(Map.of(), Map.of(), Map.of(), List.of(), failure);
    }

    boolean failed() {
        return failure != null;
    }

    static boolean areIn(Path folder) {
        return Files.isRegularFile(folder.resolve(FILE));
    }

    /// The readings in a folder; where there are none yet, they are made and written, all or
    /// nothing.
    static Readings in(Path folder, Supplier<Readings> made) {
        Path file = folder.resolve(FILE);
        if (!areIn(folder)) {
            Readings readings = made.get();
            OutputFolder.create(folder, true);
            JsonFile.write(file, readings);
        }
        return JsonFile.read(file, Readings.class, "the readings of a run");
    }

    /// Fails where a folder holds what other settings gave; where nothing is done or begun in it,
    /// writes these.
    static void requireSettings(Path folder, RunConfig config) {
        require(folder, config, OwnFolder::decidesFigures);
    }

    /// The same for what only the images and views decide.
    static void requireData(Path folder, RunConfig config) {
        require(folder, config, key -> key.startsWith("data."));
    }

    private static void require(Path folder, RunConfig config, Predicate<String> compared) {
        Path file = folder.resolve("config.json");
        try {
            if (!areIn(folder) && !Files.exists(folder.resolve(OutputFolder.CHECKPOINT))) {
                Files.createDirectories(folder);
                Files.writeString(file, config.toJson() + "\n");
                return;
            }
            RunConfig known = RunConfig.fromJson("--out: " + file, Files.readString(file));
            new OwnFolder(folder).require(known, config, compared);
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be used", e);
        }
    }
}
