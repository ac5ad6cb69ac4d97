package dev.balboa.loss;

import dev.balboa.tensor.LossFunctions;
import dev.balboa.tensor.Reduction;
import dev.balboa.tensor.Tensor;
import java.util.List;
import java.util.Objects;

/// Binary cross entropy of logits, `torch.nn.BCEWithLogitsLoss`: with `σ` the logistic function,
/// `−(w t log σ(x) + (1 − t) log(1 − σ(x)))` for input `x`, target `t` and positive weight `w`.
/// Does not overflow.
///
/// @param posWeight weight of the positive class for each position of the last dimension, or one
///     for all; empty for 1
/// @param reduction of the elements
public record BceWithLogitsLoss(List<Double> posWeight, Reduction reduction) {

    /// Checks the range and copies the list.
    ///
    /// @throws IllegalArgumentException when a weight is negative or not finite
    public BceWithLogitsLoss {
        posWeight = Check.weights("posWeight", posWeight);
        Objects.requireNonNull(reduction, "reduction");
    }

    /// Without weights and with the mean over all elements.
    ///
    /// @return the loss
    public static BceWithLogitsLoss defaults() {
        return new BceWithLogitsLoss(List.of(), Reduction.MEAN);
    }

    /// The same with another `posWeight`.
    ///
    /// @param value weight of the positive class for each position of the last dimension, or one
    ///     for all; empty for 1
    /// @return a copy
    public BceWithLogitsLoss withPosWeight(List<Double> value) {
        return new BceWithLogitsLoss(value, reduction);
    }

    /// The same with another `reduction`.
    ///
    /// @param value of the elements
    /// @return a copy
    public BceWithLogitsLoss withReduction(Reduction value) {
        return new BceWithLogitsLoss(posWeight, value);
    }

    /// The loss of a batch.
    ///
    /// @param input logits, any shape
    /// @param target in `[0, 1]`, which is not checked; the same shape
    /// @return 0-d, or the shape of the arguments without reduction
    /// @throws IllegalArgumentException when the shapes differ, a type is not floating-point, or
    ///     the weights are as many as neither 1 nor the last dimension
    public Tensor apply(Tensor input, Tensor target) {
        Check.alike("input", input, "target", target);
        requireWeights(input);
        Tensor weight = Check.vector(posWeight, input);
        return LossFunctions.binaryCrossEntropyWithLogits(input, target, weight, reduction);
    }

    private void requireWeights(Tensor input) {
        if (posWeight.size() > 1
                && (input.dim() == 0 || input.size(input.dim() - 1) != posWeight.size())) {
            throw new IllegalArgumentException(
                    "posWeight: "
                            + posWeight.size()
                            + " weights for input "
                            + input.shape()
                            + " (expected: one, or one for each position of the last dimension)");
        }
    }
}
