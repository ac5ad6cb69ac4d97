package dev.balboa.tensor;

/// The operations of `torch.nn.functional` that layers and losses are made of. Its other parts are
/// in [Activations], [Pooling] and [Vision].
public final class Functional {
    // torch.nn.functional.triplet_margin_loss adds it to each difference
    private static final double TRIPLET_EPS = 1e-6;
    private static final Operator LINEAR = Operator.lazy("aten::linear");
    private static final Operator CONV1D = Operator.lazy("aten::conv1d");
    private static final Operator CONV2D = Operator.lazy("aten::conv2d");
    private static final Operator CONV_TRANSPOSE2D = Operator.lazy("aten::conv_transpose2d.input");
    private static final Operator BATCH_NORM = Operator.lazy("aten::batch_norm");
    private static final Operator LAYER_NORM = Operator.lazy("aten::layer_norm");
    private static final Operator GROUP_NORM = Operator.lazy("aten::group_norm");
    private static final Operator MAX_POOL2D = Operator.lazy("aten::max_pool2d");
    private static final Operator AVG_POOL2D = Operator.lazy("aten::avg_pool2d");
    private static final Operator ADAPTIVE_AVG_POOL2D = Operator.lazy("aten::adaptive_avg_pool2d");
    private static final Operator COSINE_SIMILARITY = Operator.lazy("aten::cosine_similarity");
    private static final Operator NORM = Operator.lazy("aten::norm.ScalarOpt_dim");
    private static final Operator CROSS_ENTROPY = Operator.lazy("aten::cross_entropy_loss");
    private static final Operator NLL = Operator.lazy("aten::nll_loss");
    private static final Operator DROPOUT = Operator.lazy("aten::dropout");
    private static final Operator PAD = Operator.lazy("aten::pad");
    private static final Operator ONE_HOT = Operator.lazy("aten::one_hot");
    private static final Operator EMBEDDING = Operator.lazy("aten::embedding");
    private static final Operator ATTENTION = Operator.lazy("aten::scaled_dot_product_attention");
    private static final Operator CONV3D = Operator.lazy("aten::conv3d");
    private static final Operator CONV_TRANSPOSE1D = Operator.lazy("aten::conv_transpose1d");
    private static final Operator CONV_TRANSPOSE3D = Operator.lazy("aten::conv_transpose3d.input");
    private static final Operator BILINEAR = Operator.lazy("aten::bilinear");
    private static final Operator INSTANCE_NORM = Operator.lazy("aten::instance_norm");
    private static final Operator RMS_NORM = Operator.lazy("aten::rms_norm");
    private static final Operator PAIRWISE_DISTANCE = Operator.lazy("aten::pairwise_distance");
    private static final Operator PDIST = Operator.lazy("aten::pdist");
    private static final Operator MARGIN_RANKING_LOSS = Operator.lazy("aten::margin_ranking_loss");

    private Functional() {}

    /// The geometry of a 2-D convolution, the same in both directions.
    ///
    /// @param stride step between outputs
    /// @param padding zeros on each side
    /// @param dilation step between taps
    /// @param groups groups of channels that do not mix
    public record Convolution(int stride, int padding, int dilation, int groups) {
        /// Stride 1, no padding, no dilation, one group.
        public static final Convolution PLAIN = new Convolution(1, 0, 1, 1);

        /// @throws IllegalArgumentException if a value is out of range
        public Convolution {
            if (stride < 1)
                throw new IllegalArgumentException("stride: " + stride + " (expected: >= 1)");
            if (padding < 0)
                throw new IllegalArgumentException("padding: " + padding + " (expected: >= 0)");
            if (dilation < 1)
                throw new IllegalArgumentException("dilation: " + dilation + " (expected: >= 1)");
            if (groups < 1)
                throw new IllegalArgumentException("groups: " + groups + " (expected: >= 1)");
        }

        /// With another stride.
        public Convolution withStride(int value) {
            return new Convolution(value, padding, dilation, groups);
        }

        /// With another padding.
        public Convolution withPadding(int value) {
            return new Convolution(stride, value, dilation, groups);
        }
    }

