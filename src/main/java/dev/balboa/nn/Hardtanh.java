package dev.balboa.nn;

import dev.balboa.tensor.Activations;
import dev.balboa.tensor.Tensor;

/// `min(max(x, minVal), maxVal)`, any shape. No parameters.
///
/// @param minVal lower bound
/// @param maxVal upper bound, more than `minVal`
public record Hardtanh(double minVal, double maxVal) implements Layer {

    /// Checks the order of the bounds.
    ///
    /// @throws IllegalArgumentException unless `minVal < maxVal`
    public Hardtanh {
        if (!(minVal < maxVal)) {
            throw new IllegalArgumentException(
                    "maxVal: " + maxVal + " (expected: more than minVal " + minVal + ")");
        }
    }

    /// With PyTorch's bounds −1 and 1.
    public Hardtanh() {
        this(-1, 1);
    }

    @Override
    public Tensor forward(Tensor x) {
        return Activations.hardtanh(x, minVal, maxVal);
    }
}
