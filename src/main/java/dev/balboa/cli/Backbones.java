package dev.balboa.cli;

import dev.balboa.nn.Backbone;
import dev.balboa.nn.ResNet;
import dev.balboa.tensor.Generator;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// The backbones by the names that flags and configuration files use: ResNets for small images.
final class Backbones {

    static final List<String> NAMES =
            Arrays.stream(ResNet.Depth.values()).map(Backbones::name).toList();

    private Backbones() {}

    private static String name(ResNet.Depth depth) {
        return depth.name().toLowerCase(Locale.ROOT);
    }

    /// A backbone with the initial values that a run of this configuration starts from.
    static Backbone create(RunConfig.Network network, Generator generator) {
        return ResNet.of(options(network.backbone(), network.width()), generator);
    }

    /// The width of its features.
    static int features(String name, int width) {
        return options(name, width).features();
    }

    private static ResNet.Options options(String name, int width) {
        return ResNet.Options.cifar(ResNet.Depth.valueOf(name.toUpperCase(Locale.ROOT)), width);
    }
}