    /// What batch norm keeps and learns.
    ///
    /// @param weight `[C]`, or null
    /// @param bias `[C]`, or null
    /// @param runningMean `[C]`, or null to use the batch's in evaluation too
    /// @param runningVar `[C]`, or null
    public record BatchNormState(
            Tensor weight, Tensor bias, Tensor runningMean, Tensor runningVar) {}

    /// `x W^T + b`: `[..., in]`, `[out, in]`, `[out]` or null, to `[..., out]`.
    public static Tensor linear(Tensor x, Tensor weight, Tensor bias) {
        return LINEAR.frame().add(x).add(weight).addOptional(bias).tensor();
    }

    /// Convolution of `[N, C, L]` with `[out, C / groups, k]`, bias `[out]` or null.
    public static Tensor conv1d(Tensor x, Tensor weight, Tensor bias, Convolution geometry) {
        return convolve(CONV1D, x, weight, bias, geometry);
    }

    /// Convolution of `[N, C, H, W]` with `[out, C / groups, kh, kw]`, bias `[out]` or null.
    public static Tensor conv2d(Tensor x, Tensor weight, Tensor bias, Convolution geometry) {
        return convolve(CONV2D, x, weight, bias, geometry);
    }

    /// Convolution of `[N, C, H, W]` with `[out, C / groups, kh, kw]`, without dilation, in one
    /// group.
    public static Tensor conv2d(Tensor x, Tensor weight, Tensor bias, int stride, int padding) {
        return conv2d(x, weight, bias, new Convolution(stride, padding, 1, 1));
    }

    private static Tensor convolve(
            Operator op, Tensor x, Tensor weight, Tensor bias, Convolution c) {
        return op.frame()
                .add(x)
                .add(weight)
                .addOptional(bias)
                .add((long) c.stride)
                .add((long) c.padding)
                .add((long) c.dilation)
                .add((long) c.groups)
                .tensor();
    }

    /// Transposed convolution of `[N, in, H, W]` with `[in, out / groups, kh, kw]`.
    public static Tensor convTranspose2d(
            Tensor x, Tensor weight, Tensor bias, int stride, int padding) {
        return CONV_TRANSPOSE2D
                .frame()
                .add(x)
                .add(weight)
                .addOptional(bias)
                .add((long) stride)
                .add((long) padding)
                .tensor();
    }

    /// Batch normalisation of `[N, C, ...]`; in training the running figures move by `momentum`.
    public static Tensor batchNorm(
            Tensor x, BatchNormState state, boolean training, double momentum, double eps) {
        return BATCH_NORM
                .frame()
                .add(x)
                .addOptional(state.weight)
                .addOptional(state.bias)
                .addOptional(state.runningMean)
                .addOptional(state.runningVar)
                .add(training)
                .add(momentum)
                .add(eps)
                .add(true)
                .tensor();
    }

    /// Normalisation over the last dimensions, whose sizes are `shape`.
    public static Tensor layerNorm(Tensor x, Shape shape, Tensor weight, Tensor bias, double eps) {
        return LAYER_NORM
                .frame()
                .add(x)
                .add(shape.sizes())
                .addOptional(weight)
                .addOptional(bias)
                .add(eps)
                .tensor();
    }

    /// Normalisation over groups of channels of `[N, C, ...]`.
    public static Tensor groupNorm(Tensor x, int groups, Tensor weight, Tensor bias, double eps) {
        return GROUP_NORM
                .frame()
                .add(x)
                .add((long) groups)
                .addOptional(weight)
                .addOptional(bias)
                .add(eps)
                .tensor();
    }

    /// The largest of each square window of `[N, C, H, W]`.
    public static Tensor maxPool2d(Tensor x, int kernel, int stride, int padding) {
        return MAX_POOL2D
                .frame()
                .add(x)
                .add((long) kernel)
                .add((long) stride)
                .add((long) padding)
                .tensor();
    }

    /// The mean of each square window of `[N, C, H, W]`.
    public static Tensor avgPool2d(Tensor x, int kernel, int stride, int padding) {
        return AVG_POOL2D
                .frame()
                .add(x)
                .add((long) kernel)
                .add((long) stride)
                .add((long) padding)
                .tensor();
    }

