package dev.balboa.conformance;

import dev.balboa.nn.AttentionMask;
import dev.balboa.nn.Celu;
import dev.balboa.nn.Elu;
import dev.balboa.nn.Gelu;
import dev.balboa.nn.Glu;
import dev.balboa.nn.Hardsigmoid;
import dev.balboa.nn.Hardswish;
import dev.balboa.nn.Hardtanh;
import dev.balboa.nn.Layer;
import dev.balboa.nn.LayerNorm;
import dev.balboa.nn.LeakyRelu;
import dev.balboa.nn.LogSigmoid;
import dev.balboa.nn.LogSoftmax;
import dev.balboa.nn.Mish;
import dev.balboa.nn.Module;
import dev.balboa.nn.MultiheadAttention;
import dev.balboa.nn.PRelu;
import dev.balboa.nn.Relu;
import dev.balboa.nn.Relu6;
import dev.balboa.nn.Selu;
import dev.balboa.nn.Sigmoid;
import dev.balboa.nn.Silu;
import dev.balboa.nn.Softmax;
import dev.balboa.nn.Softplus;
import dev.balboa.nn.Tanh;
import dev.balboa.nn.TransformerEncoderLayer;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

/// The layers that `layer_goldens.py` records, by the names it gives them.
final class LayerCases {

    private static final Map<String, Case<?>> ALL = new LinkedHashMap<>();

    static {
        activations();
        attention();
        encoder();
        norms();
    }

    private LayerCases() {}

    /// How to make a layer and how to call it.
    record Case<M extends Module>(
            Function<Generator, M> make, BiFunction<M, List<Tensor>, Tensor> call) {}

    static Map<String, Case<?>> all() {
        return ALL;
    }

    private static void layer(String name, Function<Generator, Layer> make) {
        ALL.put(name, new Case<>(make, (layer, inputs) -> layer.forward(inputs.getFirst())));
    }

    private static void fixed(String name, Layer layer) {
        layer(name, _ -> layer);
    }

    private static void activations() {
        fixed("Gelu", new Gelu());
        fixed("Gelu tanh", new Gelu(Gelu.Approximate.TANH));
        fixed("Silu", new Silu());
        fixed("LeakyRelu", new LeakyRelu());
        fixed("LeakyRelu 0.3", new LeakyRelu(0.3));
        fixed("Elu", new Elu());
        fixed("Elu 0.5", new Elu(0.5));
        fixed("Celu 0.7", new Celu(0.7));
        fixed("Selu", new Selu());
        fixed("Softplus", new Softplus());
        fixed("Softplus 2 3", new Softplus(2, 3));
        fixed("Mish", new Mish());
        fixed("Hardswish", new Hardswish());
        fixed("Hardsigmoid", new Hardsigmoid());
        fixed("Hardtanh", new Hardtanh());
        fixed("Relu", new Relu());
        fixed("Relu6", new Relu6());
        fixed("Sigmoid", new Sigmoid());
        fixed("LogSigmoid", new LogSigmoid());
        fixed("Tanh", new Tanh());
        fixed("Softmax 1", new Softmax(1));
        fixed("LogSoftmax last", new LogSoftmax(-1));
        fixed("Glu 1", new Glu(1));
        layer("PRelu", _ -> PRelu.of());
        layer("PRelu 4", _ -> PRelu.of(4, 0.25));
    }

