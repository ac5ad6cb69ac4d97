package dev.balboa.nn;

import dev.balboa.tensor.Activations;
import dev.balboa.tensor.Tensor;

/// `x · min(max(x + 3, 0), 6) / 6`, any shape. No parameters. Howard et al., *Searching for
/// MobileNetV3*, 2019.
public record Hardswish() implements Layer {

    @Override
    public Tensor forward(Tensor x) {
        return Activations.hardswish(x);
    }
}
