package dev.balboa.nn;

import dev.balboa.tensor.Tensor;

/// The mean of each square window of each channel. No parameters.
///
/// @param kernel       side of the window
/// @param stride       step between windows, in both directions
/// @param padding      rows and columns of zeros on each side, at most half of `kernel`
/// @param countPadding whether those zeros count in the mean
public record AvgPool2d(int kernel, int stride, int padding, boolean countPadding)
        implements Layer {

    /// Checks the ranges.
    ///
    /// @throws IllegalArgumentException naming the component that is out of range
    public AvgPool2d {
        Check.window(kernel, stride, padding);
    }

    /// Windows side by side, without padding: PyTorch's defaults.
    ///
    /// @param kernel side of the window
    public AvgPool2d(int kernel) {
        this(kernel, kernel, 0, true);
    }

    /// Zeros of the padding count, as by default in PyTorch.
    ///
    /// @param kernel  side of the window
    /// @param stride  step between windows
    /// @param padding rows and columns of zeros on each side
    public AvgPool2d(int kernel, int stride, int padding) {
        this(kernel, stride, padding, true);
    }

    /// Pools each channel.
    ///
    /// @param x `[N, C, H, W]`
    /// @return `[N, C, H', W']` with `H' = ⌊(H + 2 · padding − kernel) / stride⌋ + 1`
    @Override
    public Tensor forward(Tensor x) {
        InputCheck.images("AvgPool2d", x, kernel, padding);
        return LayerOperators.avgPool2d(x, kernel, stride, padding, countPadding);
    }
}
