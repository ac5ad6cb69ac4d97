package dev.balboa.ssl;

import java.util.OptionalInt;

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

    /// SimSiam's heads in the convention on CIFAR: all of one width, 2048, with a bottleneck of a
    /// quarter of it in the predictor; 2 layers.
    ///
    /// @param features   width of the backbone's features; without effect
    /// @param projection width of the projections, if it is not to be 2048
    /// @return the sizes
    public static Heads simSiam(int features, OptionalInt projection) {
        int width = projection.orElse(2048);
        return new Heads(width, width, 2, Math.max(1, width / 4));
    }

    /// SimCLR's heads: hidden layers as wide as the features, projections of 128; 2 layers. MoCo
    /// has the same.
    ///
    /// @param features   width of the backbone's features
    /// @param projection width of the projections, if it is not to be 128
    /// @return the sizes
    public static Heads simClr(int features, OptionalInt projection) {
        int width = projection.orElse(128);
        return new Heads(width, features, 2, Math.max(1, width / 4));
    }

    /// The sizes of a method's heads, for a backbone.
    @FunctionalInterface
    public interface Sizes {

        /// The sizes.
        ///
        /// @param features   width of the backbone's features
        /// @param projection width of the projections, if somebody has said it
        /// @return the sizes
        Heads of(int features, OptionalInt projection);
    }

    private static void require(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: >= 1)");
        }
    }
}
