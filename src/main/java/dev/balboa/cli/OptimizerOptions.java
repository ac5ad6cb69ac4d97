package dev.balboa.cli;

import picocli.CommandLine.Option;

/// Flags that say how and for how long to train.
final class OptimizerOptions {

    @Option(
            names = "--lr",
            paramLabel = "RATE",
            defaultValue = "0.06",
            description =
                    "Base learning rate, lowered to 0 over the run by a cosine. Default:"
                            + " ${DEFAULT-VALUE}.")
    double lr;

    @Option(
            names = "--predictor-lr",
            paramLabel = "KIND",
            defaultValue = "constant",
            description =
                    "Learning rate of the predictor: constant, as published, or cosine like the rest."
                            + " Default: ${DEFAULT-VALUE}.")
    String predictorLr;

    @Option(
            names = "--momentum",
            paramLabel = "M",
            defaultValue = "0.9",
            description = "Momentum. Default: ${DEFAULT-VALUE}.")
    double momentum;

    @Option(
            names = "--weight-decay",
            paramLabel = "D",
            defaultValue = "5e-4",
            description = "Weight decay. Default: ${DEFAULT-VALUE}.")
    double weightDecay;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            defaultValue = "20",
            description = "Passes over the train images. Default: ${DEFAULT-VALUE}.")
    int epochs;

    @Option(
            names = "--batch-size",
            paramLabel = "B",
            defaultValue = "64",
            description = "Images per step. Default: ${DEFAULT-VALUE}.")
    int batchSize;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "0",
            description =
                    "Of initial values, order, augmentations and the method's choices. Default:"
                            + " ${DEFAULT-VALUE}.")
    long seed;

    RunConfig.Optimizer optimizer() {
        return new RunConfig.Optimizer(lr, momentum, weightDecay, predictorLr);
    }

    RunConfig.Schedule schedule() {
        return new RunConfig.Schedule(epochs, batchSize, seed);
    }
}
