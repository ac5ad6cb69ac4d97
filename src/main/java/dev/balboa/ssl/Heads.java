package dev.balboa.ssl;

/// Sizes of the heads of a method.
///
/// @param projection       width of the projections; 2048 in the papers
/// @param projectionHidden width of the projector's hidden layers; 2048 in the papers
/// @param projectionLayers Linear layers of the projector; 3 on ImageNet, 2 by convention on CIFAR
/// @param predictionHidden width of the predictor's bottleneck; 512 in the papers, without effect
///     on a method that has no predictor
public record Heads(
        int projection, int projectionHidden, int projectionLayers, int predictionHidden) {

    /// Checks the ranges.
    ///
    /// @throws IllegalArgumentException naming the component that is out of range
    public Heads {
        require("projection", projection);
        require("projectionHidden", projectionHidden);
        require("projectionLayers", projectionLayers);
        require("predictionHidden", predictionHidden);
    }

    /// The sizes that are usual on CIFAR: 2048, 2048, 2 layers, 512.
    ///
    /// @return the sizes
    public static Heads cifar() {
        return new Heads(2048, 2048, 2, 512);
    }

    /// The sizes of SimCLR on CIFAR in lightly's benchmark: 128, 512, 2 layers.
    ///
    /// @return the sizes
    public static Heads simClr() {
        return new Heads(128, 512, 2, 512);
    }

    private static void require(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: >= 1)");
        }
    }
}
