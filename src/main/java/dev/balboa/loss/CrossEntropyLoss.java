package dev.balboa.loss;

import dev.balboa.tensor.DType;
import dev.balboa.tensor.LossFunctions;
import dev.balboa.tensor.Reduction;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/// Cross entropy of a softmax, `torch.nn.CrossEntropyLoss`.
///
/// For logits `x` of `C` classes and a target class `y` with weight `w`,
///
/// ```text
/// loss = −w[y] log softmax(x)[y]           mean = Σ loss / Σ w[y]
/// ```
///
/// and for probabilities `t` as target `−Σ_c w[c] t[c] log softmax(x)[c]`, whose mean is over rows.
/// With label smoothing `a` the target is `(1 − a)` of itself and `a / C` of every class. Rows
/// whose target is `ignoreIndex` count 0, and not in the mean; the mean of none is NaN.
///
/// Every class is checked to be in range, which on CUDA waits for the device: there a wrong one
/// would otherwise end all further work on it.
///
/// @param weight of each class; empty for 1
/// @param ignoreIndex target that counts nothing
/// @param labelSmoothing within `[0, 1]`
/// @param reduction of the elements
public record CrossEntropyLoss(
        List<Double> weight, long ignoreIndex, double labelSmoothing, Reduction reduction) {

    /// PyTorch's default of the ignored index, which no class has.
    public static final long NO_INDEX = -100;

    /// Checks the ranges and copies the list.
    ///
    /// @throws IllegalArgumentException naming the component that is out of range
    public CrossEntropyLoss {
        weight = Check.weights("weight", weight);
        Check.within("labelSmoothing", labelSmoothing, 0, 1);
        Objects.requireNonNull(reduction, "reduction");
    }

    /// Without weights and smoothing, ignoring −100, with the mean over rows.
    ///
    /// @return the loss
    public static CrossEntropyLoss defaults() {
        return new CrossEntropyLoss(List.of(), NO_INDEX, 0, Reduction.MEAN);
    }

    /// The same with another `weight`.
    ///
    /// @param value of each class; empty for 1
    /// @return a copy
    public CrossEntropyLoss withWeight(List<Double> value) {
        return new CrossEntropyLoss(value, ignoreIndex, labelSmoothing, reduction);
    }

    /// The same with another `ignoreIndex`.
    ///
    /// @param value target that counts nothing
    /// @return a copy
    public CrossEntropyLoss withIgnoreIndex(long value) {
        return new CrossEntropyLoss(weight, value, labelSmoothing, reduction);
    }

    /// The same with another `labelSmoothing`.
    ///
    /// @param value within `[0, 1]`
    /// @return a copy
    public CrossEntropyLoss withLabelSmoothing(double value) {
        return new CrossEntropyLoss(weight, ignoreIndex, value, reduction);
    }

    /// The same with another `reduction`.
    ///
    /// @param value of the elements
    /// @return a copy
    public CrossEntropyLoss withReduction(Reduction value) {
        return new CrossEntropyLoss(weight, ignoreIndex, labelSmoothing, value);
    }

    /// The loss of a batch.
    ///
    /// @param input logits `[N, C, …]` or `[C]`
    /// @param target int64 classes `[N, …]` or 0-d, or probabilities of the shape of `input`
    /// @return 0-d, or the shape of the classes without reduction
    /// @throws IllegalArgumentException when the shapes do not fit, a class is out of range, or
    ///     there are not as many weights as classes
    public Tensor apply(Tensor input, Tensor target) {
        Check.floating("input", input);
        if (target.dtype().isFloatingPoint()) {
            requireProbabilities(input, target);
        } else {
            requireClasses(input, target);
        }
        requireWeights(input);
        Tensor weights = Check.vector(weight, input);
        return LossFunctions.crossEntropy(
                input, target, weights, ignoreIndex, labelSmoothing, reduction);
    }

    private void requireProbabilities(Tensor input, Tensor target) {
        if (input.dim() < 1 || classes(input) < 1) {
            throw shapes(input, target);
        }
        if (!input.shape().equals(target.shape())) {
            throw new IllegalArgumentException(
                    "target: "
                            + target.dtype()
                            + " "
                            + target.shape()
                            + " (expected: int64 classes "
                            + rows(input)
                            + ", converted with to(DType.INT64), or probabilities "
                            + input.shape()
                            + ")");
        }
        if (ignoreIndex >= 0) {
            throw new IllegalArgumentException(
                    "ignoreIndex: "
                            + ignoreIndex
                            + " (expected: negative, since the target is probabilities)");
        }
    }

    private void requireClasses(Tensor input, Tensor target) {
        if (target.dtype() != DType.INT64) {
            throw new IllegalArgumentException(
                    "target: "
                            + target.dtype()
                            + " (expected: int64 classes, or probabilities; convert with"
                            + " to(DType.INT64))");
        }
        if (input.dim() < 1 || classes(input) < 1 || !rows(input).equals(target.shape())) {
            throw shapes(input, target);
        }
        long count = classes(input);
        Tensor wrong = target.lt(0).logicalOr(target.ge(count)).logicalAnd(target.ne(ignoreIndex));
        if (wrong.any().itemBoolean()) {
            throw new IllegalArgumentException(
                    "target: class "
                            + target.maskedSelect(wrong).select(0, 0).itemLong()
                            + " (expected: 0 to "
                            + (count - 1)
                            + ", since input has "
                            + count
                            + " classes, or the ignored "
                            + ignoreIndex
                            + ")");
        }
    }

    private void requireWeights(Tensor input) {
        if (!weight.isEmpty() && weight.size() != classes(input)) {
            throw new IllegalArgumentException(
                    "weight: "
                            + weight.size()
                            + " weights (expected: "
                            + classes(input)
                            + ", one for each class of input "
                            + input.shape()
                            + ")");
        }
    }

    private static long classes(Tensor input) {
        return input.size(input.dim() == 1 ? 0 : 1);
    }

    /// The shape of the input without its classes.
    private static Shape rows(Tensor input) {
        long[] sizes = input.shape().toArray();
        int classes = sizes.length == 1 ? 0 : 1;
        return Shape.of(
                IntStream.range(0, sizes.length)
                        .filter(d -> d != classes)
                        .mapToLong(d -> sizes[d])
                        .toArray());
    }

    private static IllegalArgumentException shapes(Tensor input, Tensor target) {
        return new IllegalArgumentException(
                "input "
                        + input.shape()
                        + ", target "
                        + target.shape()
                        + " (expected: [N, C, ...] and classes [N, ...], [C] and a 0-d class, or"
                        + " probabilities of the input's shape; C >= 1)");
    }
}
