package dev.balboa.nn;

import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import java.util.List;
import java.util.OptionalDouble;

/// `y = x / √(mean(x²) + eps) · weight` over the last dimension (Zhang and Sennrich 2019).
///
/// Key: `weight` `[width]`. Initial value: 1.
public final class RmsNorm implements Layer {

    private final long width;
    private final OptionalDouble eps;
    private final Parameter weight;

    private RmsNorm(long width, OptionalDouble eps) {
        Check.atLeast("width", width, 1);
        eps.ifPresent(value -> Check.positive("eps", value));
        this.width = width;
        this.eps = eps;
        this.weight = Parameter.trained("weight", () -> Tensor.ones(Shape.of(width)));
    }

    /// A layer whose eps is the machine epsilon of the input's type, PyTorch's default.
    ///
    /// @param width size of the last dimension, at least 1
    /// @return the layer
    public static RmsNorm of(long width) {
        return new RmsNorm(width, OptionalDouble.empty());
    }

    /// A layer with another eps.
    ///
    /// @param width size of the last dimension, at least 1
    /// @param eps   added to the mean square, above 0
    /// @return the layer
    /// @throws IllegalArgumentException naming the value that is out of range
    public static RmsNorm of(long width, double eps) {
        return new RmsNorm(width, OptionalDouble.of(eps));
    }

    @Override
    public List<Parameter> slots() {
        return List.of(weight);
    }

    /// Scales each position.
    ///
    /// @param x `[…, width]`
    /// @return same shape
    @Override
    public Tensor forward(Tensor x) {
        InputCheck.require(
                x.dim() >= 1 && x.size(-1) == width, "RmsNorm", x, "last dimension " + width);
        return LayerOperators.rmsNorm(x, Shape.of(width), weight.tensor(), eps);
    }
}
