package dev.balboa.nn;

import dev.balboa.tensor.Tensor;

/// A module from one tensor to one tensor.
public interface Layer extends Module {

    /// Applies the layer.
    ///
    /// @param x the input; each layer documents its shape
    /// @return a new tensor in the current scope
    /// @throws IllegalArgumentException when the shape does not fit, where the layer can tell
    Tensor forward(Tensor x);
}
