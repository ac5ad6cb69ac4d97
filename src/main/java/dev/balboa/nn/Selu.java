package dev.balboa.nn;

import dev.balboa.tensor.Activations;
import dev.balboa.tensor.Tensor;

/// `s · (max(x, 0) + min(a · (exp(x) − 1), 0))` with `a = 1.6733`, `s = 1.0507`, any shape. No
/// parameters. Klambauer et al., *Self-Normalizing Neural Networks*, 2017.
public record Selu() implements Layer {

    @Override
    public Tensor forward(Tensor x) {
        return Activations.selu(x);
    }
}
