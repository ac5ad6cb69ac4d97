package dev.balboa.cli;

import picocli.CommandLine.Option;

/// Flags that say which network.
final class NetworkOptions {

    @Option(
            names = "--backbone",
            paramLabel = "NAME",
            description = "Backbone; balboa methods lists them. Default: resnet18.")
    private String backbone;

    @Option(
            names = "--width",
            paramLabel = "W",
            description = "Channels of the backbone's first stage. Default: 64.")
    private Integer width;

    @Option(
            names = "--stem",
            paramLabel = "NAME",
            description =
                    "First layers of a ResNet: cifar (3×3, keeps the size) or imagenet (7×7, to a"
                            + " quarter). Default: cifar up to 64 pixels, imagenet above.")
    private String stem;

    @Option(
            names = "--proj-dim",
            paramLabel = "D",
            description = "Width of the projections. Default: the method's.")
    private Integer projDim;

    @Option(
            names = "--proj-hidden",
            paramLabel = "D",
            description = "Width of the projector's hidden layers. Default: the method's.")
    private Integer projHidden;

    @Option(
            names = "--proj-layers",
            paramLabel = "N",
            description = "Linear layers of the projector. Default: the method's.")
    private Integer projLayers;

    @Option(
            names = "--pred-hidden",
            paramLabel = "D",
            description = "Width of the predictor's hidden layer. Default: the method's.")
    private Integer predHidden;

    void apply(Settings settings) {
        settings.set("network.backbone", backbone)
                .set("network.width", width)
                .set("network.stem", stem)
                .set("network.proj_dim", projDim)
                .set("network.proj_hidden", projHidden)
                .set("network.proj_layers", projLayers)
                .set("network.pred_hidden", predHidden);
    }
}
