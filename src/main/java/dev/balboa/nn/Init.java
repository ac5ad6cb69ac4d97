package dev.balboa.nn;

import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Random;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;

/// Initial values of parameters, float32 on the CPU, drawn in the order and by the operators that
/// PyTorch uses.
final class Init {

    private Init() {}

    /// PyTorch's default for linear and convolution weights and biases: Kaiming uniform with `a =
    /// √5`, which is `U(−1/√fanIn, 1/√fanIn)`.
    static Tensor uniform(Shape shape, long fanIn, Generator generator) {
        double bound = 1 / Math.sqrt(fanIn);
        return Random.uniform_(Tensor.empty(shape), -bound, bound, generator);
    }

    /// Kaiming normal for a ReLU network, `N(0, 2 / fan)`.
    static Tensor kaimingNormal(Shape shape, long fan, Generator generator) {
        return Random.normal_(Tensor.empty(shape), 0, Math.sqrt(2.0 / fan), generator);
    }
}
