package dev.balboa.nn;

import dev.balboa.tensor.Functional;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Tensor;
import java.util.List;
import java.util.Optional;

/// The transpose of a convolution along one axis: each input spreads over `kernel` outputs.
///
/// Keys: `weight` `[in, out / groups, kernel]`, `bias` `[out]`. Initial values:
/// `U(−1/√fanIn, 1/√fanIn)` with `fanIn = out / groups · kernel`, PyTorch's default.
public final class ConvTranspose1d implements Layer {

    private final ConvTransposeOptions options;
    private final Parameter weight;
    private final Optional<Parameter> bias;

    private ConvTranspose1d(ConvTransposeOptions options, Generator generator) {
        this.options = options;
        this.weight = options.weight(1, generator);
        this.bias = options.bias(1, generator);
    }

    /// A layer with PyTorch's default initial values.
    ///
    /// @param options   sizes
    /// @param generator draws the initial values
    /// @return the layer
    public static ConvTranspose1d of(ConvTransposeOptions options, Generator generator) {
        return new ConvTranspose1d(options, generator);
    }

    @Override
    public List<Parameter> slots() {
        return bias.map(b -> List.of(weight, b)).orElse(List.of(weight));
    }

    /// Applies the transposed convolution.
    ///
    /// @param x `[N, in, L]`
    /// @return `[N, out, L']`, sides as [ConvTransposeOptions] says
    @Override
    public Tensor forward(Tensor x) {
        InputCheck.require(
                x.dim() == 3 && x.size(1) == options.in() && x.size(2) >= options.least(),
                "ConvTranspose1d",
                x,
                "[N, " + options.in() + ", L], L >= " + options.least());
        return Functional.convTranspose1d(
                x,
                weight.tensor(),
                bias.map(Parameter::tensor).orElse(null),
                options.geometry(),
                options.outputPadding());
    }
}
