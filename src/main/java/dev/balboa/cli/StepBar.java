package dev.balboa.cli;

import java.time.Duration;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/// A bar for the steps of a run, where there is a terminal; nothing elsewhere.
final class StepBar implements AutoCloseable {

    private final boolean terminal = System.console() != null && System.console().isTerminal();
    private final long steps;
    private long done;
    private ProgressBar bar;

    /// A bar that shows with the first step.
    StepBar(long steps, long done) {
        this.steps = steps;
        this.done = done;
    }

    void advance() {
        done++;
        if (!terminal) {
            return;
        }
        if (bar == null) {
            bar =
                    new ProgressBarBuilder()
                            .setTaskName("step")
                            .setInitialMax(steps)
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
