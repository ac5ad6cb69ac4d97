package dev.balboa.nn;

import dev.balboa.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Layers one after the other. Children are named `0`, `1`, … as in PyTorch.
///
/// @param layers in order of application; an empty list is the identity
public record Sequential(List<Layer> layers) implements Layer {

    /// Copies the list.
    public Sequential {
        layers = List.copyOf(layers);
    }

    /// Layers in order of application.
    ///
    /// @param layers any number
    /// @return the chain
    public static Sequential of(Layer... layers) {
        return new Sequential(List.of(layers));
    }

    @Override
    public Map<String, Module> children() {
        Map<String, Module> children = new LinkedHashMap<>();
        for (int i = 0; i < layers.size(); i++) {
            children.put(Integer.toString(i), layers.get(i));
        }
        return children;
    }

    /// Applies every layer.
    ///
    /// @param x what the first layer takes
    /// @return what the last layer gives; `x` itself when there is none
    @Override
    public Tensor forward(Tensor x) {
        Tensor value = x;
        for (Layer layer : layers) {
            value = layer.forward(value);
        }
        return value;
    }
}
