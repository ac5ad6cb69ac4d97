package dev.balboa.loss;

import dev.balboa.tensor.Operator;
import dev.balboa.tensor.Tensor;
import java.util.Objects;

/// `−(target · log input + (1 − target) · log(1 − input))`, logarithms not below −100. PyTorch:
/// `torch.nn.BCELoss`. For the outputs of a network [BinaryCrossEntropyWithLogits] is more exact.
///
/// @param reduction what becomes of the elements' losses
public record BinaryCrossEntropy(Reduction reduction) {

    /// Checks the settings.
    ///
    /// @throws IllegalArgumentException naming the component that is out of range
    public BinaryCrossEntropy {
        Objects.requireNonNull(reduction, "reduction");
    }

    /// PyTorch's defaults.
    ///
    /// @return the loss
    public static BinaryCrossEntropy defaults() {
        return new BinaryCrossEntropy(Reduction.MEAN);
    }

    /// The loss.
    ///
    /// @param input probabilities in `[0, 1]`, any shape
    /// @param target the same shape
    /// @return 0-d, or the input's shape without reduction
    /// @throws IllegalArgumentException when the shapes differ
    public Tensor apply(Tensor input, Tensor target) {
        Check.sameShape("input", input, "target", target);
        return reduction.finish(
                Operator.of("aten::binary_cross_entropy")
                        .call(input, target, null, reduction.code()),
                input);
    }
}
