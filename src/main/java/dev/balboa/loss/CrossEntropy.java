package dev.balboa.loss;

import dev.balboa.tensor.Operator;
import dev.balboa.tensor.Tensor;
import java.util.Objects;
import java.util.Optional;

/// Cross entropy of logits with classes: `−Σ_c q_c · log softmax(input)_c`, where `q` is `1 −
/// labelSmoothing` on the target and `labelSmoothing / C` everywhere. PyTorch:
/// `torch.nn.CrossEntropyLoss`; smoothing as in Szegedy et al., *Rethinking the Inception
/// Architecture*, 2016.
///
/// With class weights, each row's loss is weighted by its target's, and the mean divides by the sum
/// of these weights.
///
/// @param labelSmoothing share that is spread over all classes, in `[0, 1]`
/// @param ignoreIndex    a target that counts for nothing, such as −100
/// @param weights        of the classes, `[C]`; borrowed
/// @param reduction      what becomes of the rows' losses
public record CrossEntropy(
        double labelSmoothing, long ignoreIndex, Optional<Tensor> weights, Reduction reduction) {

    /// The ignored target that PyTorch defaults to.
    public static final long DEFAULT_IGNORE_INDEX = -100;

    /// Checks the settings.
    ///
    /// @throws IllegalArgumentException naming the component that is out of range
    public CrossEntropy {
        Check.require(
                labelSmoothing >= 0 && labelSmoothing <= 1,
                "labelSmoothing",
                labelSmoothing,
                "within [0, 1]");
        Objects.requireNonNull(weights, "weights");
        Objects.requireNonNull(reduction, "reduction");
    }

    /// PyTorch's defaults: no smoothing, −100 ignored, no weights, the mean.
    ///
    /// @return the loss
    public static CrossEntropy defaults() {
        return new CrossEntropy(0, DEFAULT_IGNORE_INDEX, Optional.empty(), Reduction.MEAN);
    }

    /// The same with label smoothing.
    ///
    /// @param value in `[0, 1]`
    /// @return a copy
    public CrossEntropy withLabelSmoothing(double value) {
        return new CrossEntropy(value, ignoreIndex, weights, reduction);
    }

    /// The loss. Waits for a GPU, to look at the classes.
    ///
    /// @param input  logits, `[N, C]` or `[N, C, …]`
    /// @param target classes, int64 `[N]` or `[N, …]`
    /// @return 0-d, or the target's shape without reduction
    /// @throws IllegalArgumentException when the shapes do not fit or a class is out of range
    public Tensor apply(Tensor input, Tensor target) {
        if (input.dim() < 2 || target.dim() != input.dim() - 1) {
            throw new IllegalArgumentException(
                    "input %s, target %s (expected: [N, C, …] and [N, …])"
                            .formatted(input.shape(), target.shape()));
        }
        long classes = input.size(1);
        weights.ifPresent(
                w -> {
                    if (w.dim() != 1 || w.size(0) != classes) {
                        throw new IllegalArgumentException(
                                "weights: %s (expected: [%d], one per class)"
                                        .formatted(w.shape(), classes));
                    }
                });
        Check.classes(target, classes, ignoreIndex);
        return reduction.finish(
                Operator.of("aten::cross_entropy_loss")
                        .call(
                                input,
                                target,
                                weights.orElse(null),
                                reduction.code(),
                                ignoreIndex,
                                labelSmoothing),
                input);
    }
}
