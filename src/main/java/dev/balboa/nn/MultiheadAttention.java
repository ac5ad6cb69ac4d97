package dev.balboa.nn;

import dev.balboa.tensor.Functional;
import dev.balboa.tensor.Operator;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Multi-head attention: `concat(head₁ … headₕ) W_oᵀ + b_o` with `headᵢ = softmax(qᵢ kᵢᵀ / √d) vᵢ`,
/// where `q`, `k` and `v` are linear maps of query, key and value and `d = embedDim / numHeads`.
/// Vaswani et al., *Attention Is All You Need*, 2017, section 3.2.
///
/// Inputs are `[L, N, E]`, PyTorch's default, or `[N, L, E]` with
/// [Options#withBatchFirst()]; `L` queries, `S` keys, batch `N`.
///
/// A query that may attend to no key at all gets weights 0, with and without dropout.
///
/// Keys as in PyTorch: `in_proj_weight` `[3E, E]` (or `q_proj_weight`, `k_proj_weight`,
/// `v_proj_weight` where `kdim` or `vdim` differ from `E`), `in_proj_bias` `[3E]`,
/// `out_proj.weight`, `out_proj.bias`. Initial values: Xavier uniform for the input maps, PyTorch's
/// linear default for `out_proj.weight`, 0 for the biases.
public final class MultiheadAttention implements Layer {

    private final Options options;
    private final List<Parameter> inputWeights;
    private final Optional<Parameter> inputBias;
    private final Linear output;
    private final Dropout dropout;

    private MultiheadAttention(
            Options options,
            List<Parameter> inputWeights,
            Optional<Parameter> inputBias,
            Linear output,
            Dropout dropout) {
        this.options = options;
        this.inputWeights = inputWeights;
        this.inputBias = inputBias;
        this.output = output;
        this.dropout = dropout;
    }

    /// A layer in training mode.
    ///
    /// @param options   sizes and settings
    /// @param generator draws the initial values and, with dropout, the masks: see [Dropout] for
    /// how
    ///     long it must stay open
    /// @return the layer
    public static MultiheadAttention of(Options options, Generator generator) {
        int e = options.embedDim();
        // PyTorch's order of draws: the output map first
        Linear output = Linear.of(e, e, options.bias(), generator);
        output.slots().stream()
                .filter(slot -> slot.name().equals("bias"))
                .forEach(slot -> Init.zeros_(slot.tensor()));
        List<Parameter> weights =
                options.packed()
                        ? List.of(weight("in_proj_weight", 3L * e, e, generator))
                        : List.of(
                                weight("q_proj_weight", e, e, generator),
                                weight("k_proj_weight", e, options.kdim(), generator),
                                weight("v_proj_weight", e, options.vdim(), generator));
        Optional<Parameter> bias =
                options.bias()
                        ? Optional.of(
                                Parameter.trained(
                                        "in_proj_bias", () -> Tensor.zeros(Shape.of(3L * e))))
                        : Optional.empty();
        return new MultiheadAttention(
                options, weights, bias, output, Dropout.of(options.dropout(), generator));
    }

    private static Parameter weight(String name, long out, long in, Generator generator) {
        return Parameter.trained(
                name, () -> Init.xavierUniform_(Tensor.empty(Shape.of(out, in)), 1, generator));
    }

    @Override
    public List<Parameter> slots() {
        List<Parameter> slots = new ArrayList<>(inputWeights);
        inputBias.ifPresent(slots::add);
        return List.copyOf(slots);
    }

    @Override
    public Map<String, Module> children() {
        return Map.of("out_proj", output);
    }

    @Override
    public List<Generator> ownRandomSources() {
        return dropout.ownRandomSources();
    }

    @Override
    public void mode(boolean training) {
        dropout.mode(training);
    }

    /// Self-attention: every position attends to every position.
    ///
    /// @param x `[L, N, E]`, or `[N, L, E]` with `batchFirst`
    /// @return same shape
    @Override
    public Tensor forward(Tensor x) {
        return forward(x, x, x, AttentionMask.NONE);
    }

    /// Attention of queries to other keys and values.
    ///
    /// @param query `[L, N, E]`, or `[N, L, E]` with `batchFirst`
    /// @param key   `[S, N, kdim]` or `[N, S, kdim]`
    /// @param value `[S, N, vdim]` or `[N, S, vdim]`
    /// @return the shape of `query`
    public Tensor forward(Tensor query, Tensor key, Tensor value) {
        return forward(query, key, value, AttentionMask.NONE);
    }

