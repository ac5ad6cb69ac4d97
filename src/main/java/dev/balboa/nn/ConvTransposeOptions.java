package dev.balboa.nn;

import dev.balboa.tensor.Functional;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Shape;
import java.util.Optional;

/// Sizes of a transposed convolution, the same along each axis.
///
/// A side `L` becomes `(L − 1) · stride − 2 · padding + reach + outputPadding`, where the kernel's
/// `reach` is `dilation · (kernel − 1) + 1`.
///
/// @param in            input channels, a multiple of `groups`
/// @param out           output channels, a multiple of `groups`
/// @param kernel        side of the kernel
/// @param stride        step between inputs in the result
/// @param padding       places taken from each side of the result
/// @param outputPadding places added at the end of the result, below `stride` or `dilation`
/// @param dilation      step between the kernel's taps
/// @param groups        independent groups of channels
/// @param bias          whether to add a bias
public record ConvTransposeOptions(
        int in,
        int out,
        int kernel,
        int stride,
        int padding,
        int outputPadding,
        int dilation,
        int groups,
        boolean bias) {

    /// Checks the ranges.
    ///
    /// @throws IllegalArgumentException naming the component that is out of range
    public ConvTransposeOptions {
        Check.groups(groups, in, out);
        Check.atLeast("kernel", kernel, 1);
        Check.atLeast("stride", stride, 1);
        Check.atLeast("padding", padding, 0);
        Check.atLeast("outputPadding", outputPadding, 0);
        Check.atLeast("dilation", dilation, 1);
        if (outputPadding >= Math.max(stride, dilation)) {
            throw new IllegalArgumentException(
                    "outputPadding: "
                            + outputPadding
                            + " (expected: below stride "
                            + stride
                            + " or dilation "
                            + dilation
                            + ")");
        }
    }

    /// Stride 1, no padding, no dilation, one group, with bias.
    ///
    /// @param in     input channels
    /// @param out    output channels
    /// @param kernel side of the kernel
    /// @return the options
    public static ConvTransposeOptions of(int in, int out, int kernel) {
        return new ConvTransposeOptions(in, out, kernel, 1, 0, 0, 1, 1, true);
    }

    /// The same with another stride.
    ///
    /// @param value at least 1
    /// @return a copy
    public ConvTransposeOptions withStride(int value) {
        return new ConvTransposeOptions(
                in, out, kernel, value, padding, outputPadding, dilation, groups, bias);
    }

    /// The same with another padding.
    ///
    /// @param value at least 0
    /// @return a copy
    public ConvTransposeOptions withPadding(int value) {
        return new ConvTransposeOptions(
                in, out, kernel, stride, value, outputPadding, dilation, groups, bias);
    }

    /// The same with another output padding.
    ///
    /// @param value below stride or dilation
    /// @return a copy
    public ConvTransposeOptions withOutputPadding(int value) {
        return new ConvTransposeOptions(
                in, out, kernel, stride, padding, value, dilation, groups, bias);
    }

    /// The same with another dilation.
    ///
    /// @param value at least 1
    /// @return a copy
    public ConvTransposeOptions withDilation(int value) {
        return new ConvTransposeOptions(
                in, out, kernel, stride, padding, outputPadding, value, groups, bias);
    }

    /// The same with another number of groups.
    ///
    /// @param value a divisor of both channel counts
    /// @return a copy
    public ConvTransposeOptions withGroups(int value) {
        return new ConvTransposeOptions(
                in, out, kernel, stride, padding, outputPadding, dilation, value, bias);
    }

    /// The same without a bias, as before a norm.
    ///
    /// @return a copy
    public ConvTransposeOptions withoutBias() {
        return new ConvTransposeOptions(
                in, out, kernel, stride, padding, outputPadding, dilation, groups, false);
    }

    Functional.Convolution geometry() {
        return new Functional.Convolution(stride, padding, dilation, groups);
    }

    /// @param axes 1 or 2
    Parameter weight(int axes, Generator generator) {
        Shape shape =
                axes == 1
                        ? Shape.of(in, out / groups, kernel)
                        : Shape.of(in, out / groups, kernel, kernel);
        return Parameter.trained("weight", () -> Init.uniform(shape, fanIn(axes), generator));
    }

    Optional<Parameter> bias(int axes, Generator generator) {
        return bias
                ? Optional.of(
                        Parameter.trained(
                                "bias", () -> Init.uniform(Shape.of(out), fanIn(axes), generator)))
                : Optional.empty();
    }

    /// The weight's second axis times the kernel: PyTorch's definition, though the inputs are the
    /// first.
    private long fanIn(int axes) {
        return (long) out / groups * kernel * (axes == 1 ? 1 : kernel);
    }

    /// The smallest side whose result has at least one place.
    long least() {
        long extra = 2L * padding - (long) dilation * (kernel - 1) - outputPadding;
        return 1 + Math.max(0, Math.ceilDiv(extra, (long) stride));
    }
}