    private static void attention() {
        MultiheadAttention.Options two = MultiheadAttention.Options.of(6, 2);
        MultiheadAttention.Options first = two.withBatchFirst();
        self("MultiheadAttention self", two, AttentionMask.NONE);
        self(
                "MultiheadAttention self batch first",
                MultiheadAttention.Options.of(6, 3).withBatchFirst(),
                AttentionMask.NONE);
        self("MultiheadAttention self no bias", two.withoutBias(), AttentionMask.NONE);
        self("MultiheadAttention self causal", first, AttentionMask.CAUSAL);
        cross("MultiheadAttention cross", first, () -> AttentionMask.NONE);
        cross(
                "MultiheadAttention cross additive mask",
                first,
                () -> AttentionMask.NONE.withAttention(ramp(-1, 1, 3, 4)));
        cross(
                "MultiheadAttention cross bool mask",
                first,
                () -> AttentionMask.NONE.withAttention(hidden(0, 1, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0)));
        cross(
                "MultiheadAttention cross mask per head",
                first,
                () -> AttentionMask.NONE.withAttention(ramp(-2, 1, 4, 3, 4)));
        cross(
                "MultiheadAttention cross padding and mask",
                first,
                () ->
                        AttentionMask.NONE
                                .withAttention(hidden(0, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0, 0))
                                .withKeyPadding(padding()));
        cross(
                "MultiheadAttention other widths",
                two.withKeyValueDims(5, 3),
                () -> AttentionMask.NONE);
        ALL.put(
                "MultiheadAttention weights",
                new Case<>(
                        generator -> MultiheadAttention.of(first, generator),
                        (layer, in) ->
                                layer.forwardWithWeights(
                                                in.get(0), in.get(1), in.get(2), AttentionMask.NONE)
                                        .weights()));
    }

    private static void self(String name, MultiheadAttention.Options options, AttentionMask mask) {
        ALL.put(
                name,
                new Case<>(
                        generator -> MultiheadAttention.of(options, generator),
                        (layer, in) ->
                                layer.forward(in.getFirst(), in.getFirst(), in.getFirst(), mask)));
    }

    private static void cross(
            String name, MultiheadAttention.Options options, Supplier<AttentionMask> mask) {
        ALL.put(
                name,
                new Case<>(
                        generator -> MultiheadAttention.of(options, generator),
                        (layer, in) -> layer.forward(in.get(0), in.get(1), in.get(2), mask.get())));
    }

    private static void encoder() {
        TransformerEncoderLayer.Options options =
                TransformerEncoderLayer.Options.of(6, 2).withDimFeedforward(8).withDropout(0);
        TransformerEncoderLayer.Options first = options.withBatchFirst();
        layer("TransformerEncoderLayer", g -> TransformerEncoderLayer.of(options, g));
        layer("TransformerEncoderLayer eval", g -> TransformerEncoderLayer.of(first, g));
        layer(
                "TransformerEncoderLayer norm first gelu",
                g ->
                        TransformerEncoderLayer.of(
                                first.withNormFirst()
                                        .withActivation(new Gelu())
                                        .withLayerNormEps(1e-6),
                                g));
        layer(
                "TransformerEncoderLayer no bias",
                g -> TransformerEncoderLayer.of(options.withoutBias(), g));
        ALL.put(
                "TransformerEncoderLayer causal padding",
                new Case<>(
                        g -> TransformerEncoderLayer.of(first, g),
                        (layer, in) ->
                                layer.forward(
                                        in.getFirst(),
                                        AttentionMask.CAUSAL.withKeyPadding(padding()))));
    }

    private static void norms() {
        layer("LayerNorm", _ -> LayerNorm.of(6));
        layer(
                "LayerNorm two dimensions",
                _ -> LayerNorm.of(LayerNorm.Options.of(4, 6).withEps(1e-3)));
        layer("LayerNorm no bias", _ -> LayerNorm.of(LayerNorm.Options.of(6).withoutBias()));
        layer("LayerNorm no affine", _ -> LayerNorm.of(LayerNorm.Options.of(6).withoutAffine()));
    }

    private static Tensor ramp(double from, double to, long... sizes) {
        Shape shape = Shape.of(sizes);
        return Tensor.linspace(from, to, shape.numel()).reshape(shape);
    }

    private static Tensor hidden(int... entries) {
        return Tensor.of(entries, Shape.of(3, 4)).ne(0);
    }

    private static Tensor padding() {
        return Tensor.of(new int[] {0, 0, 0, 1, 0, 1, 0, 0}, Shape.of(2, 4)).ne(0);
    }
}