    /// Attention under a mask.
    ///
    /// @param query `[L, N, E]`, or `[N, L, E]` with `batchFirst`
    /// @param key   `[S, N, kdim]` or `[N, S, kdim]`
    /// @param value `[S, N, vdim]` or `[N, S, vdim]`
    /// @param mask  which keys a query may attend to
    /// @return the shape of `query`
    /// @throws IllegalArgumentException when a shape does not fit
    public Tensor forward(Tensor query, Tensor key, Tensor value, AttentionMask mask) {
        if (dropout.active()) {
            return forwardWithWeights(query, key, value, mask).output();
        }
        Heads heads = heads(query, key, value);
        Tensor attended;
        if (!mask.hasNoTensor()) {
            Tensor added = mask.additive(heads.q, heads.k);
            attended = Functional.scaledDotProductAttention(heads.q, heads.k, heads.v, added);
        } else if (mask.causal()) {
            attended =
                    Operator.of("aten::scaled_dot_product_attention")
                            .call(heads.q, heads.k, heads.v, null, 0.0, true);
        } else {
            attended = Functional.scaledDotProductAttention(heads.q, heads.k, heads.v, null);
        }
        return merged(attended);
    }

    /// Attention with its weights, as PyTorch's with `average_attn_weights=False`. Needs the memory
    /// of all weights, which [#forward(Tensor, Tensor, Tensor, AttentionMask)] avoids.
    ///
    /// @param query `[L, N, E]`, or `[N, L, E]` with `batchFirst`
    /// @param key   `[S, N, kdim]` or `[N, S, kdim]`
    /// @param value `[S, N, vdim]` or `[N, S, vdim]`
    /// @param mask  which keys a query may attend to
    /// @return output and weights
    /// @throws IllegalArgumentException when a shape does not fit
    public Attended forwardWithWeights(Tensor query, Tensor key, Tensor value, AttentionMask mask) {
        Heads heads = heads(query, key, value);
        double scale = Math.sqrt(1.0 / options.headDim());
        Tensor scores = heads.q.mul(scale).matmul(heads.k.transpose(-2, -1));
        if (mask.causal() || !mask.hasNoTensor()) {
            scores = scores.add(mask.additive(heads.q, heads.k));
        }
        Tensor weights = dropout.forward(LayerOperators.safeSoftmax(scores));
        return new Attended(merged(weights.matmul(heads.v)), weights);
    }

    private Heads heads(Tensor query, Tensor key, Tensor value) {
        requireInput("query", query, options.embedDim());
        requireInput("key", key, options.kdim());
        requireInput("value", value, options.vdim());
        requireSameBatch(query, key, value);
        if (options.packed() && query == key && key == value) {
            Tensor bias = inputBias.map(Parameter::tensor).orElse(null);
            List<Tensor> parts =
                    Functional.linear(query, inputWeights.getFirst().tensor(), bias).chunk(3, -1);
            return new Heads(split(parts.get(0)), split(parts.get(1)), split(parts.get(2)));
        }
        List<Tensor> weights =
                options.packed()
                        ? inputWeights.getFirst().tensor().chunk(3, 0)
                        : inputWeights.stream().map(Parameter::tensor).toList();
        List<Tensor> biases = inputBias.map(bias -> bias.tensor().chunk(3, 0)).orElse(null);
        return new Heads(
                mapped(query, 0, weights, biases),
                mapped(key, 1, weights, biases),
                mapped(value, 2, weights, biases));
    }

    private Tensor mapped(Tensor x, int which, List<Tensor> weights, List<Tensor> biases) {
        Tensor bias = biases == null ? null : biases.get(which);
        return split(Functional.linear(x, weights.get(which), bias));
    }

    /// `[L, N, E]` or `[N, L, E]` to `[N, heads, L, E / heads]`.
    private Tensor split(Tensor x) {
        Tensor parted = x.reshape(x.size(0), x.size(1), options.numHeads(), options.headDim());
        return options.batchFirst() ? parted.permute(0, 2, 1, 3) : parted.permute(1, 2, 0, 3);
    }

