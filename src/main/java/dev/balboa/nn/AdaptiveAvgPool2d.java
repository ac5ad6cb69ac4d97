package dev.balboa.nn;

import dev.balboa.tensor.Functional;
import dev.balboa.tensor.Tensor;

/// Means over a grid of `height` × `width` windows that cover each channel, whatever its size:
/// window `i` of a side reaches from `⌊i H / height⌋` to before `⌈(i + 1) H / height⌉`. No
/// parameters.
///
/// @param height rows of the result
/// @param width  columns of the result
public record AdaptiveAvgPool2d(int height, int width) implements Layer {

    /// Checks the ranges.
    ///
    /// @throws IllegalArgumentException naming the component that is out of range
    public AdaptiveAvgPool2d {
        Check.atLeast("height", height, 1);
        Check.atLeast("width", width, 1);
    }

    /// A square grid; 1 is the mean of the whole channel.
    ///
    /// @param side rows and columns of the result
    public AdaptiveAvgPool2d(int side) {
        this(side, side);
    }

    /// Pools each channel.
    ///
    /// @param x `[N, C, H, W]`
    /// @return `[N, C, height, width]`
    @Override
    public Tensor forward(Tensor x) {
        InputCheck.images("AdaptiveAvgPool2d", x, 1, 0);
        return Functional.adaptiveAvgPool2d(x, height, width);
    }
}
