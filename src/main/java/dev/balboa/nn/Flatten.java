package dev.balboa.nn;

import dev.balboa.tensor.Tensor;

/// Merges the dimensions from `start` to `end` into one. No parameters.
///
/// @param start first dimension that is merged; negative ones count from the end
/// @param end   last one
public record Flatten(int start, int end) implements Layer {

    /// All but the first dimension: `[N, …]` to `[N, d]`, PyTorch's default.
    public Flatten() {
        this(1, -1);
    }

    @Override
    public Tensor forward(Tensor x) {
        return x.flatten(start, end);
    }
}
