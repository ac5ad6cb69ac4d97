package dev.balboa.nn;

import dev.balboa.tensor.Functional;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import java.util.List;
import java.util.Optional;

/// Two-dimensional convolution (cross-correlation, as in PyTorch) with a square kernel.
///
/// Keys: `weight` `[out, in / groups, kernel, kernel]`, `bias` `[out]`. Initial values:
/// `U(−1/√fanIn, 1/√fanIn)` with `fanIn = in / groups · kernel²`, PyTorch's default, unless made by
/// [#kaimingNormal(Options, Generator)].
public final class Conv2d implements Layer {

    private final Options options;
    private final Parameter weight;
    private final Optional<Parameter> bias;

    private Conv2d(Options options, Parameter weight, Optional<Parameter> bias) {
        this.options = options;
        this.weight = weight;
        this.bias = bias;
    }

    /// A layer with PyTorch's default initial values.
    ///
    /// @param options   sizes
    /// @param generator draws the initial values
    /// @return the layer
    public static Conv2d of(Options options, Generator generator) {
        Shape shape = options.weightShape();
        long fanIn = options.fanIn();
        Parameter weight = Parameter.trained("weight", () -> Init.uniform(shape, fanIn, generator));
        return new Conv2d(options, weight, bias(options, fanIn, generator));
    }

    /// A layer whose weight is drawn from `N(0, 2 / fanOut)`, as torchvision's ResNets are.
    ///
    /// @param options   sizes
    /// @param generator draws the initial values
    /// @return the layer
    public static Conv2d kaimingNormal(Options options, Generator generator) {
        Shape shape = options.weightShape();
        long fanOut = options.fanOut();
        Parameter weight =
                Parameter.trained("weight", () -> Init.kaimingNormal(shape, fanOut, generator));
        return new Conv2d(options, weight, bias(options, options.fanIn(), generator));
    }

    private static Optional<Parameter> bias(Options options, long fanIn, Generator generator) {
        if (!options.bias()) {
            return Optional.empty();
        }
        Shape shape = Shape.of(options.out());
        return Optional.of(Parameter.trained("bias", () -> Init.uniform(shape, fanIn, generator)));
    }

    @Override
    public List<Parameter> slots() {
        return bias.map(b -> List.of(weight, b)).orElse(List.of(weight));
    }

    /// Applies the convolution.
    ///
    /// @param x `[N, in, H, W]`
    /// @return `[N, out, H', W']` with `H' = ⌊(H + 2 · padding − kernel) / stride⌋ + 1`
    @Override
    public Tensor forward(Tensor x) {
        return Functional.conv2d(
                x,
                weight.tensor(),
                bias.map(Parameter::tensor).orElse(null),
                new Functional.Convolution(
                        options.stride(), options.padding(), 1, options.groups()));
    }

    /// Sizes of a convolution.
    ///
    /// @param in      input channels, a multiple of `groups`
    /// @param out     output channels, a multiple of `groups`
    /// @param kernel  side of the kernel
    /// @param stride  step in both directions
    /// @param padding zeros added on each side
    /// @param groups  independent groups of channels
    /// @param bias    whether to add a bias
    public record Options(
            int in, int out, int kernel, int stride, int padding, int groups, boolean bias) {

        /// Checks the ranges.
        ///
        /// @throws IllegalArgumentException naming the component that is out of range
        public Options {
            Check.groups(groups, in, out);
            Check.atLeast("kernel", kernel, 1);
            Check.atLeast("stride", stride, 1);
            Check.atLeast("padding", padding, 0);
        }

        /// Stride 1, no padding, one group, with bias.
        ///
        /// @param in     input channels
        /// @param out    output channels
        /// @param kernel side of the kernel
        /// @return the options
        public static Options of(int in, int out, int kernel) {
            return new Options(in, out, kernel, 1, 0, 1, true);
        }

        /// The same with another stride.
        ///
        /// @param value at least 1
        /// @return a copy
        public Options withStride(int value) {
            return new Options(in, out, kernel, value, padding, groups, bias);
        }

        /// The same with another padding.
        ///
        /// @param value at least 0
        /// @return a copy
        public Options withPadding(int value) {
            return new Options(in, out, kernel, stride, value, groups, bias);
        }

        /// The same with another number of groups.
        ///
        /// @param value a divisor of both channel counts
        /// @return a copy
        public Options withGroups(int value) {
            return new Options(in, out, kernel, stride, padding, value, bias);
        }

        /// The same without a bias, as before a batch norm.
        ///
        /// @return a copy
        public Options withoutBias() {
            return new Options(in, out, kernel, stride, padding, groups, false);
        }

        Shape weightShape() {
            return Shape.of(out, in / groups, kernel, kernel);
        }

        /// Inputs of one output value.
        long fanIn() {
            return (long) in / groups * kernel * kernel;
        }

        /// Weight's first axis times the kernel: PyTorch's definition, whatever the groups.
        long fanOut() {
            return (long) out * kernel * kernel;
        }
    }
}
