package dev.balboa.cli;

import picocli.CommandLine.Option;

/// Flags that say how and for how long to train.
final class OptimizerOptions {

    @Option(
            names = "--optimizer",
            paramLabel = "NAME",
            description =
                    "sgd, lars or adamw. Default: the method's (balboa methods NAME; mostly sgd).")
    private String optimizer;

    @Option(
            names = "--lr",
            paramLabel = "RATE",
            description =
                    "Base learning rate, lowered to 0 over the run by a cosine. Default: that of the method"
                            + " with its own optimizer, else 0.06 for sgd, 0.3 for lars, 0.001 for"
                            + " adamw.")
    private Double lr;

    @Option(
            names = "--momentum",
            paramLabel = "M",
            description = "Momentum of sgd and lars. Default: 0.9.")
    private Double momentum;

    @Option(
            names = "--weight-decay",
            paramLabel = "D",
            description = "Weight decay; lars and adamw spare biases and norms. Default: 5e-4.")
    private Double weightDecay;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            description = "Passes over the train images. Default: 20.")
    private Integer epochs;

    @Option(
            names = "--warmup-epochs",
            paramLabel = "N",
            description =
                    "Epochs over which the learning rate rises from 0, step by step. Default: 0.")
    private Integer warmupEpochs;

    @Option(names = "--batch-size", paramLabel = "B", description = "Images per step. Default: 64.")
    private Integer batchSize;

    @Option(
            names = "--seed",
            paramLabel = "S",
            description =
                    "Of initial values, order, augmentations and the method's choices. Default: 0.")
    private Long seed;

    void apply(Settings settings) {
        settings.set("optimizer.name", optimizer)
                .set("optimizer.lr", lr)
                .set("optimizer.momentum", momentum)
                .set("optimizer.weight_decay", weightDecay)
                .set("schedule.epochs", epochs)
                .set("schedule.warmup_epochs", warmupEpochs)
                .set("schedule.batch_size", batchSize)
                .set("schedule.seed", seed);
    }
}
