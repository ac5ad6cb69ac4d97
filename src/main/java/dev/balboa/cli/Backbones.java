package dev.balboa.cli;

import dev.balboa.nn.Backbone;
import dev.balboa.nn.ConvNet;
import dev.balboa.nn.ResNet;
import dev.balboa.tensor.Generator;
import java.util.List;

/// The backbones by the names that flags and configuration files use.
final class Backbones {

    static final List<String> NAMES = List.of("resnet18", "resnet34", "resnet50", "convnet");

    static final List<String> STEMS = List.of("cifar", "imagenet");

    private static final int CONVNET_DEPTH = 4;

    /// Side up to which images count as small, for stems and augmentations alike.
    static final int LARGEST_SMALL_IMAGE = 64;

    private Backbones() {}

    /// A backbone with the initial values that a run of this configuration starts from.
    static Backbone create(RunConfig.Network network, Generator generator) {
        ResNet.Options options =
                (network.stem().equals("cifar")
                                ? ResNet.Options.cifar()
                                : ResNet.Options.imagenet())
                        .withWidth(network.width());
        return switch (network.backbone()) {
            case "resnet18" -> ResNet.resnet18(options, generator);
            case "resnet34" -> ResNet.resnet34(options, generator);
            case "resnet50" -> ResNet.resnet50(options, generator);
            case "convnet" -> ConvNet.of(network.width(), CONVNET_DEPTH, generator);
            default -> throw new IllegalStateException(network.backbone() + " was checked");
        };
    }

    /// The first layers of a ResNet for images of a size: up to 64 pixels those that keep the size,
    /// above those that bring it to a quarter. A ConvNet has one kind.
    static String stem(int imageSize) {
        return imageSize <= LARGEST_SMALL_IMAGE ? "cifar" : "imagenet";
    }

    /// The width of its features: eight times that of the first stage, for a ResNet-50 four times
    /// that.
    static int features(String name, int width) {
        return (name.equals("resnet50") ? 32 : 8) * width;
    }
}
