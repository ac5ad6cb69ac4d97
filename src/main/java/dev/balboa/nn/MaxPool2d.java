package dev.balboa.nn;

import dev.balboa.tensor.Tensor;

/// The largest value of each square window of each channel. No parameters.
///
/// @param kernel  side of the window
/// @param stride  step between windows, in both directions
/// @param padding rows and columns of minus infinity on each side, at most half of `kernel`
/// @param ceil    whether a last window may begin inside and end outside: sizes are rounded up
public record MaxPool2d(int kernel, int stride, int padding, boolean ceil) implements Layer {

    /// Checks the ranges.
    ///
    /// @throws IllegalArgumentException naming the component that is out of range
    public MaxPool2d {
        Check.window(kernel, stride, padding);
    }

    /// Windows side by side, without padding: PyTorch's defaults.
    ///
    /// @param kernel side of the window
    public MaxPool2d(int kernel) {
        this(kernel, kernel, 0, false);
    }

    /// Sizes rounded down.
    ///
    /// @param kernel  side of the window
    /// @param stride  step between windows
    /// @param padding rows and columns of minus infinity on each side
    public MaxPool2d(int kernel, int stride, int padding) {
        this(kernel, stride, padding, false);
    }

    /// Pools each channel.
    ///
    /// @param x `[N, C, H, W]`
    /// @return `[N, C, H', W']` with `H' = ⌊(H + 2 · padding − kernel) / stride⌋ + 1`
    @Override
    public Tensor forward(Tensor x) {
        InputCheck.images("MaxPool2d", x, kernel, padding);
        return LayerOperators.maxPool2d(x, kernel, stride, padding, ceil);
    }
}
