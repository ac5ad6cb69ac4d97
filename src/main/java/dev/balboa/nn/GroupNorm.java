package dev.balboa.nn;

import dev.balboa.tensor.Functional;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// `y = (x − mean) / √(var + eps) · weight + bias`: mean and biased variance over a group of
/// channels of one sample, scale and shift per channel (Wu and He 2018).
///
/// Keys: `weight`, `bias`, both `[channels]`; absent without affine map. Initial values: 1 and 0.
public final class GroupNorm implements Layer {

    private final Options options;
    private final Optional<Parameter> weight;
    private final Optional<Parameter> bias;

    private GroupNorm(Options options) {
        Shape shape = Shape.of(options.channels());
        this.options = options;
        this.weight =
                options.affine()
                        ? Optional.of(Parameter.trained("weight", () -> Tensor.ones(shape)))
                        : Optional.empty();
        this.bias =
                options.affine()
                        ? Optional.of(Parameter.trained("bias", () -> Tensor.zeros(shape)))
                        : Optional.empty();
    }

    /// A layer with affine map and eps 1e−5.
    ///
    /// @param groups   groups of channels
    /// @param channels a multiple of `groups`
    /// @return the layer
    /// @throws IllegalArgumentException when the groups do not divide the channels
    public static GroupNorm of(int groups, int channels) {
        return of(Options.of(groups, channels));
    }

    /// A layer with other settings.
    ///
    /// @param options what is normalised and how
    /// @return the layer
    public static GroupNorm of(Options options) {
        return new GroupNorm(options);
    }

    @Override
    public List<Parameter> slots() {
        return Stream.of(weight, bias).flatMap(Optional::stream).toList();
    }

    /// Normalises each group of each sample.
    ///
    /// @param x `[N, channels, …]`
    /// @return same shape
    @Override
    public Tensor forward(Tensor x) {
        InputCheck.require(
                x.dim() >= 2 && x.size(1) == options.channels(),
                "GroupNorm",
                x,
                "[N, " + options.channels() + ", …]");
        return Functional.groupNorm(
                x,
                options.groups(),
                weight.map(Parameter::tensor).orElse(null),
                bias.map(Parameter::tensor).orElse(null),
                options.eps());
    }

    /// What is normalised, and how.
    ///
    /// @param groups   groups of channels; 1 is a layer norm, `channels` an instance norm
    /// @param channels a multiple of `groups`
    /// @param eps      added to the variance, above 0
    /// @param affine   whether to learn scale and shift
    public record Options(int groups, int channels, double eps, boolean affine) {

        /// Checks the ranges.
        ///
        /// @throws IllegalArgumentException naming the component that is out of range
        public Options {
            Check.atLeast("groups", groups, 1);
            Check.atLeast("channels", channels, 1);
            Check.positive("eps", eps);
            if (channels % groups != 0) {
                throw new IllegalArgumentException(
                        "groups: "
                                + groups
                                + " (expected: a divisor of channels "
                                + channels
                                + ")");
            }
        }

        /// PyTorch's defaults: eps 1e−5, with affine map.
        ///
        /// @param groups   groups of channels
        /// @param channels a multiple of `groups`
        /// @return the options
        public static Options of(int groups, int channels) {
            return new Options(groups, channels, 1e-5, true);
        }

        /// The same with another eps.
        ///
        /// @param value above 0
        /// @return a copy
        public Options withEps(double value) {
            return new Options(groups, channels, value, affine);
        }

        /// The same without scale and shift.
        ///
        /// @return a copy
        public Options withoutAffine() {
            return new Options(groups, channels, eps, false);
        }
    }
}
