package dev.balboa.cli;

import dev.balboa.train.Event;
import dev.balboa.train.Listener;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/// Shows a run on the console: a bar for the epoch under way, where there is a terminal, and a line
/// for each that is done.
final class ProgressListener implements Listener, AutoCloseable {

    /// Figures of a method that fit a line.
    private static final int SHOWN = 2;

    private final Console console;
    private final String unit;
    private final boolean terminal;
    private Event.Started run;
    private ProgressBar bar;

    ProgressListener(Console console) {
        this(console, "images/s");
    }

    /// With another word for what a second has many of.
    ProgressListener(Console console, String unit) {
        this.console = console;
        this.unit = unit;
        this.terminal = System.console() != null && System.console().isTerminal();
    }

    @Override
    public void on(Event event) {
        switch (event) {
            case Event.Started started -> run = started;
            case Event.StepDone step -> advance(step);
            case Event.EpochDone epoch -> {
                close();
                console.say("%s", line(epoch));
            }
            case Event.Finished(double seconds) -> console.say("trained in %.1f s", seconds);
        }
    }

    private void advance(Event.StepDone step) {
        if (!terminal) {
            return;
        }
        if (bar == null) {
            bar =
                    new ProgressBarBuilder()
                            .setTaskName("epoch " + step.epoch() + "/" + run.epochs())
                            .setInitialMax(run.stepsPerEpoch())
                            .setStyle(ProgressBarStyle.ASCII)
                            .setUpdateIntervalMillis(250)
                            .setConsumer(new ConsoleProgressBarConsumer(System.err))
                            .build();
        }
        bar.setExtraMessage(String.format(Locale.ROOT, " loss %.4f", step.loss()));
        bar.step();
    }

    private String line(Event.EpochDone epoch) {
        StringBuilder text = new StringBuilder();
        text.append(
                String.format(
                        Locale.ROOT,
                        "epoch %3d/%d  loss %.4f",
                        epoch.epoch(),
                        run.epochs(),
                        epoch.loss()));
        // the first of them; all are in metrics.jsonl and on the page
        epoch.metrics().entrySet().stream()
                .limit(SHOWN)
                .forEach(
                        metric ->
                                text.append(
                                        String.format(
                                                Locale.ROOT,
                                                "  %s %.3f",
                                                metric.getKey(),
                                                metric.getValue())));
        return text.append(
                        String.format(
                                Locale.ROOT,
                                "  %.0f %s  %.1f s",
                                epoch.imagesPerSecond(),
                                unit,
                                epoch.seconds()))
                .toString();
    }

    /// Ends the bar of an epoch under way.
    @Override
    public void close() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }
}
