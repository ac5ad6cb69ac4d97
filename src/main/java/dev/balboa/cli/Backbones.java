package dev.balboa.cli;

import dev.balboa.nn.Backbone;
import dev.balboa.nn.ResNet;
import dev.balboa.tensor.Generator;
import java.util.List;

/// The backbones by the names that flags and configuration files use.
final class Backbones {

    static final List<String> NAMES = List.of("resnet18");

    private Backbones() {}

    /// A backbone with the initial values that a run of this configuration starts from.
    static Backbone create(RunConfig.Network network, Generator generator) {
        return ResNet.resnet18(network.width(), false, generator);
    }

    /// The width of its features.
    static int features(String name, int width) {
        return 8 * width;
    }
}
