package dev.balboa.nn;

import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Random;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The encoder of a [VisionTransformer]: adds the positions, applies the layers and a layer norm.
///
/// @param posEmbedding `pos_embedding` `[1, S, hiddenDim]`
/// @param layers       in order, under the keys `layers.encoder_layer_0`, …
/// @param ln           after the last layer
record VisionEncoder(Parameter posEmbedding, List<Layer> layers, LayerNorm ln) implements Layer {

    private static final double POSITION_STD = 0.02;
    private static final double EPS = 1e-6;

    static VisionEncoder of(VisionTransformer.Options options, Generator generator) {
        Shape positions = Shape.of(1, options.sequenceLength(), options.hiddenDim());
        Parameter posEmbedding =
                Parameter.trained(
                        "pos_embedding",
                        () -> Random.normal_(Tensor.empty(positions), 0, POSITION_STD, generator));
        List<Layer> layers = new ArrayList<>();
        for (int i = 0; i < options.numLayers(); i++) {
            layers.add(EncoderBlock.of(options, generator));
        }
        return new VisionEncoder(posEmbedding, List.copyOf(layers), norm(options.hiddenDim()));
    }

    private static LayerNorm norm(int width) {
        return LayerNorm.of(LayerNorm.Options.of(width).withEps(EPS));
    }

    @Override
    public Map<String, Module> children() {
        Map<String, Module> children = new LinkedHashMap<>();
        for (int i = 0; i < layers.size(); i++) {
            children.put("layers.encoder_layer_" + i, layers.get(i));
        }
        children.put("ln", ln);
        return children;
    }

    @Override
    public Tensor forward(Tensor x) {
        Tensor hidden = x.add(posEmbedding.tensor());
        for (Layer layer : layers) {
            hidden = layer.forward(hidden);
        }
        return ln.forward(hidden);
    }

    /// One layer, norms first: `y = x + attention(ln_1(x))`, then `y + mlp(ln_2(y))`.
    private record EncoderBlock(
            LayerNorm ln1, MultiheadAttention selfAttention, LayerNorm ln2, Mlp mlp)
            implements Layer {

        static EncoderBlock of(VisionTransformer.Options options, Generator generator) {
            int width = options.hiddenDim();
            MultiheadAttention.Options attention =
                    MultiheadAttention.Options.of(width, options.numHeads()).withBatchFirst();
            return new EncoderBlock(
                    norm(width),
                    MultiheadAttention.of(attention, generator),
                    norm(width),
                    Mlp.of(width, options.mlpDim(), generator));
        }

        @Override
        public Map<String, Module> children() {
            Map<String, Module> children = new LinkedHashMap<>();
            children.put("ln_1", ln1);
            children.put("self_attention", selfAttention);
            children.put("ln_2", ln2);
            children.put("mlp", mlp);
            return children;
        }

        @Override
        public Tensor forward(Tensor x) {
            Tensor attended = x.add(selfAttention.forward(ln1.forward(x)));
            return attended.add(mlp.forward(ln2.forward(attended)));
        }
    }

    /// `second(gelu(first(x)))`. The keys are 0 and 3: in torchvision 1, 2 and 4 are the activation
    /// and dropouts of probability 0.
    private record Mlp(Linear first, Linear second) implements Layer {

        private static final double BIAS_STD = 1e-6;
        private static final Gelu GELU = new Gelu();

        static Mlp of(int width, int hidden, Generator generator) {
            return new Mlp(linear(width, hidden, generator), linear(hidden, width, generator));
        }

        private static Linear linear(int in, int out, Generator generator) {
            Linear layer = Linear.of(in, out, generator);
            Init.xavierUniform_(layer.parameters().get("weight"), 1, generator);
            Init.normal_(layer.parameters().get("bias"), 0, BIAS_STD, generator);
            return layer;
        }

        @Override
        public Map<String, Module> children() {
            Map<String, Module> children = new LinkedHashMap<>();
            children.put("0", first);
            children.put("3", second);
            return children;
        }

        @Override
        public Tensor forward(Tensor x) {
            return second.forward(GELU.forward(first.forward(x)));
        }
    }
}
