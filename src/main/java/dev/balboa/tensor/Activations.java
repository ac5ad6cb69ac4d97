package dev.balboa.tensor;

/// Activation functions of `torch.nn.functional` beyond those that [Tensor] has (`relu`, `gelu`,
/// `silu`, `elu`, `leakyRelu`, `softplus`, `sigmoid`, `tanh`, `softmax`); elementwise unless said
/// otherwise.
public final class Activations {
    private static final Operator CELU = Operator.lazy("aten::celu");
    private static final Operator GELU = Operator.lazy("aten::gelu");
    private static final Operator GLU = Operator.lazy("aten::glu");
    private static final Operator HARDSHRINK = Operator.lazy("aten::hardshrink");
    private static final Operator HARDSIGMOID = Operator.lazy("aten::hardsigmoid");
    private static final Operator HARDSWISH = Operator.lazy("aten::hardswish");
    private static final Operator HARDTANH = Operator.lazy("aten::hardtanh");
    private static final Operator LOG_SIGMOID = Operator.lazy("aten::log_sigmoid");
    private static final Operator MISH = Operator.lazy("aten::mish");
    private static final Operator PRELU = Operator.lazy("aten::prelu");
    private static final Operator RELU6 = Operator.lazy("aten::relu6");
    private static final Operator SELU = Operator.lazy("aten::selu");
    private static final Operator SOFTSHRINK = Operator.lazy("aten::softshrink");
    private static final Operator THRESHOLD = Operator.lazy("aten::threshold");
    private static final Operator EXPONENTIAL_INPLACE = Operator.lazy("aten::exponential_");

    private Activations() {}

    /// `min(max(x, 0), 6)`.
    public static Tensor relu6(Tensor x) {
        return RELU6.frame().add(x).tensor();
    }

    /// `scale (max(x, 0) + min(alpha (e^x - 1), 0))` with the constants that keep mean and variance
    /// (Klambauer et al. 2017).
    public static Tensor selu(Tensor x) {
        return SELU.frame().add(x).tensor();
    }

    /// `max(x, 0) + min(alpha (e^(x / alpha) - 1), 0)`.
    public static Tensor celu(Tensor x, double alpha) {
        return CELU.frame().add(x).add(alpha).tensor();
    }

    /// [Tensor#gelu()] with the tangent in place of the error function.
    public static Tensor geluTanh(Tensor x) {
        return GELU.frame().add(x).add("tanh").tensor();
    }

    /// `x tanh(softplus(x))` (Misra 2019).
    public static Tensor mish(Tensor x) {
        return MISH.frame().add(x).tensor();
    }

    /// `min(max(x, min), max)`.
    public static Tensor hardtanh(Tensor x, double min, double max) {
        return HARDTANH.frame().add(x).add(min).add(max).tensor();
    }

    /// `x relu6(x + 3) / 6`.
    public static Tensor hardswish(Tensor x) {
        return HARDSWISH.frame().add(x).tensor();
    }

    /// `relu6(x + 3) / 6`.
    public static Tensor hardsigmoid(Tensor x) {
        return HARDSIGMOID.frame().add(x).tensor();
    }

    /// x where `|x| > lambda`, else 0.
    public static Tensor hardshrink(Tensor x, double lambda) {
        return HARDSHRINK.frame().add(x).add(lambda).tensor();
    }

    /// x moved towards 0 by `lambda`, and 0 within it.
    public static Tensor softshrink(Tensor x, double lambda) {
        return SOFTSHRINK.frame().add(x).add(lambda).tensor();
    }

    /// `x - tanh(x)`.
    public static Tensor tanhshrink(Tensor x) {
        return x.sub(x.tanh());
    }

    /// `x / (1 + |x|)`.
    public static Tensor softsign(Tensor x) {
        return x.div(x.abs().add(1));
    }

    /// `log(sigmoid(x))`, without overflow.
    public static Tensor logSigmoid(Tensor x) {
        return LOG_SIGMOID.frame().add(x).tensor();
    }

    /// x where above `threshold`, else `value`.
    public static Tensor threshold(Tensor x, double threshold, double value) {
        return THRESHOLD.frame().add(x).add(threshold).add(value).tensor();
    }

    /// `max(x, 0) + weight min(x, 0)`, with one weight or one per channel of `[N, C, ...]`.
    ///
    /// @param weight `[1]` or `[C]`
    public static Tensor prelu(Tensor x, Tensor weight) {
        return PRELU.frame().add(x).add(weight).tensor();
    }

    /// The first half along `dim` times the sigmoid of the second: the size halves.
    ///
    /// @throws TorchException if the size is odd
    public static Tensor glu(Tensor x, int dim) {
        return GLU.frame().add(x).add(dim).tensor();
    }

    /// Softmax of `-x` along `dim`.
    public static Tensor softmin(Tensor x, int dim) {
        return x.neg().softmax(dim);
    }

    /// A sample of the Gumbel-softmax distribution along `dim`: `softmax((logits + g) / tau)` with
    /// `g = -log(e)`, e exponential (Jang et al. 2017).
    ///
    /// @param tau temperature, above 0
    /// @param hard whether to return a one-hot tensor with the soft one's gradient
    /// @throws IllegalArgumentException if `tau` is not positive
    public static Tensor gumbelSoftmax(
            Tensor logits, double tau, boolean hard, int dim, Generator generator) {
        if (!(tau > 0)) throw new IllegalArgumentException("tau: " + tau + " (expected: > 0)");
        // contiguous as in PyTorch, whatever the order of the logits, on which the draws would
        // depend
        Tensor gumbels = Tensor.empty(logits.shape(), logits.dtype(), logits.device());
        EXPONENTIAL_INPLACE.frame().add(gumbels).addDefault().add(generator).inPlace(gumbels);
        Tensor soft = logits.sub(gumbels.log()).div(tau).softmax(dim);
        if (!hard) return soft;
        Tensor oneHot = Tensor.zerosLike(logits).scatter_(dim, soft.argmax(dim, true), 1.0);
        return oneHot.sub(soft.detach()).add(soft);
    }
}
