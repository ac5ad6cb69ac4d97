package dev.balboa.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.balboa.experiment.IdentifiabilitySettings;
import dev.balboa.experiment.LearnedMetric;
import dev.balboa.experiment.Precisions;
import dev.balboa.tensor.Threads;
import java.util.List;

/// Everything that decides a run of `balboa identify`, as printed before it, saved beside it and
/// stored in its checkpoint. Components carry the names of their flags; messages name the flags.
///
/// @param lambda         `--lambda`
/// @param method         `--method`
/// @param ensemble       `--ensemble`
/// @param steps          `--steps`
/// @param seed           `--seed`
/// @param dims           `--dims`
/// @param hidden         `--hidden`; null for the published widths
/// @param batchSize      `--batch-size`
/// @param lr             `--lr`
/// @param metricLr       `--metric-lr`
/// @param conditionDraws `--condition-draws`
/// @param evalEvery      `--eval-every`
/// @param evalSamples    `--eval-samples`
/// @param device         `--device`; null for the CPU
/// @param threads        `--threads`; null for one per core. Another number changes the last bits
record IdentifyConfig(
        String lambda,
        String method,
        boolean ensemble,
        long steps,
        long seed,
        int dims,
        List<Integer> hidden,
        int batchSize,
        double lr,
        double metricLr,
        int conditionDraws,
        int evalEvery,
        int evalSamples,
        String device,
        Integer threads) {

    static final List<String> LAMBDAS = List.of("linear", "bimodal");
    static final List<String> METHODS = List.of("aninfonce", "infonce");

    private static final ObjectMapper JSON =
            JsonMapper.builder()
                    .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .build();

    IdentifyConfig {
        UsageException.requireKnown("--lambda", lambda, LAMBDAS);
        UsageException.requireKnown("--method", method, METHODS);
        int most = IdentifiabilitySettings.MOST_DIMS;
        UsageException.require(
                dims >= 2 && dims <= most, "--dims", dims, "within [2, %d]".formatted(most));
        hidden =
                hidden == null
                        ? IdentifiabilitySettings.publishedHidden(dims)
                        : List.copyOf(hidden);
        UsageException.require(
                hidden.stream().allMatch(width -> width >= 1), "--hidden", hidden, "each >= 1");
        UsageException.require(
                !ensemble || method.equals("aninfonce"),
                "--method",
                method,
                "aninfonce, since --ensemble learns a metric for each of two augmentations");
        UsageException.require(batchSize >= 2, "--batch-size", batchSize, ">= 2");
        UsageException.require(
                !ensemble || batchSize >= 4 && batchSize % 2 == 0,
                "--batch-size",
                batchSize,
                "even and >= 4 with --ensemble, whose two augmentations get half of it each");
        UsageException.require(steps >= 1, "--steps", steps, ">= 1");
        requirePositive("--lr", lr);
        requirePositive("--metric-lr", metricLr);
        UsageException.require(conditionDraws >= 1, "--condition-draws", conditionDraws, ">= 1");
        UsageException.require(evalEvery >= 1, "--eval-every", evalEvery, ">= 1");
        UsageException.require(
                evalSamples >= 2 * dims,
                "--eval-samples",
                evalSamples,
                ">= " + 2 * dims + ", twice --dims");
        device = device == null ? "cpu" : device;
        UsageException.requireThreads(threads);
        threads = threads == null ? Integer.valueOf(Threads.get()) : threads;
    }

    private static void requirePositive(String flag, double value) {
        UsageException.require(value > 0 && Double.isFinite(value), flag, value, "> 0");
    }

    /// The same run, longer or shorter, here or there; null keeps what it has. Nothing but its end
    /// depends on the number of steps, so a finished run can be gone on with.
    IdentifyConfig with(Long count, String where, Integer howMany) {
        return new IdentifyConfig(
                lambda,
                method,
                ensemble,
                count == null ? steps : count,
                seed,
                dims,
                hidden,
                batchSize,
                lr,
                metricLr,
                conditionDraws,
                evalEvery,
                evalSamples,
                where == null ? device : where,
                howMany == null ? threads : howMany);
    }

    IdentifiabilitySettings settings() {
        return new IdentifiabilitySettings(
                lambda.equals("linear") ? Precisions.LINEAR : Precisions.BIMODAL,
                ensemble,
                method.equals("aninfonce") ? LearnedMetric.DIAGONAL : LearnedMetric.ISOTROPIC,
                dims,
                hidden,
                batchSize,
                lr,
                metricLr,
                conditionDraws,
                evalSamples,
                seed);
    }

    /// Reads what [#toJson()] wrote.
    ///
    /// @throws UsageException when the text is something else
    static IdentifyConfig fromJson(String origin, String json) {
        try {
            return JSON.readValue(json, IdentifyConfig.class);
        } catch (JsonProcessingException e) {
            throw new UsageException(
                    origin + ": not a configuration of balboa identify: " + e.getOriginalMessage(),
                    e);
        }
    }

    /// As indented JSON.
    String toJson() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a configuration is always writable", e);
        }
    }
}
