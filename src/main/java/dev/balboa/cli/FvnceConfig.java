package dev.balboa.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.balboa.data.PackedImages;
import dev.balboa.ssl.MethodSettings;
import dev.balboa.tensor.Threads;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// Everything that decides a run of `balboa train --method fvnce`, as printed before it, saved
/// beside it and stored in its checkpoints. Components carry the names of their flags; messages
/// name the flags.
///
/// @param method    always `fvnce`
/// @param data      what is learned on
/// @param options   as [FvnceOptions] lists them, by key (`latent_dim` for `--latent-dim`)
/// @param optimizer Adam
/// @param schedule  for how long, and from which seed
/// @param compute   where; of this, only another number of threads changes a result, in its last
///     bits
record FvnceConfig(
        String method,
        Data data,
        Map<String, Object> options,
        Optimizer optimizer,
        Schedule schedule,
        Compute compute) {

    /// What holds where neither a file nor a flag says otherwise.
    static final FvnceConfig DEFAULTS =
            new FvnceConfig(
                    FvnceOptions.METHOD,
                    new Data(RunConfig.GENERATED, 28, null, null, "fail"),
                    Map.of(),
                    new Optimizer(1e-3),
                    new Schedule(25, 100, 0),
                    new Compute("cpu", null));

    private static final String WARM_START = "warm_start_epochs";

    private static final ObjectMapper JSON =
            JsonMapper.builder()
                    .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .build();

    FvnceConfig {
        options =
                options == null
                        ? Map.of()
                        : Collections.unmodifiableMap(new LinkedHashMap<>(options));
    }

    /// What is learned on.
    ///
    /// @param source    `--data`: a folder of images, a CSV file of numbers, or `generated`
    /// @param imageSize `--image-size`: side of an image in pixels; without effect on a table
    /// @param limit     `--limit`: train rows; null for all
    /// @param testLimit `--test-limit`: test rows; null for all
    /// @param badImages `--bad-images`: as for other methods
    record Data(String source, int imageSize, Integer limit, Integer testLimit, String badImages) {

        Data {
            // the same ranges and messages as for images of other methods
            images(source, imageSize, limit, testLimit, badImages);
        }

        private static RunConfig.Data images(
                String source, int imageSize, Integer limit, Integer testLimit, String badImages) {
            return new RunConfig.Data(
                    source, imageSize, limit, testLimit, badImages, null, null, null, null);
        }

        /// As the images of other methods.
        RunConfig.Data images() {
            return images(source, imageSize, limit, testLimit, badImages);
        }

        boolean generated() {
            return source.equals(RunConfig.GENERATED);
        }

        /// Whether the source is a table of numbers.
        boolean table() {
            Path path = Path.of(source);
            return !generated() && Files.isRegularFile(path) && !PackedImages.isPacked(path);
        }
    }

    /// How it is trained: by Adam, at a constant rate.
    ///
    /// @param lr `--lr`
    record Optimizer(double lr) {

        Optimizer {
            UsageException.require(lr > 0 && Double.isFinite(lr), "--lr", lr, "> 0");
        }
    }

    /// For how long, and from which seed.
    ///
    /// @param epochs    `--epochs`: passes over the train rows, those of the warm start included
    /// @param batchSize `--batch-size`: rows of a step, told from as many of noise
    /// @param seed      `--seed`: of initial values, order, noise and latent values
    record Schedule(int epochs, int batchSize, long seed) {

        Schedule {
            UsageException.require(epochs >= 1, "--epochs", epochs, ">= 1");
            UsageException.require(batchSize >= 2, "--batch-size", batchSize, ">= 2");
        }
    }

    /// Where.
    ///
    /// @param device  `--device`: `cpu` or `cuda:N`
    /// @param threads `--threads`: of libtorch; null for one per core
    record Compute(String device, Integer threads) {

        Compute {
            UsageException.requireThreads(threads);
        }
    }

    /// These settings with everything that was left open decided by the data and the machine.
    ///
    /// @throws UsageException for what does not go together
    FvnceConfig resolved() {
        Map<String, Object> open = new LinkedHashMap<>(MethodFlags.resolved(method, options));
        FvnceChoices.decide(data, open);
        if (options.get(WARM_START) == null) {
            open.computeIfPresent(
                    WARM_START, (_, usual) -> Math.min((Long) usual, schedule.epochs() - 1));
        }
        long warm = (Long) open.get(WARM_START);
        UsageException.require(
                warm < schedule.epochs(),
                "--warm-start-epochs",
                warm,
                "below the " + schedule.epochs() + " of --epochs, which it is a part of");
        Compute where =
                new Compute(
                        compute.device(),
                        compute.threads() == null
                                ? Integer.valueOf(Threads.get())
                                : compute.threads());
        return new FvnceConfig(method, data, open, optimizer, schedule, where);
    }

    /// The same with a smaller batch, where the default one has more rows than there are.
    ///
    /// @throws UsageException for another that has
    FvnceConfig fitting(int trainRows) {
        int size = schedule.batchSize();
        if (size <= trainRows) {
            return this;
        }
        UsageException.require(
                size == DEFAULTS.schedule().batchSize() && trainRows >= 2,
                "--batch-size",
                size,
                "<= " + trainRows + ", the number of train rows");
        Schedule smaller = new Schedule(schedule.epochs(), trainRows, schedule.seed());
        return new FvnceConfig(method, data, options, optimizer, smaller, compute);
    }

    /// The options by their flags' names.
    MethodSettings settings() {
        return FvnceOptions.of(options);
    }

    /// Reads what [#toJson()] wrote.
    ///
    /// @throws UsageException when the text is something else
    static FvnceConfig fromJson(String origin, String json) {
        return Settings.of(DEFAULTS).readJson(origin, json).read(FvnceConfig.class);
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