    /// `[N, C, H, W]` to `[N, C, h, w]` by means.
    public static Tensor adaptiveAvgPool2d(Tensor x, int h, int w) {
        return ADAPTIVE_AVG_POOL2D.frame().add(x).add((long) h, (long) w).tensor();
    }

    /// The cosine of the angle between `a` and `b` along `dim`; each norm is at least `eps`.
    public static Tensor cosineSimilarity(Tensor a, Tensor b, int dim, double eps) {
        return COSINE_SIMILARITY.frame().add(a).add(b).add((long) dim).add(eps).tensor();
    }

    /// `x / max(norm_p(x), eps)` along `dim`.
    public static Tensor normalize(Tensor x, double p, int dim, double eps) {
        Tensor norm = NORM.frame().add(x).add(p).add(new long[] {dim}).add(true).tensor();
        return x.div(norm.clampMin(eps).expandAs(x));
    }

    /// `x` with rows of length 1: [#normalize] with p = 2 along the last dimension and PyTorch's
    /// 1e-12.
    public static Tensor normalize(Tensor x) {
        return normalize(x, 2, -1, 1e-12);
    }

    /// Mean of `-log softmax(logits)[target]`: `[N, C]` and int64 `[N]`.
    public static Tensor crossEntropy(Tensor logits, Tensor target) {
        return CROSS_ENTROPY.frame().add(logits).add(target).tensor();
    }

    /// [#crossEntropy] against `(1 - smoothing)` on the target and `smoothing / C` everywhere.
    public static Tensor crossEntropy(Tensor logits, Tensor target, double labelSmoothing) {
        return CROSS_ENTROPY
                .frame()
                .add(logits)
                .add(target)
                .addNone()
                .addDefault()
                .addDefault()
                .add(labelSmoothing)
                .tensor();
    }

    /// Mean of `-logProbabilities[target]`: `[N, C]` and int64 `[N]`.
    public static Tensor nllLoss(Tensor logProbabilities, Tensor target) {
        return NLL.frame().add(logProbabilities).add(target).tensor();
    }

    /// Mean of `(a - b)^2`.
    public static Tensor mseLoss(Tensor a, Tensor b) {
        return LossFunctions.mse(a, b, Reduction.MEAN);
    }

    /// Mean of `|a - b|`.
    public static Tensor l1Loss(Tensor a, Tensor b) {
        return LossFunctions.l1(a, b, Reduction.MEAN);
    }

    /// Mean binary cross entropy of `sigmoid(logits)` against `target` in [0, 1], without overflow.
    public static Tensor binaryCrossEntropyWithLogits(Tensor logits, Tensor target) {
        return LossFunctions.binaryCrossEntropyWithLogits(logits, target, null, Reduction.MEAN);
    }

    /// In training each element is 0 with probability `p`, the rest grows by `1 / (1 - p)`. Draws
    /// from the default generator, see [Generator#seedDefault].
    public static Tensor dropout(Tensor x, double p, boolean training) {
        return DROPOUT.frame().add(x).add(p).add(training).tensor();
    }

    /// Convolution of `[N, C, D, H, W]` with `[out, C / groups, kd, kh, kw]`, bias `[out]` or null.
    public static Tensor conv3d(Tensor x, Tensor weight, Tensor bias, Convolution geometry) {
        return convolve(CONV3D, x, weight, bias, geometry);
    }

    /// Transposed convolution of `[N, in, L]` with `[in, out / groups, k]`, bias `[out]` or null:
    /// `L` becomes `(L - 1) stride - 2 padding + dilation (k - 1) + outputPadding + 1`.
    ///
    /// @param outputPadding added on one side, below stride or dilation
    public static Tensor convTranspose1d(
            Tensor x, Tensor weight, Tensor bias, Convolution geometry, int outputPadding) {
        return transposed(CONV_TRANSPOSE1D, x, weight, bias, geometry, outputPadding);
    }

    /// Transposed convolution of `[N, in, H, W]`, as [#convTranspose1d] in both directions.
    public static Tensor convTranspose2d(
            Tensor x, Tensor weight, Tensor bias, Convolution geometry, int outputPadding) {
        return transposed(CONV_TRANSPOSE2D, x, weight, bias, geometry, outputPadding);
    }

