package dev.balboa.nn;

import dev.balboa.tensor.Functional;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// Layer norm over the last dimensions: `y = (x − mean) / √(var + eps) · weight + bias`, with the
/// mean and the biased variance of each sample's own values. The same in training and evaluation.
/// Ba et al., *Layer Normalization*, 2016.
///
/// Keys: `weight`, `bias`, both of shape `normalizedShape`. Initial values: 1 and 0.
public final class LayerNorm implements Layer {

    private final Options options;
    private final Optional<Parameter> weight;
    private final Optional<Parameter> bias;

    private LayerNorm(Options options, Optional<Parameter> weight, Optional<Parameter> bias) {
        this.options = options;
        this.weight = weight;
        this.bias = bias;
    }

    /// A layer with scale, shift and PyTorch's `eps` of 1e-5.
    ///
    /// @param normalizedShape sizes of the last dimensions, most often one
    /// @return the layer
    /// @throws IllegalArgumentException when there is no size, or one below 1
    public static LayerNorm of(long... normalizedShape) {
        return of(Options.of(normalizedShape));
    }

    /// A layer.
    ///
    /// @param options sizes and settings
    /// @return the layer
    public static LayerNorm of(Options options) {
        Shape shape = options.normalizedShape();
        return new LayerNorm(
                options,
                options.elementwiseAffine()
                        ? Optional.of(Parameter.trained("weight", () -> Tensor.ones(shape)))
                        : Optional.empty(),
                options.elementwiseAffine() && options.bias()
                        ? Optional.of(Parameter.trained("bias", () -> Tensor.zeros(shape)))
                        : Optional.empty());
    }

    @Override
    public List<Parameter> slots() {
        List<Parameter> slots = new ArrayList<>();
        weight.ifPresent(slots::add);
        bias.ifPresent(slots::add);
        return List.copyOf(slots);
    }

    /// Normalises each sample.
    ///
    /// @param x `[…, normalizedShape]`
    /// @return same shape
    @Override
    public Tensor forward(Tensor x) {
        InputCheck.ends("LayerNorm", x, options.normalizedShape());
        return Functional.layerNorm(
                x,
                options.normalizedShape(),
                weight.map(Parameter::tensor).orElse(null),
                bias.map(Parameter::tensor).orElse(null),
                options.eps());
    }

    /// What a layer norm normalises, and how.
    ///
    /// @param normalizedShape   sizes of the last dimensions
    /// @param eps               added to the variance, at least 0
    /// @param elementwiseAffine whether there is a scale, and a shift unless `bias` is false
    /// @param bias              whether there is a shift
    public record Options(
            Shape normalizedShape, double eps, boolean elementwiseAffine, boolean bias) {

        /// Checks the sizes.
        ///
        /// @throws IllegalArgumentException when there is no size, one below 1, or a negative `eps`
        public Options {
            Objects.requireNonNull(normalizedShape, "normalizedShape");
            if (normalizedShape.rank() == 0 || normalizedShape.numel() == 0) {
                throw new IllegalArgumentException(
                        "normalizedShape: "
                                + normalizedShape
                                + " (expected: at least one size, each >= 1)");
            }
            Check.eps(eps);
        }

        /// Scale, shift and an `eps` of 1e-5.
        ///
        /// @param normalizedShape sizes of the last dimensions
        /// @return the options
        public static Options of(long... normalizedShape) {
            return new Options(Shape.of(normalizedShape), 1e-5, true, true);
        }

        /// The same with another `eps`, such as the 1e-6 of vision transformers.
        ///
        /// @param value at least 0
        /// @return a copy
        public Options withEps(double value) {
            return new Options(normalizedShape, value, elementwiseAffine, bias);
        }

        /// The same without scale and shift.
        ///
        /// @return a copy
        public Options withoutAffine() {
            return new Options(normalizedShape, eps, false, bias);
        }

        /// The same with a scale but no shift.
        ///
        /// @return a copy
        public Options withoutBias() {
            return new Options(normalizedShape, eps, elementwiseAffine, false);
        }
    }
}
