package dev.balboa.nn;

import dev.balboa.tensor.Functional;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import java.util.List;
import java.util.Optional;

/// Convolution (cross-correlation, as in PyTorch) along one axis.
///
/// Keys: `weight` `[out, in / groups, kernel]`, `bias` `[out]`. Initial values: `U(−1/√fanIn,
/// 1/√fanIn)` with `fanIn = in / groups · kernel`, PyTorch's default.
public final class Conv1d implements Layer {

    private final Options options;
    private final Parameter weight;
    private final Optional<Parameter> bias;

    private Conv1d(Options options, Generator generator) {
        long fanIn = (long) options.in() / options.groups() * options.kernel();
        Shape shape = Shape.of(options.out(), options.in() / options.groups(), options.kernel());
        this.options = options;
        this.weight = Parameter.trained("weight", () -> Init.uniform(shape, fanIn, generator));
        this.bias =
                options.bias()
                        ? Optional.of(
                                Parameter.trained(
                                        "bias",
                                        () ->
                                                Init.uniform(
                                                        Shape.of(options.out()), fanIn, generator)))
                        : Optional.empty();
    }

    /// A layer with PyTorch's default initial values.
    ///
    /// @param options   sizes
    /// @param generator draws the initial values
    /// @return the layer
    public static Conv1d of(Options options, Generator generator) {
        return new Conv1d(options, generator);
    }

    @Override
    public List<Parameter> slots() {
        return bias.map(b -> List.of(weight, b)).orElse(List.of(weight));
    }

    /// Applies the convolution.
    ///
    /// @param x `[N, in, L]`
    /// @return `[N, out, L']` with `L' = ⌊(L + 2 · padding − reach) / stride⌋ + 1`, where
    ///     `reach = dilation · (kernel − 1) + 1`
    @Override
    public Tensor forward(Tensor x) {
        InputCheck.require(
                x.dim() == 3 && x.size(1) == options.in(),
                "Conv1d",
                x,
                "[N, " + options.in() + ", L]");
        return Functional.conv1d(
                x,
                weight.tensor(),
                bias.map(Parameter::tensor).orElse(null),
                new Functional.Convolution(
                        options.stride(), options.padding(), options.dilation(), options.groups()));
    }

    /// Sizes of a convolution.
    ///
    /// @param in       input channels, a multiple of `groups`
    /// @param out      output channels, a multiple of `groups`
    /// @param kernel   length of the kernel
    /// @param stride   step between outputs
    /// @param padding  zeros added on each side
    /// @param dilation step between the kernel's taps
    /// @param groups   independent groups of channels
    /// @param bias     whether to add a bias
    public record Options(
            int in,
            int out,
            int kernel,
            int stride,
            int padding,
            int dilation,
            int groups,
            boolean bias) {

        /// Checks the ranges.
        ///
        /// @throws IllegalArgumentException naming the component that is out of range
        public Options {
            Check.groups(groups, in, out);
            Check.atLeast("kernel", kernel, 1);
            Check.atLeast("stride", stride, 1);
            Check.atLeast("padding", padding, 0);
            Check.atLeast("dilation", dilation, 1);
        }

        /// Stride 1, no padding, no dilation, one group, with bias.
        ///
        /// @param in     input channels
        /// @param out    output channels
        /// @param kernel length of the kernel
        /// @return the options
        public static Options of(int in, int out, int kernel) {
            return new Options(in, out, kernel, 1, 0, 1, 1, true);
        }

        /// The same with another stride.
        ///
        /// @param value at least 1
        /// @return a copy
        public Options withStride(int value) {
            return new Options(in, out, kernel, value, padding, dilation, groups, bias);
        }

        /// The same with another padding.
        ///
        /// @param value at least 0
        /// @return a copy
        public Options withPadding(int value) {
            return new Options(in, out, kernel, stride, value, dilation, groups, bias);
        }

        /// The same with another dilation.
        ///
        /// @param value at least 1
        /// @return a copy
        public Options withDilation(int value) {
            return new Options(in, out, kernel, stride, padding, value, groups, bias);
        }

        /// The same with another number of groups.
        ///
        /// @param value a divisor of both channel counts
        /// @return a copy
        public Options withGroups(int value) {
            return new Options(in, out, kernel, stride, padding, dilation, value, bias);
        }

        /// The same without a bias, as before a norm.
        ///
        /// @return a copy
        public Options withoutBias() {
            return new Options(in, out, kernel, stride, padding, dilation, groups, false);
        }
    }
}
