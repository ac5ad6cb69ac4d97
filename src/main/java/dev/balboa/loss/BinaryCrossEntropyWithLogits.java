package dev.balboa.loss;

import dev.balboa.tensor.Operator;
import dev.balboa.tensor.Tensor;
import java.util.Objects;
import java.util.Optional;

/// Binary cross entropy of logits: with `p = sigmoid(input)`, `−(posWeight · target · log p + (1 −
/// target) · log(1 − p))`, computed without overflow. PyTorch: `torch.nn.BCEWithLogitsLoss`.
///
/// @param posWeight weight of the positive examples, broadcast against the input; borrowed
/// @param reduction what becomes of the elements' losses
public record BinaryCrossEntropyWithLogits(Optional<Tensor> posWeight, Reduction reduction) {

    /// Checks the settings.
    public BinaryCrossEntropyWithLogits {
        Objects.requireNonNull(posWeight, "posWeight");
        Objects.requireNonNull(reduction, "reduction");
    }

    /// PyTorch's defaults: no weights, the mean.
    ///
    /// @return the loss
    public static BinaryCrossEntropyWithLogits defaults() {
        return new BinaryCrossEntropyWithLogits(Optional.empty(), Reduction.MEAN);
    }

    /// The loss.
    ///
    /// @param input  logits, any shape
    /// @param target in `[0, 1]`, the same shape
    /// @return 0-d, or the input's shape without reduction
    /// @throws IllegalArgumentException when the shapes differ
    public Tensor apply(Tensor input, Tensor target) {
        Check.sameShape("input", input, "target", target);
        return reduction.finish(
                Operator.of("aten::binary_cross_entropy_with_logits")
                        .call(input, target, null, posWeight.orElse(null), reduction.code()),
                input);
    }
}
