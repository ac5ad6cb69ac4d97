package dev.balboa.nn;

import dev.balboa.tensor.Activations;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import java.util.List;

/// `x` where it is positive, `weight · x` elsewhere, with one learned slope for all channels or one
/// for each. He et al., *Delving Deep into Rectifiers*, 2015.
///
/// Key: `weight` `[numParameters]`. Initial value: 0.25, as in PyTorch and the paper.
public final class PRelu implements Layer {

    private static final double INITIAL = 0.25;

    private final Parameter weight;

    private PRelu(Parameter weight) {
        this.weight = weight;
    }

    /// One slope for all channels.
    ///
    /// @return the layer
    public static PRelu of() {
        return of(1, INITIAL);
    }

    /// One slope, or one per channel.
    ///
    /// @param numParameters 1, or the number of channels
    /// @param init          initial value of every slope
    /// @return the layer
    /// @throws IllegalArgumentException when `numParameters` is below 1
    public static PRelu of(int numParameters, double init) {
        Check.atLeast("numParameters", numParameters, 1);
        return new PRelu(
                Parameter.trained("weight", () -> Tensor.full(Shape.of(numParameters), init)));
    }

    @Override
    public List<Parameter> slots() {
        return List.of(weight);
    }

    /// Applies the activation.
    ///
    /// @param x any shape with one slope, `[N, numParameters, …]` with one per channel
    /// @return same shape
    @Override
    public Tensor forward(Tensor x) {
        long count = weight.tensor().numel();
        if (count > 1 && (x.dim() < 2 || x.size(1) != count)) {
            throw new IllegalArgumentException(
                    "PRelu: input " + x.shape() + " (expected: [N, " + count + ", …])");
        }
        return Activations.prelu(x, weight.tensor());
    }
}