    /// The inverse of [#split], and the output map.
    private Tensor merged(Tensor heads) {
        Tensor ordered =
                options.batchFirst() ? heads.permute(0, 2, 1, 3) : heads.permute(2, 0, 1, 3);
        return output.forward(ordered.flatten(2, 3));
    }

    private void requireInput(String name, Tensor x, int width) {
        if (x.dim() != 3 || x.size(2) != width) {
            String axes = options.batchFirst() ? "[N, L, " : "[L, N, ";
            throw new IllegalArgumentException(
                    "MultiheadAttention: "
                            + name
                            + " "
                            + x.shape()
                            + " (expected: "
                            + axes
                            + width
                            + "])");
        }
    }

    private void requireSameBatch(Tensor query, Tensor key, Tensor value) {
        int batch = options.batchFirst() ? 0 : 1;
        boolean fits =
                query.size(batch) == key.size(batch)
                        && key.size(batch) == value.size(batch)
                        && key.size(1 - batch) == value.size(1 - batch);
        if (!fits) {
            throw new IllegalArgumentException(
                    "MultiheadAttention: query "
                            + query.shape()
                            + ", key "
                            + key.shape()
                            + ", value "
                            + value.shape()
                            + " (expected: one batch size, as many values as keys)");
        }
    }

    /// Query, key and value of all heads, `[N, heads, L or S, d]`.
    private record Heads(Tensor q, Tensor k, Tensor v) {}

    /// An output and the weights it was made with.
    ///
    /// @param output  the shape of the query
    /// @param weights `[N, heads, L, S]`, after dropout in training; without dropout each row sums
    ///     to 1
    public record Attended(Tensor output, Tensor weights) {}

    /// Sizes and settings, with PyTorch's names.
    ///
    /// @param embedDim   width `E` of queries and outputs, a multiple of `numHeads`
    /// @param numHeads   number of heads
    /// @param dropout    probability with which a weight becomes 0 in training
    /// @param bias       whether the maps have biases
    /// @param kdim       width of keys
    /// @param vdim       width of values
    /// @param batchFirst whether tensors are `[N, L, E]`
    public record Options(
            int embedDim,
            int numHeads,
            double dropout,
            boolean bias,
            int kdim,
            int vdim,
            boolean batchFirst) {

        /// Checks the ranges.
        ///
        /// @throws IllegalArgumentException naming the component that is out of range
        public Options {
            Check.atLeast("embedDim", embedDim, 1);
            Check.atLeast("numHeads", numHeads, 1);
            Check.atLeast("kdim", kdim, 1);
            Check.atLeast("vdim", vdim, 1);
            Check.withinUnit("dropout", dropout);
            if (embedDim % numHeads != 0) {
                throw new IllegalArgumentException(
                        "numHeads: "
                                + numHeads
                                + " (expected: a divisor of embedDim "
                                + embedDim
                                + ")");
            }
        }

        /// PyTorch's defaults: no dropout, biases, keys and values as wide as queries, `[L, N, E]`.
        ///
        /// @param embedDim width of queries, keys, values and outputs
        /// @param numHeads number of heads, a divisor of `embedDim`
        /// @return the options
        public static Options of(int embedDim, int numHeads) {
            return new Options(embedDim, numHeads, 0, true, embedDim, embedDim, false);
        }

        /// The same with dropout of attention weights.
        ///
        /// @param value in [0, 1]
        /// @return a copy
        public Options withDropout(double value) {
            return new Options(embedDim, numHeads, value, bias, kdim, vdim, batchFirst);
        }

        /// The same without biases.
        ///
        /// @return a copy
        public Options withoutBias() {
            return new Options(embedDim, numHeads, dropout, false, kdim, vdim, batchFirst);
        }

        /// The same with keys and values of other widths.
        ///
        /// @param keys   width of keys
        /// @param values width of values
        /// @return a copy
        public Options withKeyValueDims(int keys, int values) {
            return new Options(embedDim, numHeads, dropout, bias, keys, values, batchFirst);
        }

        /// The same for tensors `[N, L, E]`.
        ///
        /// @return a copy
        public Options withBatchFirst() {
            return new Options(embedDim, numHeads, dropout, bias, kdim, vdim, true);
        }

        boolean packed() {
            return kdim == embedDim && vdim == embedDim;
        }

        int headDim() {
            return embedDim / numHeads;
        }
    }
}
