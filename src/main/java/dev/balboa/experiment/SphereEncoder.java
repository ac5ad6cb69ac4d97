package dev.balboa.experiment;

import dev.balboa.nn.Layer;
import dev.balboa.nn.LeakyRelu;
import dev.balboa.nn.Linear;
import dev.balboa.nn.Sequential;
import dev.balboa.tensor.Functional;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/// What is learned: a network from observations to the unit sphere, linear layers with leaky ReLUs
/// of slope 0.01 between them, the output divided by its length.
///
/// @param layers linear and activation in turn, linear last
record SphereEncoder(Sequential layers) implements Layer {

    /// An encoder with initial values as in PyTorch.
    ///
    /// @param dims      width of input and output
    /// @param hidden    widths between them
    /// @param generator draws the initial values
    static SphereEncoder of(int dims, List<Integer> hidden, Generator generator) {
        List<Layer> layers = new ArrayList<>();
        int width = dims;
        for (int next : hidden) {
            layers.add(Linear.of(width, next, generator));
            layers.add(new LeakyRelu());
            width = next;
        }
        layers.add(Linear.of(width, dims, generator));
        return new SphereEncoder(new Sequential(layers));
    }

    /// Encodes observations.
    ///
    /// @param x `[N, D]`
    /// @return `[N, D]`, rows of length 1
    @Override
    public Tensor forward(Tensor x) {
        return Functional.normalize(layers.forward(x));
    }
}
