package dev.balboa.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.balboa.ssl.Methods;
import java.util.List;

/// Everything that decides a training run, as printed before it, saved beside it and stored in its
/// checkpoints. Components carry the names of their flags; messages name the flags.
///
/// @param method    `--method`
/// @param data      what is learned on
/// @param network   what is trained
/// @param optimizer how it is trained
/// @param schedule  for how long, and from which seed
/// @param compute   where; nothing here but `device` and `autocast` changes a result
record RunConfig(
        String method,
        Data data,
        Network network,
        Optimizer optimizer,
        Schedule schedule,
        Compute compute) {

    /// Name of the source that stands for the generated dataset.
    static final String GENERATED = "generated";

    static final List<String> BACKBONES = List.of("resnet18");
    static final List<String> PREDICTOR_RATES = List.of("constant", "cosine");
    static final List<String> PRECISIONS = List.of("none", "bfloat16");

    private static final ObjectMapper JSON =
            JsonMapper.builder()
                    .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .build();

    RunConfig {
        UsageException.requireKnown("--method", method, Methods.names());
    }

    /// What is learned on.
    ///
    /// @param source    `--data`: a folder, or `generated`
    /// @param imageSize `--image-size`: side of an image in pixels
    /// @param limit     `--limit`: train images; null for all
    /// @param testLimit `--test-limit`: test images; null for all
    record Data(String source, int imageSize, Integer limit, Integer testLimit) {

        Data {
            UsageException.require(imageSize >= 8, "--image-size", imageSize, ">= 8");
            UsageException.require(limit == null || limit >= 1, "--limit", limit, ">= 1");
            UsageException.require(
                    testLimit == null || testLimit >= 1, "--test-limit", testLimit, ">= 1");
        }

        boolean generated() {
            return source.equals(GENERATED);
        }
    }

    /// What is trained.
    ///
    /// @param backbone   `--backbone`
    /// @param width      `--width`: channels of the first stage
    /// @param projDim    `--proj-dim`: width of the projections
    /// @param projHidden `--proj-hidden`: width of the projector's hidden layers
    /// @param projLayers `--proj-layers`: Linear layers of the projector
    /// @param predHidden `--pred-hidden`: width of the predictor's bottleneck
    record Network(
            String backbone,
            int width,
            int projDim,
            int projHidden,
            int projLayers,
            int predHidden) {

        Network {
            UsageException.requireKnown("--backbone", backbone, BACKBONES);
            UsageException.require(width >= 1, "--width", width, ">= 1");
            UsageException.require(projDim >= 1, "--proj-dim", projDim, ">= 1");
            UsageException.require(projHidden >= 1, "--proj-hidden", projHidden, ">= 1");
            UsageException.require(projLayers >= 1, "--proj-layers", projLayers, ">= 1");
            UsageException.require(predHidden >= 1, "--pred-hidden", predHidden, ">= 1");
        }
    }

    /// How it is trained: SGD with a cosine schedule per step.
    ///
    /// @param lr          `--lr`: base learning rate
    /// @param momentum    `--momentum`
    /// @param weightDecay `--weight-decay`
    /// @param predictorLr `--predictor-lr`: whether the predictor's rate is `constant` or follows
    ///     the `cosine`
    record Optimizer(double lr, double momentum, double weightDecay, String predictorLr) {

        Optimizer {
            UsageException.requireKnown("--predictor-lr", predictorLr, PREDICTOR_RATES);
            UsageException.require(lr > 0 && Double.isFinite(lr), "--lr", lr, "> 0");
            UsageException.require(
                    momentum >= 0 && momentum < 1, "--momentum", momentum, "within [0, 1)");
            UsageException.require(
                    weightDecay >= 0 && Double.isFinite(weightDecay),
                    "--weight-decay",
                    weightDecay,
                    ">= 0");
        }
    }

    /// For how long, and from which seed.
    ///
    /// @param epochs    `--epochs`
    /// @param batchSize `--batch-size`: images per step, each counted once whatever its views
    /// @param seed      `--seed`: of initial values, order, augmentations and the method's own
    ///     choices
    record Schedule(int epochs, int batchSize, long seed) {

        Schedule {
            UsageException.require(epochs >= 1, "--epochs", epochs, ">= 1");
            UsageException.require(batchSize >= 2, "--batch-size", batchSize, ">= 2");
        }
    }

    /// Where.
    ///
    /// @param device   `--device`: `cpu` or `cuda:N`
    /// @param autocast `--autocast`: `none` or `bfloat16`
    /// @param threads  `--threads`: of libtorch
    /// @param workers  `--workers`: threads that augment images
    record Compute(String device, String autocast, int threads, int workers) {

        Compute {
            UsageException.requireKnown("--autocast", autocast, PRECISIONS);
            UsageException.require(threads >= 1, "--threads", threads, ">= 1");
            UsageException.require(workers >= 1, "--workers", workers, ">= 1");
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

    /// Reads what [#toJson()] wrote.
    ///
    /// @throws IllegalArgumentException when the text is something else
    static RunConfig fromJson(String json) {
        try {
            return JSON.readValue(json, RunConfig.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "not a configuration of balboa: " + e.getOriginalMessage(), e);
        }
    }
}
