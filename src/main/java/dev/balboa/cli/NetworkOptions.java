package dev.balboa.cli;

import picocli.CommandLine.Option;

/// Flags that say which network.
final class NetworkOptions {

    @Option(
            names = "--backbone",
            paramLabel = "NAME",
            defaultValue = "resnet18",
            description = "Backbone: resnet18. Default: ${DEFAULT-VALUE}.")
    String backbone;

    @Option(
            names = "--width",
            paramLabel = "W",
            defaultValue = "64",
            description = "Channels of the backbone's first stage. Default: ${DEFAULT-VALUE}.")
    int width;

    @Option(
            names = "--proj-dim",
            paramLabel = "D",
            defaultValue = "2048",
            description = "Width of the projections. Default: ${DEFAULT-VALUE}.")
    int projDim;

    @Option(
            names = "--proj-hidden",
            paramLabel = "D",
            description =
                    "Width of the projector's hidden layers. Default: that of the projections.")
    Integer projHidden;

    @Option(
            names = "--proj-layers",
            paramLabel = "N",
            defaultValue = "2",
            description = "Linear layers of the projector. Default: ${DEFAULT-VALUE}.")
    int projLayers;

    @Option(
            names = "--pred-hidden",
            paramLabel = "D",
            description =
                    "Width of the predictor's bottleneck. Default: a quarter of the projections.")
    Integer predHidden;

    RunConfig.Network resolve() {
        return new RunConfig.Network(
                backbone,
                width,
                projDim,
                projHidden == null ? projDim : projHidden,
                projLayers,
                predHidden == null ? Math.max(1, projDim / 4) : predHidden);
    }
}
