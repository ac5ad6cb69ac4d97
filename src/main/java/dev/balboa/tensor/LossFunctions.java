package dev.balboa.tensor;

/// The loss functions of `torch.nn.functional` with all their settings; [Functional] has the short
/// forms. `dev.balboa.loss` has the same as records that check shapes and values: use those, since
/// libtorch checks values on the CPU only, and on CUDA a wrong one ends all further work there.
public final class LossFunctions {
    private static final Operator CROSS_ENTROPY = Operator.lazy("aten::cross_entropy_loss");
    private static final Operator BCE = Operator.lazy("aten::binary_cross_entropy");
    private static final Operator BCE_LOGITS =
            Operator.lazy("aten::binary_cross_entropy_with_logits");
    private static final Operator MSE = Operator.lazy("aten::mse_loss");
    private static final Operator L1 = Operator.lazy("aten::l1_loss");
    private static final Operator SMOOTH_L1 = Operator.lazy("aten::smooth_l1_loss");
    private static final Operator HUBER = Operator.lazy("aten::huber_loss");
    private static final Operator KL_DIV = Operator.lazy("aten::kl_div");
    private static final Operator COSINE_EMBEDDING = Operator.lazy("aten::cosine_embedding_loss");
    private static final Operator TRIPLET_MARGIN = Operator.lazy("aten::triplet_margin_loss");

    private LossFunctions() {}

    /// `-log softmax(input)[target]`.
    ///
    /// @param input logits `[N, C, ...]` or `[C]`
    /// @param target int64 classes `[N, ...]` or 0-d, or probabilities of the shape of `input`
    /// @param weight of each class `[C]`, or null
    /// @param ignoreIndex class that counts nothing
    /// @param labelSmoothing share of the target that is spread over all classes, in [0, 1]
    /// @param reduction of the elements
    public static Tensor crossEntropy(
            Tensor input,
            Tensor target,
            Tensor weight,
            long ignoreIndex,
            double labelSmoothing,
            Reduction reduction) {
        return CROSS_ENTROPY
                .frame()
                .add(input)
                .add(target)
                .addOptional(weight)
                .add(reduction.code())
                .add(ignoreIndex)
                .add(labelSmoothing)
                .tensor();
    }

    /// `-(t log x + (1 - t) log(1 - x))` for `x` in [0, 1]; logarithms are at least -100.
    public static Tensor binaryCrossEntropy(Tensor input, Tensor target, Reduction reduction) {
        return BCE.frame().add(input).add(target).addNone().add(reduction.code()).tensor();
    }

    /// [#binaryCrossEntropy] of `sigmoid(input)`, without overflow.
    ///
    /// @param posWeight multiplies the term of the positive class, broadcast; or null
    public static Tensor binaryCrossEntropyWithLogits(
            Tensor input, Tensor target, Tensor posWeight, Reduction reduction) {
        return BCE_LOGITS
                .frame()
                .add(input)
                .add(target)
                .addNone()
                .addOptional(posWeight)
                .add(reduction.code())
                .tensor();
    }

    /// `(input - target)^2`.
    public static Tensor mse(Tensor input, Tensor target, Reduction reduction) {
        return MSE.frame().add(input).add(target).add(reduction.code()).tensor();
    }

    /// `|input - target|`.
    public static Tensor l1(Tensor input, Tensor target, Reduction reduction) {
        return L1.frame().add(input).add(target).add(reduction.code()).tensor();
    }

    /// With `d = |input - target|`: `d^2 / (2 beta)` where `d < beta`, else `d - beta / 2`.
    public static Tensor smoothL1(Tensor input, Tensor target, double beta, Reduction reduction) {
        return SMOOTH_L1.frame().add(input).add(target).add(reduction.code()).add(beta).tensor();
    }

    /// With `d = |input - target|`: `d^2 / 2` where `d <= delta`, else `delta (d - delta / 2)`.
    public static Tensor huber(Tensor input, Tensor target, double delta, Reduction reduction) {
        return HUBER.frame().add(input).add(target).add(reduction.code()).add(delta).tensor();
    }

    /// `target (log target - input)`, 0 where the target is 0; with `logTarget` the target is given
    /// as logarithms.
    public static Tensor klDiv(
            Tensor input, Tensor target, boolean logTarget, Reduction reduction) {
        return KL_DIV.frame().add(input).add(target).add(reduction.code()).add(logTarget).tensor();
    }

    /// `1 - cos(a, b)` where the target is 1, `max(0, cos(a, b) - margin)` where it is -1.
    public static Tensor cosineEmbedding(
            Tensor a, Tensor b, Tensor target, double margin, Reduction reduction) {
        return COSINE_EMBEDDING
                .frame()
                .add(a)
                .add(b)
                .add(target)
                .add(margin)
                .add(reduction.code())
                .tensor();
    }

    /// `max(0, |anchor - positive + eps|_p - |anchor - negative + eps|_p + margin)` of rows.
    ///
    /// @param swap whether the negative's distance to the positive counts where it is the smaller
    public static Tensor tripletMargin(
            Tensor anchor,
            Tensor positive,
            Tensor negative,
            double margin,
            double p,
            double eps,
            boolean swap,
            Reduction reduction) {
        return TRIPLET_MARGIN
                .frame()
                .add(anchor)
                .add(positive)
                .add(negative)
                .add(margin)
                .add(p)
                .add(eps)
                .add(swap)
                .add(reduction.code())
                .tensor();
    }
}