    /// Transposed convolution of `[N, in, D, H, W]`, as [#convTranspose1d] in all directions.
    public static Tensor convTranspose3d(
            Tensor x, Tensor weight, Tensor bias, Convolution geometry, int outputPadding) {
        return transposed(CONV_TRANSPOSE3D, x, weight, bias, geometry, outputPadding);
    }

    private static Tensor transposed(
            Operator op, Tensor x, Tensor weight, Tensor bias, Convolution c, int outputPadding) {
        return op.frame()
                .add(x)
                .add(weight)
                .addOptional(bias)
                .add((long) c.stride)
                .add((long) c.padding)
                .add((long) outputPadding)
                .add((long) c.groups)
                .add((long) c.dilation)
                .tensor();
    }

    /// `x^T W[k] y + b[k]` for each output k: `[..., n]`, `[..., m]`, `[out, n, m]`, `[out]` or
    /// null, to `[..., out]`.
    public static Tensor bilinear(Tensor x, Tensor y, Tensor weight, Tensor bias) {
        return BILINEAR.frame().add(x).add(y).add(weight).addOptional(bias).tensor();
    }

    /// Each channel of each sample of `[N, C, ...]` to mean 0 and variance 1, then scaled and
    /// moved by `[C]` or null.
    public static Tensor instanceNorm(Tensor x, Tensor weight, Tensor bias, double eps) {
        return INSTANCE_NORM
                .frame()
                .add(x)
                .addOptional(weight)
                .addOptional(bias)
                .addNone()
                .addNone()
                .add(true)
                .add(0.1)
                .add(eps)
                .add(true)
                .tensor();
    }

    /// `x / sqrt(mean(x^2) + eps)` over the last dimensions, whose sizes are `shape`, times
    /// `weight` or nothing if it is null.
    public static Tensor rmsNorm(Tensor x, Shape shape, Tensor weight, double eps) {
        return RMS_NORM.frame().add(x).add(shape.sizes()).addOptional(weight).add(eps).tensor();
    }

    /// The p-norm of `a - b + eps` along the last dimension: `[..., n]` to `[...]`.
    public static Tensor pairwiseDistance(Tensor a, Tensor b, double p, double eps) {
        return PAIRWISE_DISTANCE.frame().add(a).add(b).add(p).add(eps).tensor();
    }

    /// The p-norms between the rows of `[n, m]`, each pair once: `[n (n - 1) / 2]`.
    public static Tensor pdist(Tensor x, double p) {
        return PDIST.frame().add(x).add(p).tensor();
    }

    /// Mean of `(a - b)^2 / (2 beta)` where `|a - b| < beta`, of `|a - b| - beta / 2` elsewhere.
    public static Tensor smoothL1Loss(Tensor a, Tensor b, double beta) {
        return LossFunctions.smoothL1(a, b, beta, Reduction.MEAN);
    }

    /// [#smoothL1Loss] times `delta`.
    public static Tensor huberLoss(Tensor a, Tensor b, double delta) {
        return LossFunctions.huber(a, b, delta, Reduction.MEAN);
    }

    /// The Kullback-Leibler divergence `target (log target - x)` summed and divided by the batch
    /// size (PyTorch's `batchmean`).
    ///
    /// @param x log-probabilities `[N, ...]`
    /// @param target probabilities, or with `logTarget` their logarithms
    public static Tensor klDiv(Tensor x, Tensor target, boolean logTarget) {
        long batch = Math.max(1, x.size(0));
        return LossFunctions.klDiv(x, target, logTarget, Reduction.SUM).div(batch);
    }

    /// Mean binary cross entropy of probabilities against `target`, both in [0, 1].
    ///
    /// @throws TorchException if a probability is outside [0, 1]
    public static Tensor binaryCrossEntropy(Tensor probabilities, Tensor target) {
        return LossFunctions.binaryCrossEntropy(probabilities, target, Reduction.MEAN);
    }

    /// Mean of `1 - cos(a, b)` where `target` is 1, of `max(0, cos(a, b) - margin)` where it is -1.
    ///
    /// @param a `[N, d]`
    /// @param b `[N, d]`
    /// @param target `[N]`
    public static Tensor cosineEmbeddingLoss(Tensor a, Tensor b, Tensor target, double margin) {
        return LossFunctions.cosineEmbedding(a, b, target, margin, Reduction.MEAN);
    }

