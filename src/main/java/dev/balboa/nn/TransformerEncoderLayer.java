package dev.balboa.nn;

import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/// One layer of a transformer's encoder: self-attention and a two-layer network, each with a
/// residual connection and a layer norm. Vaswani et al., *Attention Is All You Need*, 2017.
///
/// With `a(x) = dropout₁(attention(x))` and `f(x) = dropout₂(W₂ dropout(activation(W₁ x)))`:
///
/// ```text
/// y = norm1(x + a(x)),    z = norm2(y + f(y))
/// y = x + a(norm1(x)),    z = y + f(norm2(y))
/// ```
///
/// the first by default, as PyTorch's, the second with `normFirst`, as vision transformers have it.
///
/// Keys as in PyTorch: `self_attn.…`, `linear1.…`, `linear2.…`, `norm1.…`, `norm2.…`.
public final class TransformerEncoderLayer implements Layer {

    private final Options options;
    private final MultiheadAttention attention;
    private final Linear linear1;
    private final Dropout dropout;
    private final Linear linear2;
    private final LayerNorm norm1;
    private final LayerNorm norm2;
    private final Dropout dropout1;
    private final Dropout dropout2;

    private TransformerEncoderLayer(Options options, Generator generator) {
        int width = options.dModel();
        LayerNorm.Options norm = LayerNorm.Options.of(width).withEps(options.layerNormEps());
        if (!options.bias()) {
            norm = norm.withoutBias();
        }
        this.options = options;
        this.attention = MultiheadAttention.of(options.attention(), generator);
        this.linear1 = Linear.of(width, options.dimFeedforward(), options.bias(), generator);
        this.dropout = Dropout.of(options.dropout(), generator);
        this.linear2 = Linear.of(options.dimFeedforward(), width, options.bias(), generator);
        this.norm1 = LayerNorm.of(norm);
        this.norm2 = LayerNorm.of(norm);
        this.dropout1 = Dropout.of(options.dropout(), generator);
        this.dropout2 = Dropout.of(options.dropout(), generator);
    }

    /// A layer in training mode.
    ///
    /// @param options   sizes and settings
    /// @param generator draws the initial values and, with dropout, the masks: see [Dropout] for
    /// how
    ///     long it must stay open
    /// @return the layer
    public static TransformerEncoderLayer of(Options options, Generator generator) {
        return new TransformerEncoderLayer(options, generator);
    }

    @Override
    public Map<String, Module> children() {
        Map<String, Module> children = new LinkedHashMap<>();
        children.put("self_attn", attention);
        children.put("linear1", linear1);
        children.put("dropout", dropout);
        children.put("linear2", linear2);
        children.put("norm1", norm1);
        children.put("norm2", norm2);
        children.put("dropout1", dropout1);
        children.put("dropout2", dropout2);
        children.put("activation", options.activation());
        return children;
    }

    /// Encodes sequences in which every position attends to every position.
    ///
    /// @param x `[L, N, E]`, or `[N, L, E]` with `batchFirst`
    /// @return same shape
    @Override
    public Tensor forward(Tensor x) {
        return forward(x, AttentionMask.NONE);
    }

    /// Encodes sequences under a mask.
    ///
    /// @param x    `[L, N, E]`, or `[N, L, E]` with `batchFirst`
    /// @param mask which positions a position may attend to
    /// @return same shape
    /// @throws IllegalArgumentException when a shape does not fit
    public Tensor forward(Tensor x, AttentionMask mask) {
        if (options.normFirst()) {
            Tensor y = x.add(attend(norm1.forward(x), mask));
            return y.add(feed(norm2.forward(y)));
        }
        Tensor y = norm1.forward(x.add(attend(x, mask)));
        return norm2.forward(y.add(feed(y)));
    }

    private Tensor attend(Tensor x, AttentionMask mask) {
        return dropout1.forward(attention.forward(x, x, x, mask));
    }

    private Tensor feed(Tensor x) {
        Tensor hidden = options.activation().forward(linear1.forward(x));
        return dropout2.forward(linear2.forward(dropout.forward(hidden)));
    }

