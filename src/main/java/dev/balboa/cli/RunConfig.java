package dev.balboa.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.balboa.optim.OptimizerKind;
import dev.balboa.ssl.Heads;
import dev.balboa.ssl.MethodDefinition;
import dev.balboa.ssl.Methods;
import dev.balboa.tensor.Threads;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;

/// Everything that decides a training run, as printed before it, saved beside it and stored in its
/// checkpoints. Components carry the names of their flags; messages name the flags.
///
/// @param method    `--method`
/// @param data      what is learned on
/// @param network   what is trained
/// @param options   what may be set of the method, by the keys of its options (`queue_size` for
///     `--queue-size`)
/// @param optimizer how it is trained
/// @param schedule  for how long, and from which seed
/// @param compute   where; nothing here but `device` and `autocast` changes a result
record RunConfig(
        String method,
        Data data,
        Network network,
        Map<String, Object> options,
        Optimizer optimizer,
        Schedule schedule,
        Compute compute) {

    /// Name of the source that stands for the generated dataset.
    static final String GENERATED = "generated";

    /// The same for its images with stronger light and axis, from which factors are read.
    static final String GENERATED_READOUT = "generated-readout";

    static final List<String> OPTIMIZERS =
            Stream.of(OptimizerKind.values()).map(OptimizerKind::label).toList();
    static final String SKIP = "skip";
    static final List<String> BAD_IMAGES = List.of("fail", SKIP);
    static final List<String> PRECISIONS = List.of("none", "bfloat16");

    /// What holds where neither a file nor a flag says otherwise; null is decided by [#resolved()].
    static final RunConfig DEFAULTS =
            new RunConfig(
                    "simsiam-gsg",
                    new Data("generated", 32, null, null, "fail", null, null, null, null),
                    new Network("resnet18", 64, null, null, null, null, null),
                    Map.of(),
                    new Optimizer(null, null, 0.9, 5e-4),
                    new Schedule(20, 0, 64, 0),
                    new Compute("cpu", "none", null, null));

    private static final ObjectMapper JSON =
            JsonMapper.builder()
                    .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .build();

    RunConfig {
        UsageException.requireKnown("--method", method, Methods.names());
        // absent from the files of runs that set none
        options =
                options == null
                        ? Map.of()
                        : Collections.unmodifiableMap(new LinkedHashMap<>(options));
    }

    /// What is learned on.
    ///
    /// @param source    `--data`: a folder, `generated`, or `generated-readout` (of `recover`)
    /// @param imageSize `--image-size`: side of an image in pixels
    /// @param limit     `--limit`: train images; null for all
    /// @param testLimit `--test-limit`: test images; null for all
    /// @param badImages `--bad-images`: whether a file that cannot be read as an image is an error
    ///     (`fail`) or left out (`skip`); every file is read before training starts, so that is
    ///     when it shows
    /// @param augmentation `--augmentation`: how views are drawn; null for the usual one for the
    ///     images' source and size
    /// @param validationShare `--validation-share`: of the train images, held out and scored on in
    ///     place of the test images; null for none
    /// @param imbalance `--imbalance`: size of the last class relative to the first, in train; null
    ///     to leave the classes as they are
    /// @param leaveOut  `--leave-out`: a class that is learned nothing of, and whose test images
    ///     are scored as the unknown; null for none
    record Data(
            String source,
            int imageSize,
            Integer limit,
            Integer testLimit,
            String badImages,
            String augmentation,
            Double validationShare,
            Double imbalance,
            String leaveOut) {

        static final int LARGEST_SIDE = 2_048;

        Data {
            UsageException.require(
                    imageSize >= 8 && imageSize <= LARGEST_SIDE,
                    "--image-size",
                    imageSize,
                    ">= 8 and <= " + LARGEST_SIDE);
            UsageException.require(limit == null || limit >= 1, "--limit", limit, ">= 1");
            UsageException.require(
                    testLimit == null || testLimit >= 1, "--test-limit", testLimit, ">= 1");
            UsageException.requireKnown("--bad-images", badImages, BAD_IMAGES);
            if (augmentation != null) {
                UsageException.requireKnown("--augmentation", augmentation, Augmentations.NAMES);
            }
            UsageException.require(
                    validationShare == null || validationShare > 0 && validationShare < 1,
                    "--validation-share",
                    validationShare,
                    "> 0 and < 1");
            UsageException.require(
                    imbalance == null || imbalance > 0 && imbalance <= 1,
                    "--imbalance",
                    imbalance,
                    "> 0 and <= 1");
        }

        Data resolved() {
            String open = augmentation == null ? Augmentations.usual(this) : augmentation;
            return new Data(
                    source,
                    imageSize,
                    limit,
                    testLimit,
                    badImages,
                    open,
                    validationShare,
                    imbalance,
                    leaveOut);
        }

        boolean skipsBadImages() {
            return badImages.equals(SKIP);
        }

        boolean generated() {
            return source.equals(GENERATED) || readout();
        }

        /// Whether the generated images are those that factors are read from.
        boolean readout() {
            return source.equals(GENERATED_READOUT);
        }
    }

    /// What is trained.
    ///
    /// @param backbone   `--backbone`
    /// @param width      `--width`: channels of the first stage
    /// @param stem       `--stem`: the first layers, for images of which size; null to follow the
    ///     images' size
    /// @param projDim    `--proj-dim`: width of the projections; null for the method's default
    /// @param projHidden `--proj-hidden`: width of the projector's hidden layers; null for the
    ///     method's default
    /// @param projLayers `--proj-layers`: Linear layers of the projector; null for the method's
    ///     default
    /// @param predHidden `--pred-hidden`: width of the predictor's hidden layer; null for the
    ///     method's default
    record Network(
            String backbone,
            int width,
            String stem,
            Integer projDim,
            Integer projHidden,
            Integer projLayers,
            Integer predHidden) {

        Network {
            UsageException.requireKnown("--backbone", backbone, Backbones.NAMES);
            UsageException.require(width >= 1, "--width", width, ">= 1");
            if (stem != null) {
                UsageException.requireKnown("--stem", stem, Backbones.STEMS);
            }
            requirePositive("--proj-dim", projDim);
            requirePositive("--proj-hidden", projHidden);
            requirePositive("--proj-layers", projLayers);
            requirePositive("--pred-hidden", predHidden);
        }

        private static void requirePositive(String flag, Integer value) {
            UsageException.require(value == null || value >= 1, flag, value, ">= 1");
        }

        Network resolved(String method, int imageSize) {
            Heads open =
                    Methods.get(method)
                            .heads()
                            .of(
                                    Backbones.features(backbone, width),
                                    projDim == null
                                            ? OptionalInt.empty()
                                            : OptionalInt.of(projDim));
            return new Network(
                    backbone,
                    width,
                    stem == null ? Backbones.stem(imageSize) : stem,
                    open.projection(),
                    projHidden == null ? open.projectionHidden() : projHidden,
                    projLayers == null ? open.projectionLayers() : projLayers,
                    predHidden == null ? open.predictionHidden() : predHidden);
        }

        /// Of a resolved configuration.
        Heads heads() {
            return new Heads(projDim, projHidden, projLayers, predHidden);
        }
    }

    /// How it is trained: with a cosine schedule per step.
    ///
    /// @param name        `--optimizer`; null for the method's
    /// @param lr          `--lr`: base learning rate; null for the method's with its own optimiser,
    ///     else for the optimiser's
    /// @param momentum    `--momentum`
    /// @param weightDecay `--weight-decay`
    record Optimizer(String name, Double lr, double momentum, double weightDecay) {

        Optimizer {
            if (name != null) {
                UsageException.requireKnown("--optimizer", name, OPTIMIZERS);
            }
            UsageException.require(lr == null || lr > 0 && Double.isFinite(lr), "--lr", lr, "> 0");
            UsageException.require(
                    momentum >= 0 && momentum < 1, "--momentum", momentum, "within [0, 1)");
            UsageException.require(
                    weightDecay >= 0 && Double.isFinite(weightDecay),
                    "--weight-decay",
                    weightDecay,
                    ">= 0");
        }

        Optimizer resolved(String method) {
            MethodDefinition own = Methods.get(method);
            OptimizerKind kind = name == null ? own.optimizer() : kind();
            double open = kind == own.optimizer() ? own.learningRate() : kind.learningRate();
            return new Optimizer(kind.label(), lr == null ? open : lr, momentum, weightDecay);
        }

        /// Of a configuration that names one.
        OptimizerKind kind() {
            return OptimizerKind.valueOf(name.toUpperCase(Locale.ROOT));
        }
    }

    /// For how long, and from which seed.
    ///
    /// @param epochs       `--epochs`
    /// @param warmupEpochs `--warmup-epochs`: over which the learning rate rises from 0
    /// @param batchSize    `--batch-size`: images per step, each counted once whatever its views
    /// @param seed         `--seed`: of initial values, order, augmentations and the method's own
    ///     choices
    record Schedule(int epochs, int warmupEpochs, int batchSize, long seed) {

        Schedule {
            UsageException.require(epochs >= 1, "--epochs", epochs, ">= 1");
            UsageException.require(
                    warmupEpochs >= 0 && warmupEpochs < epochs,
                    "--warmup-epochs",
                    warmupEpochs,
                    ">= 0 and below the " + epochs + " epochs");
            UsageException.require(batchSize >= 2, "--batch-size", batchSize, ">= 2");
        }
    }

    /// Where.
    ///
    /// @param device   `--device`: `cpu` or `cuda:N`
    /// @param autocast `--autocast`: `none` or `bfloat16`
    /// @param threads  `--threads`: of libtorch; null for one per core
    /// @param workers  `--workers`: threads that augment images; null for half the cores
    record Compute(String device, String autocast, Integer threads, Integer workers) {

        Compute {
            UsageException.requireKnown("--autocast", autocast, PRECISIONS);
            UsageException.requireThreads(threads);
            UsageException.require(workers == null || workers >= 1, "--workers", workers, ">= 1");
        }

        Compute resolved() {
            int cores = Runtime.getRuntime().availableProcessors();
            return new Compute(
                    device,
                    autocast,
                    threads == null ? Threads.get() : threads,
                    workers == null ? Math.max(1, cores / 2) : workers);
        }
    }

    /// The same with a smaller batch, where the default one has more images than there are.
    RunConfig fitting(int trainImages) {
        int size = schedule.batchSize();
        if (size != DEFAULTS.schedule().batchSize() || size <= trainImages || trainImages < 2) {
            return this;
        }
        Schedule smaller =
                new Schedule(
                        schedule.epochs(), schedule.warmupEpochs(), trainImages, schedule.seed());
        return new RunConfig(method, data, network, options, optimizer, smaller, compute);
    }

    /// These settings with everything that was left open decided by the method and the machine.
    RunConfig resolved() {
        return new RunConfig(
                method,
                data.resolved(),
                network.resolved(method, data.imageSize()),
                MethodFlags.resolved(method, options),
                optimizer.resolved(method),
                schedule,
                compute.resolved());
    }

    /// Reads what [#toJson()] wrote, perhaps by an older Balboa: what it lacks has its default.
    ///
    /// @throws UsageException when the text is something else
    static RunConfig fromJson(String origin, String json) {
        return Settings.defaults().readJson(origin, json).resolve();
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
