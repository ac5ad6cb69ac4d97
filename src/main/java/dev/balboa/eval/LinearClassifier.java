package dev.balboa.eval;

import dev.balboa.autograd.Autograd;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Tensor;

/// Classes by the largest of `W x + b`, the lowest class on ties.
///
/// @param weight `[classes, D]`
/// @param bias   `[classes]`
public record LinearClassifier(Tensor weight, Tensor bias) {

    private static final long BLOCK = 8192;
    private static final int TOP = 5;

    /// Checks the shapes against each other.
    ///
    /// @throws IllegalArgumentException when they do not fit
    public LinearClassifier {
        if (weight.dim() != 2 || bias.dim() != 1 || bias.size(0) != weight.size(0)) {
            throw new IllegalArgumentException(
                    "weight, bias: "
                            + weight.shape()
                            + ", "
                            + bias.shape()
                            + " (expected: [classes, D] and [classes])");
        }
    }

    /// How well features are classified.
    ///
    /// @param top1      share whose class has the largest logit
    /// @param top5      share whose class is among the five largest; 1 with five classes or fewer
    /// @param confusion what was taken for what
    public record Score(double top1, double top5, ConfusionMatrix confusion) {}

    /// The logits.
    ///
    /// @param features `[M, D]`
    /// @return `[M, classes]` of the weight's type, in the current scope
    public Tensor logits(Tensor features) {
        Tensor x = features.to(weight.dtype());
        Tensor transposed = weight.t();
        return bias.addmm(x, transposed);
    }

    /// Scores on labelled features.
    ///
    /// @param test labels within the classes; every value finite
    /// @return its accuracies
    /// @throws IllegalArgumentException when a label is missing or out of range, widths differ, or
    ///     a value is not finite
    public Score score(Features test) {
        requireFit(test);
        int classes = Math.toIntExact(weight.size(0));
        long[] predicted = new long[test.labels().length];
        long among = 0;
        for (int from = 0; from < predicted.length; from += (int) BLOCK) {
            int length = (int) Math.min(BLOCK, predicted.length - from);
            among += scoreBlock(test, from, length, predicted);
        }
        ConfusionMatrix confusion = ConfusionMatrix.of(test.labels(), predicted, classes);
        return new Score(confusion.accuracy(), (double) among / predicted.length, confusion);
    }

    /// @return how many of the block are right within the top
    private long scoreBlock(Features test, int from, int length, long[] predicted) {
        return Autograd.noGrad(
                () -> {
                    try (Scope _ = Scope.open()) {
                        Tensor logits = logits(test.values().narrow(0, from, length));
                        long[] winners = logits.argmax(1, false).toLongArray();
                        System.arraycopy(winners, 0, predicted, from, length);
                        int top = (int) Math.min(TOP, logits.size(1));
                        long[] best = logits.topk(top, 1, true, true).get(1).toLongArray();
                        long right = 0;
                        for (int i = 0; i < best.length; i++) {
                            right += best[i] == test.labels()[from + i / top] ? 1 : 0;
                        }
                        return right;
                    }
                });
    }

    private void requireFit(Features test) {
        test.requireLabels("test");
        test.requireFinite("test");
        if (test.values().size(1) != weight.size(1)) {
            throw new IllegalArgumentException(
                    "test: "
                            + test.values().shape()
                            + " (expected: [M, "
                            + weight.size(1)
                            + "], the width that was learned)");
        }
    }
}
