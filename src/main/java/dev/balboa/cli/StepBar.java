package dev.balboa.cli;

import java.time.Duration;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/// A bar for the steps of a run, where there is a terminal; nothing elsewhere.
final class StepBar implements AutoCloseable {

    private final boolean terminal = System.console() != null && System.console().isTerminal();
    private final String task;
    private ProgressBar bar;

    /// A bar that shows with the first step.
    ///
    /// @param task what is counted
    StepBar(String task) {
        this.task = task;
    }

    void stepTo(long done, long all) {
        if (!terminal) {
            return;
        }
        if (bar == null) {
            bar =
                    new ProgressBarBuilder()
                            .setTaskName(task)
                            .setInitialMax(all)
                            .startsFrom(done, Duration.ZERO)
                            .setStyle(ProgressBarStyle.ASCII)
                            .setUpdateIntervalMillis(250)
                            .setConsumer(new ConsoleProgressBarConsumer(System.err))
                            .build();
        }
        bar.stepTo(done);
    }

    /// Takes the bar away, for a line of text; the next step brings it back.
    void clear() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }

    @Override
    public void close() {
        clear();
    }
}