    /// Sizes and settings, with PyTorch's names.
    ///
    /// @param dModel         width `E`, a multiple of `nhead`
    /// @param nhead          number of heads
    /// @param dimFeedforward width of the hidden layer
    /// @param dropout        probability of a zero, in all four places
    /// @param activation     between the two linear maps
    /// @param layerNormEps   `eps` of the layer norms
    /// @param batchFirst     whether tensors are `[N, L, E]`
    /// @param normFirst      whether the norms come before attention and network
    /// @param bias           whether linear maps and norms have biases
    public record Options(
            int dModel,
            int nhead,
            int dimFeedforward,
            double dropout,
            Layer activation,
            double layerNormEps,
            boolean batchFirst,
            boolean normFirst,
            boolean bias) {

        /// Checks the ranges.
        ///
        /// @throws IllegalArgumentException naming the component that is out of range
        public Options {
            Check.atLeast("dModel", dModel, 1);
            Check.atLeast("nhead", nhead, 1);
            Check.atLeast("dimFeedforward", dimFeedforward, 1);
            Check.withinUnit("dropout", dropout);
            Check.eps(layerNormEps);
            Objects.requireNonNull(activation, "activation");
            if (dModel % nhead != 0) {
                throw new IllegalArgumentException(
                        "nhead: " + nhead + " (expected: a divisor of dModel " + dModel + ")");
            }
        }

        /// PyTorch's defaults: 2048 hidden units, dropout 0.1, ReLU, `[L, N, E]`, norms behind the
        /// residual connections.
        ///
        /// @param dModel width
        /// @param nhead  number of heads, a divisor of `dModel`
        /// @return the options
        public static Options of(int dModel, int nhead) {
            return new Options(dModel, nhead, 2048, 0.1, new Relu(), 1e-5, false, false, true);
        }

        /// The same with another width of the hidden layer.
        ///
        /// @param value at least 1
        /// @return a copy
        public Options withDimFeedforward(int value) {
            return new Options(
                    dModel,
                    nhead,
                    value,
                    dropout,
                    activation,
                    layerNormEps,
                    batchFirst,
                    normFirst,
                    bias);
        }

        /// The same with another dropout.
        ///
        /// @param value in [0, 1]
        /// @return a copy
        public Options withDropout(double value) {
            return new Options(
                    dModel,
                    nhead,
                    dimFeedforward,
                    value,
                    activation,
                    layerNormEps,
                    batchFirst,
                    normFirst,
                    bias);
        }

        /// The same with another activation.
        ///
        /// @param value such as `new Gelu()`
        /// @return a copy
        public Options withActivation(Layer value) {
            return new Options(
                    dModel,
                    nhead,
                    dimFeedforward,
                    dropout,
                    value,
                    layerNormEps,
                    batchFirst,
                    normFirst,
                    bias);
        }

        /// The same with another `eps` of the layer norms.
        ///
        /// @param value at least 0
        /// @return a copy
        public Options withLayerNormEps(double value) {
            return new Options(
                    dModel,
                    nhead,
                    dimFeedforward,
                    dropout,
                    activation,
                    value,
                    batchFirst,
                    normFirst,
                    bias);
        }

        /// The same for tensors `[N, L, E]`.
        ///
        /// @return a copy
        public Options withBatchFirst() {
            return new Options(
                    dModel,
                    nhead,
                    dimFeedforward,
                    dropout,
                    activation,
                    layerNormEps,
                    true,
                    normFirst,
                    bias);
        }

        /// The same with the norms before attention and network.
        ///
        /// @return a copy
        public Options withNormFirst() {
            return new Options(
                    dModel,
                    nhead,
                    dimFeedforward,
                    dropout,
                    activation,
                    layerNormEps,
                    batchFirst,
                    true,
                    bias);
        }

        /// The same without biases.
        ///
        /// @return a copy
        public Options withoutBias() {
            return new Options(
                    dModel,
                    nhead,
                    dimFeedforward,
                    dropout,
                    activation,
                    layerNormEps,
                    batchFirst,
                    normFirst,
                    false);
        }

        MultiheadAttention.Options attention() {
            return new MultiheadAttention.Options(
                    dModel, nhead, dropout, bias, dModel, dModel, batchFirst);
        }
    }
}
