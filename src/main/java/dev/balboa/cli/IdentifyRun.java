package dev.balboa.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.balboa.experiment.Evaluation;
import dev.balboa.experiment.IdentifiabilityExperiment;
import dev.balboa.experiment.Recovery;
import dev.balboa.tensor.Device;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// A run of `balboa identify` from its configuration to its files, figures and page.
final class IdentifyRun {

    /// Key of the configuration in a checkpoint's texts.
    static final String CONFIG = "identify";

    private static final double NANOS = 1e9;

    private final IdentifyConfig config;
    private final Device device;
    private final OutputFolder out;
    private final Console console;
    private final boolean resumed;
    private Optional<IdentifyBeside> beside = Optional.empty();
    private volatile long saved = -1;

    private IdentifyRun(
            IdentifyConfig config,
            Device device,
            OutputFolder out,
            Console console,
            boolean resumed) {
        this.config = config;
        this.device = device;
        this.out = out;
        this.console = console;
        this.resumed = resumed;
    }

    /// A run from the start.
    static IdentifyRun fresh(
            IdentifyConfig config, Device device, OutputFolder out, Console console) {
        return new IdentifyRun(config, device, out, console, false);
    }

    /// The run in a folder, from its last evaluation on.
    static IdentifyRun resumed(
            IdentifyConfig config, Device device, OutputFolder out, Console console) {
        return new IdentifyRun(config, device, out, console, true);
    }

    /// Shows another run beside this one.
    IdentifyRun beside(Optional<IdentifyBeside> other) {
        beside = other;
        return this;
    }

    /// Trains, evaluates and saves.
    ///
    /// @return the results, for `--json`
    ObjectNode run() {
        console.say("%s", config.toJson());
        try (IdentifiabilityExperiment experiment = begin()) {
            IdentifyCurve curve =
                    resumed
                            ? IdentifyCurve.reopen(out.metrics(), experiment.steps())
                            : IdentifyCurve.open(out.metrics());
            Recovery observed = experiment.observed();
            console.say("observations alone: R2 %.4f  MCC %.4f", observed.r2(), observed.mcc());
            if (!resumed) {
                report(experiment, curve, observed, 0);
            }
            try (Interruption _ = Interruption.tell(this::tellHowToGoOn)) {
                train(experiment, curve, observed);
            }
            ObjectNode results = results(curve, observed);
            conclude(results);
            return results;
        }
    }

    private IdentifiabilityExperiment begin() {
        if (!resumed) {
            try {
                out.clear();
                writeConfig();
            } catch (IOException e) {
                throw new UncheckedIOException("config.json cannot be written", e);
            }
            return IdentifiabilityExperiment.start(config.settings(), device);
        }
        IdentifiabilityExperiment experiment =
                IdentifiabilityExperiment.resume(config.settings(), device, out.checkpoint());
        saved = experiment.steps();
        if (saved >= config.steps()) {
            experiment.close();
            throw new UsageException(
                    "--steps: %d (expected: more than the %d that the run in %s has done)"
                            .formatted(config.steps(), saved, out.path()));
        }
        console.say("going on after step %d of %d", saved, config.steps());
        try {
            writeConfig();
        } catch (IOException e) {
            experiment.close();
            throw new UncheckedIOException("config.json cannot be written", e);
        }
        return experiment;
    }

    private void writeConfig() throws IOException {
        Files.writeString(out.path().resolve("config.json"), config.toJson() + "\n");
    }

    private void train(
            IdentifiabilityExperiment experiment, IdentifyCurve curve, Recovery observed) {
        try (StepBar bar = new StepBar("step")) {
            long started = System.nanoTime();
            double before = curve.seconds();
            while (experiment.steps() < config.steps()) {
                experiment.step();
                long step = experiment.steps();
                bar.stepTo(step, config.steps());
                if (step % config.evalEvery() == 0 || step == config.steps()) {
                    bar.clear();
                    double seconds = before + (System.nanoTime() - started) / NANOS;
                    report(experiment, curve, observed, seconds);
                }
            }
        }
    }

    /// Evaluates, tells, and saves: the curve first, since a later line of it is dropped when a run
    /// goes on.
    private void report(
            IdentifiabilityExperiment experiment,
            IdentifyCurve curve,
            Recovery observed,
            double seconds) {
        Evaluation evaluation;
        try {
            evaluation = experiment.evaluate();
        } catch (IllegalStateException e) {
            throw new UsageException("--lr: " + config.lr() + ": " + e.getMessage(), e);
        }
        console.say("%s", line(evaluation, curve, seconds));
        curve.add(evaluation, seconds);
        experiment.save(out.checkpoint(), Map.of(CONFIG, config.toJson()));
        saved = evaluation.step();
        IdentifyPage page = new IdentifyPage(config, results(curve, observed), curve);
        beside.ifPresent(page::beside);
        page.write(out.page());
    }

