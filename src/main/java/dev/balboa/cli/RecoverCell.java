package dev.balboa.cli;

import dev.balboa.nn.DiagonalMetric;
import dev.balboa.ssl.AnInfoNce;
import dev.balboa.ssl.Method;
import dev.balboa.tensor.Device;
import dev.balboa.train.NonFiniteLossException;
import java.nio.file.Path;
import java.util.List;

/// One run of `balboa recover`: an encoder trained with one method, strength and seed, or only its
/// initial values, in a folder of its own.
///
/// @param name     in tables
/// @param strength of its views
/// @param config   of the run, resolved
/// @param folder   its `--out`
/// @param trained  false for the initial values
record RecoverCell(String name, Strength strength, RunConfig config, Path folder, boolean trained) {

    /// Neighbours of the kNN score on the run's page; nothing here depends on it.
    private static final KnnOptions KNN = KnnOptions.of(200, 0.1);

    boolean isDone() {
        return Readings.areIn(folder);
    }

    /// The readings: read where they are, else after the run, which goes on where it stopped.
    Readings readings(ReadoutRun readout, Console console) {
        return Readings.in(
                folder,
                () -> {
                    try {
                        if (trained) {
                            train(readout, console);
                        }
                        return read(readout);
                    } catch (NonFiniteLossException e) {
                        // it would diverge again; the others are still worth reading, and the table
                        // says so
                        return Readings.failed(Failure.message(e));
                    }
                });
    }

    private void train(ReadoutRun readout, Console console) {
        OutputFolder out = OutputFolder.create(folder, true);
        TrainingRun.rest(config, KNN, out, console)
                .ifPresent(run -> run.over(readout.images()).run());
    }

    private Readings read(ReadoutRun readout) {
        try (Method method = TrainingRun.method(config, 1)) {
            method.to(Device.parse(config.compute().device()));
            return trained
                    ? readout.encoder(method, load(method))
                    : readout.encoder(method, List.of());
        }
    }

    /// Puts a method into the state that the run left it in.
    ///
    /// @return its metrics, where it has any
    private List<DiagonalMetric> load(Method method) {
        SavedRun saved = SavedRun.open(folder);
        saved.loadBackbone(method.backbone());
        saved.projector(method);
        if (method instanceof AnInfoNce own) {
            saved.loadMetrics(own);
            return own.metrics();
        }
        return List.of();
    }
}
