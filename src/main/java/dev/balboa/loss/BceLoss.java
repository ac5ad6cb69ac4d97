package dev.balboa.loss;

import dev.balboa.tensor.LossFunctions;
import dev.balboa.tensor.Reduction;
import dev.balboa.tensor.Tensor;
import java.util.Objects;

/// Binary cross entropy of probabilities, `torch.nn.BCELoss`: `−(t log x + (1 − t) log(1 − x))`
/// for input `x` and target `t`; logarithms are at least −100, so that it stays finite.
///
/// From logits use [BceWithLogitsLoss], which loses nothing near 0 and 1. The range of the input is
/// checked, which on CUDA waits for the device.
///
/// @param reduction of the elements
public record BceLoss(Reduction reduction) {

    /// Checks that nothing is null.
    public BceLoss {
        Objects.requireNonNull(reduction, "reduction");
    }

    /// With the mean over all elements.
    ///
    /// @return the loss
    public static BceLoss defaults() {
        return new BceLoss(Reduction.MEAN);
    }

    /// The same with another `reduction`.
    ///
    /// @param value of the elements
    /// @return a copy
    public BceLoss withReduction(Reduction value) {
        return new BceLoss(value);
    }

    /// The loss of a batch.
    ///
    /// @param input probabilities in `[0, 1]`, any shape
    /// @param target in `[0, 1]`, which is not checked; the same shape
    /// @return 0-d, or the shape of the arguments without reduction
    /// @throws IllegalArgumentException when the shapes differ, a type is not floating-point, or an
    ///     input is outside `[0, 1]` or NaN
    public Tensor apply(Tensor input, Tensor target) {
        Check.alike("input", input, "target", target);
        requireProbabilities(input.detach());
        return LossFunctions.binaryCrossEntropy(input, target, reduction);
    }

    private static void requireProbabilities(Tensor input) {
        if (input.numel() == 0) {
            return;
        }
        double least = input.min().item();
        double most = input.max().item();
        if (!(least >= 0 && most <= 1)) {
            throw new IllegalArgumentException(
                    "input: "
                            + least
                            + " to "
                            + most
                            + " (expected: within [0, 1]; for logits use BceWithLogitsLoss)");
        }
    }
}
