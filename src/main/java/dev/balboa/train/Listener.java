package dev.balboa.train;

/// Receives the events of a run. What it throws ends the run.
@FunctionalInterface
public interface Listener {

    /// Called on the training thread; the run waits until it returns.
    ///
    /// @param event what happened
    void on(Event event);
}