    /// Mean of `max(0, margin - target (a - b))`, target 1 or -1: a to rank above b, or below.
    public static Tensor marginRankingLoss(Tensor a, Tensor b, Tensor target, double margin) {
        return MARGIN_RANKING_LOSS.frame().add(a).add(b).add(target).add(margin).tensor();
    }

    /// Mean of `max(0, |anchor - positive| - |anchor - negative| + margin)` with p-norms;
    /// `[N, d]` each.
    public static Tensor tripletMarginLoss(
            Tensor anchor, Tensor positive, Tensor negative, double margin, double p) {
        return LossFunctions.tripletMargin(
                anchor, positive, negative, margin, p, TRIPLET_EPS, false, Reduction.MEAN);
    }

    /// [#crossEntropy] where class c counts `weight[c]` times and `ignoreIndex` not at all.
    ///
    /// @param weight `[C]`, or null for ones
    /// @param ignoreIndex a target to leave out; PyTorch's default is -100
    public static Tensor crossEntropy(
            Tensor logits, Tensor target, Tensor weight, long ignoreIndex, double labelSmoothing) {
        return CROSS_ENTROPY
                .frame()
                .add(logits)
                .add(target)
                .addOptional(weight)
                .addDefault()
                .add(ignoreIndex)
                .add(labelSmoothing)
                .tensor();
    }

    /// In training each element is 0 with probability `p`, the rest grows by `1 / (1 - p)`.
    ///
    /// @throws IllegalArgumentException if `p` is outside [0, 1]
    public static Tensor dropout(Tensor x, double p, boolean training, Generator generator) {
        return dropout(x, x.shape(), p, training, generator);
    }

    /// [#dropout] of whole channels of `[N, C, ...]`: PyTorch's `dropout1d`, `dropout2d`,
    /// `dropout3d`.
    ///
    /// @throws IllegalArgumentException if `p` is outside [0, 1] or `x` has fewer than three
    ///     dimensions
    public static Tensor featureDropout(Tensor x, double p, boolean training, Generator generator) {
        if (x.dim() < 3) {
            throw new IllegalArgumentException(
                    "x: " + x.shape() + " (expected: [N, C, ...] with at least 3 dimensions)");
        }
        long[] mask = new long[x.dim()];
        java.util.Arrays.fill(mask, 1);
        mask[0] = x.size(0);
        mask[1] = x.size(1);
        return dropout(x, Shape.of(mask), p, training, generator);
    }

    // The order of libtorch's own dropout, so that a seed gives PyTorch's numbers.
    private static Tensor dropout(
            Tensor x, Shape mask, double p, boolean training, Generator generator) {
        if (!(p >= 0 && p <= 1)) {
            throw new IllegalArgumentException("p: " + p + " (expected: 0 to 1)");
        }
        if (!training || p == 0) return x.view(x.shape().sizes());
        Tensor kept = Tensor.empty(mask, x.dtype(), x.device());
        Random.bernoulli_(kept, 1 - p, generator);
        if (p < 1) kept.div_(1 - p);
        return x.mul(kept);
    }

    /// Padding of the last dimensions: (left, right) of the last, then of the one before it.
    ///
    /// @param mode `constant`, `reflect`, `replicate` or `circular`
    public static Tensor pad(Tensor x, long[] padding, String mode) {
        return PAD.frame().add(x).add(padding).add(mode).tensor();
    }

    /// int64 `[...]` to `[..., classes]` with a 1 at each value.
    public static Tensor oneHot(Tensor x, long classes) {
        return ONE_HOT.frame().add(x).add(classes).tensor();
    }

    /// Rows of `weight` `[n, d]` named by int64 `[...]`.
    public static Tensor embedding(Tensor indices, Tensor weight) {
        return EMBEDDING.frame().add(weight).add(indices).tensor();
    }

    /// `softmax(q k^T / sqrt(d) + mask) v` for `[..., n, d]`; mask may be null.
    public static Tensor scaledDotProductAttention(Tensor q, Tensor k, Tensor v, Tensor mask) {
        return ATTENTION.frame().add(q).add(k).add(v).addOptional(mask).tensor();
    }
}
