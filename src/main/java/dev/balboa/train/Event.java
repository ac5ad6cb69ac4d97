package dev.balboa.train;

import java.util.Map;

/// Something that happened in a run. Listeners are called on the training thread, in order.
public sealed interface Event {

    /// The run begins.
    ///
    /// @param epochs        epochs of the whole run
    /// @param stepsPerEpoch steps in each
    /// @param epochsDone    epochs of these that an earlier run has done already
    record Started(int epochs, int stepsPerEpoch, int epochsDone) implements Event {}

    /// One optimiser step is done.
    ///
    /// @param epoch        1 for the first
    /// @param step         steps since the start of the run, 1 for the first
    /// @param loss         of this batch
    /// @param learningRate that this step used, of the first group
    record StepDone(int epoch, long step, double loss, double learningRate) implements Event {}

    /// One epoch is done.
    ///
    /// @param epoch           1 for the first
    /// @param loss            mean over its steps
    /// @param metrics         mean over its steps of what the objective reports, by name
    /// @param seconds         wall time of the epoch
    /// @param imagesPerSecond images, each counted once whatever its views, per second of wall time
    /// @param dataWait        share of the wall time spent waiting for the next batch, in `[0, 1]`
    record EpochDone(
            int epoch,
            double loss,
            Map<String, Double> metrics,
            double seconds,
            double imagesPerSecond,
            double dataWait)
            implements Event {}

    /// The run is over.
    ///
    /// @param seconds wall time of all epochs together
    record Finished(double seconds) implements Event {}
}
