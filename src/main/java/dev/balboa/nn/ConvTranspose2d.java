package dev.balboa.nn;

import dev.balboa.tensor.Functional;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Tensor;
import java.util.List;
import java.util.Optional;

/// The transpose of a 2-D convolution: each input spreads over `kernel` × `kernel` outputs.
///
/// Keys: `weight` `[in, out / groups, kernel, kernel]`, `bias` `[out]`. Initial values:
/// `U(−1/√fanIn, 1/√fanIn)` with `fanIn = out / groups · kernel²`, PyTorch's default.
public final class ConvTranspose2d implements Layer {

    private final ConvTransposeOptions options;
    private final Parameter weight;
    private final Optional<Parameter> bias;

    private ConvTranspose2d(ConvTransposeOptions options, Generator generator) {
        this.options = options;
        this.weight = options.weight(2, generator);
        this.bias = options.bias(2, generator);
    }

    /// A layer with PyTorch's default initial values.
    ///
    /// @param options   sizes
    /// @param generator draws the initial values
    /// @return the layer
    public static ConvTranspose2d of(ConvTransposeOptions options, Generator generator) {
        return new ConvTranspose2d(options, generator);
    }

    @Override
    public List<Parameter> slots() {
        return bias.map(b -> List.of(weight, b)).orElse(List.of(weight));
    }

    /// Applies the transposed convolution.
    ///
    /// @param x `[N, in, H, W]`
    /// @return `[N, out, H', W']`, sides as [ConvTransposeOptions] says
    @Override
    public Tensor forward(Tensor x) {
        InputCheck.require(
                x.dim() == 4
                        && x.size(1) == options.in()
                        && Math.min(x.size(2), x.size(3)) >= options.least(),
                "ConvTranspose2d",
                x,
                "[N, " + options.in() + ", H, W], H and W >= " + options.least());
        return Functional.convTranspose2d(
                x,
                weight.tensor(),
                bias.map(Parameter::tensor).orElse(null),
                options.geometry(),
                options.outputPadding());
    }
}
