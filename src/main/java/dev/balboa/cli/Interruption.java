package dev.balboa.cli;

import java.util.function.IntSupplier;

/// Says something to people when the process is asked to end (Ctrl-C, `kill`) while it is open.
///
/// ```java
/// try (Interruption _ = Interruption.tell(this::howToGoOn)) {
///     train();
/// }
/// ```
final class Interruption implements AutoCloseable {

    private final Thread hook;

    private Interruption(Thread hook) {
        this.hook = hook;
    }

    /// Runs a task on a thread of its own if the process is asked to end before this is closed.
    static Interruption tell(Runnable task) {
        Thread hook = new Thread(task, "balboa-interrupted");
        Runtime.getRuntime().addShutdownHook(hook);
        return new Interruption(hook);
    }

    /// Says how a run of `balboa train` goes on, or that nothing of it is saved.
    static Interruption ofTraining(Console console, OutputFolder out, IntSupplier epochsDone) {
        return tell(
                () -> {
                    int done = epochsDone.getAsInt();
                    console.say(
                            done == 0
                                    ? "interrupted before the first epoch was done: nothing is saved"
                                    : "interrupted; balboa train --resume %s goes on after epoch %d",
                            out.path(),
                            done);
                });
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // the process is ending: the hook runs already
        }
    }
}