    private String line(Evaluation evaluation, IdentifyCurve curve, double seconds) {
        StringBuilder text = new StringBuilder();
        text.append(
                String.format(
                        Locale.ROOT,
                        "step %6d/%d  R2 %.4f  MCC %.4f",
                        evaluation.step(),
                        config.steps(),
                        evaluation.recovery().r2(),
                        evaluation.recovery().mcc()));
        if (evaluation.step() == 0) {
            return text.append("  (untrained)").toString();
        }
        text.append(String.format(Locale.ROOT, "  loss %.4f  metric", evaluation.loss()));
        for (List<Double> metric : evaluation.metrics()) {
            text.append(' ').append(sorted(metric));
        }
        long steps = evaluation.step() - curve.lines().getLast().path("step").asLong();
        double each = (seconds - curve.seconds()) / steps;
        return text.append(String.format(Locale.ROOT, "  %.3f s/step", each)).toString();
    }

    private static String sorted(List<Double> metric) {
        return metric.stream()
                .sorted()
                .map(weight -> String.format(Locale.ROOT, "%.1f", weight))
                .collect(Collectors.joining(" ", "[", "]"));
    }

    /// What is known by the last line of the curve.
    private ObjectNode results(IdentifyCurve curve, Recovery observed) {
        JsonNode first = curve.lines().getFirst();
        JsonNode last = curve.lines().getLast();
        ObjectNode results =
                console.results()
                        .put("method", config.method())
                        .put("lambda", config.lambda())
                        .put("ensemble", config.ensemble())
                        .put("seed", config.seed())
                        .put("steps", last.path("step").asLong());
        for (String name : List.of("loss", "r2", "mcc")) {
            if (last.has(name)) {
                results.put(name, last.path(name).doubleValue());
            }
        }
        results.put("r2_untrained", first.path("r2").doubleValue())
                .put("mcc_untrained", first.path("mcc").doubleValue())
                .put("r2_observed", observed.r2())
                .put("mcc_observed", observed.mcc());
        ArrayNode learned = results.putArray("metric");
        ArrayNode ratios = results.putArray("halves_ratio");
        for (JsonNode metric : last.path("metric")) {
            double[] weights = weights(metric);
            ArrayNode row = learned.addArray();
            for (double weight : weights) {
                row.add(weight);
            }
            ratios.add(halvesRatio(weights));
        }
        ArrayNode truth = results.putArray("truth");
        for (List<Double> precisions : config.settings().truth()) {
            ArrayNode row = truth.addArray();
            precisions.stream().sorted().forEach(row::add);
        }
        beside.ifPresent(other -> other.report(results));
        return results.put("seconds", last.path("seconds").doubleValue());
    }

    /// Ascending.
    private static double[] weights(JsonNode metric) {
        double[] weights = new double[metric.size()];
        for (int j = 0; j < weights.length; j++) {
            weights[j] = metric.get(j).doubleValue();
        }
        Arrays.sort(weights);
        return weights;
    }

    /// Mean of the upper half of ascending weights by the mean of the lower; 1 for a single weight.
    private static double halvesRatio(double[] ascending) {
        int half = ascending.length / 2;
        if (half == 0) {
            return 1;
        }
        double lower = 0;
        double upper = 0;
        for (int j = 0; j < half; j++) {
            lower += ascending[j];
            upper += ascending[ascending.length - 1 - j];
        }
        return upper / lower;
    }

    private void conclude(ObjectNode results) {
        results.put("out", out.path().toString()).put("page", out.page().toString());
        for (int group = 0; group < results.path("metric").size(); group++) {
            console.say("learned metric  %s", numbers(results.path("metric").get(group)));
            console.say("truth           %s", numbers(results.path("truth").get(group)));
        }
        beside.ifPresent(other -> console.say("%s", other.words()));
        console.say("saved in %s; the page about it is %s", out.path(), out.page());
    }

    private static String numbers(JsonNode row) {
        StringBuilder text = new StringBuilder();
        row.forEach(n -> text.append(String.format(Locale.ROOT, "%7.2f", n.doubleValue())));
        return text.toString();
    }

    /// Runs when the process is asked to end in the middle of training.
    private void tellHowToGoOn() {
        console.say(
                "interrupted; balboa identify --resume %s goes on after step %d",
                out.path(), saved);
    }
}
