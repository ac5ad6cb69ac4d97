package dev.balboa.nn;

import dev.balboa.tensor.Functional;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import java.util.List;
import java.util.Optional;

/// `y = x Wᵀ + b` for `x` `[…, in]`, `W` `[out, in]`, `b` `[out]`.
///
/// Keys: `weight`, `bias`. Initial values: `U(−1/√in, 1/√in)` for both, PyTorch's default.
public final class Linear implements Layer {

    private final Parameter weight;
    private final Optional<Parameter> bias;

    private Linear(Parameter weight, Optional<Parameter> bias) {
        this.weight = weight;
        this.bias = bias;
    }

    /// A layer with bias.
    ///
    /// @param in        input width, at least 1
    /// @param out       output width, at least 1
    /// @param generator draws the initial values
    /// @return the layer
    public static Linear of(long in, long out, Generator generator) {
        return of(in, out, true, generator);
    }

    /// A layer with or without bias.
    ///
    /// @param in        input width, at least 1
    /// @param out       output width, at least 1
    /// @param bias      whether to add a bias; a batch norm behind it would cancel one
    /// @param generator draws the initial values
    /// @return the layer
    /// @throws IllegalArgumentException when a width is below 1
    public static Linear of(long in, long out, boolean bias, Generator generator) {
        Check.atLeast("in", in, 1);
        Check.atLeast("out", out, 1);
        Parameter weight =
                Parameter.trained("weight", () -> Init.uniform(Shape.of(out, in), in, generator));
        Optional<Parameter> offset =
                bias
                        ? Optional.of(
                                Parameter.trained(
                                        "bias", () -> Init.uniform(Shape.of(out), in, generator)))
                        : Optional.empty();
        return new Linear(weight, offset);
    }

    @Override
    public List<Parameter> slots() {
        return bias.map(b -> List.of(weight, b)).orElse(List.of(weight));
    }

    /// Applies the map.
    ///
    /// @param x `[…, in]`
    /// @return `[…, out]`
    @Override
    public Tensor forward(Tensor x) {
        return Functional.linear(x, weight.tensor(), bias.map(Parameter::tensor).orElse(null));
    }
}
