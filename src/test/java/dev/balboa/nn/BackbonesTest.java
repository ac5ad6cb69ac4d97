package dev.balboa.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.balboa.tensor.Functional;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Random;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/// Shapes, initial values, freezing and refusals of the backbones. Oracles: counts published or
/// worked out by hand, the moments of torchvision's initial distributions, and invariances that the
/// definitions imply. That the values are torchvision's is `ModelConformanceTest`'s claim.
class BackbonesTest {

    private static final VisionTransformer.Options SMALL_VIT =
            new VisionTransformer.Options(8, 4, 2, 2, 6, 10);

    private static <M extends Module> void with(Function<Generator, M> network, Consumer<M> claim) {
        try (Generator generator = Generator.of(7);
                M made = network.apply(generator)) {
            claim.accept(made);
        }
    }

    private static Tensor images(int count, int size) {
        try (Generator generator = Generator.of(11)) {
            return Random.randn(Shape.of(count, 3, size, size), generator);
        }
    }

    /// torchvision's documentation: 11,689,512, 21,797,672, 25,557,032 and 86,567,656 parameters.
    @Test
    void publishedSizesHaveThePublishedNumberOfParameters() {
        ResNet.Options options = ResNet.Options.imagenet();
        with(
                g -> ResNet.resnet18(options, g).classifier(1000, g),
                network -> assertThat(network.parameterCount()).isEqualTo(11_689_512));
        with(
                g -> ResNet.resnet34(options, g).classifier(1000, g),
                network -> assertThat(network.parameterCount()).isEqualTo(21_797_672));
        with(
                g -> ResNet.resnet50(options, g).classifier(1000, g),
                network -> assertThat(network.parameterCount()).isEqualTo(25_557_032));
        with(
                g ->
                        VisionTransformer.of(VisionTransformer.Options.base(224, 16), g)
                                .classifier(1000, g),
                network -> assertThat(network.parameterCount()).isEqualTo(86_567_656));
    }

    @Test
    void convolutionsAreChannelsLastAndTheirGradientsToo() {
        Tensor images = images(2, 32);
        List<Function<Generator, Module>> networks =
                List.of(
                        g -> ConvNet.of(8, 3, g),
                        g -> ResNet.resnet18(8, false, g),
                        g -> ResNet.resnet50(new ResNet.Options(ResNet.Stem.CIFAR, 8, false), g));
        for (Function<Generator, Module> network : networks) {
            with(
                    network,
                    made -> {
                        ((Backbone) made).forward(images).sum().backward();
                        made.parameters()
                                .forEach(
                                        (key, w) -> {
                                            if (w.dim() == 4 && w.shape().get(3) > 1) {
                                                assertChannelsLast(key, w);
                                                assertChannelsLast(key, w.grad());
                                            }
                                        });
                    });
        }
    }

    private static void assertChannelsLast(String key, Tensor tensor) {
        assertThat(tensor.strides()[1]).as(key).isEqualTo(1);
    }

    /// Per block `9 · in · out + 2 · out`; for 3 → 32 → 64 → 128 → 256: 928 + 18,560 + 73,984 +
    /// 295,424.
    @Test
    void convNetHasTheDocumentedSizeAndKeys() {
        with(
                g -> ConvNet.of(32, 4, g),
                network -> {
                    assertThat(network.parameterCount()).isEqualTo(388_896);
                    assertThat(network.features()).isEqualTo(256);
                    assertThat(network.parameters().keySet())
                            .startsWith("blocks.0.conv.weight", "blocks.0.bn.weight");
                });
    }

    @Test
    void everyBackboneGivesOneFeatureVectorPerImage() {
        for (Function<Generator, Backbone> maker :
                List.<Function<Generator, Backbone>>of(
                        g -> ConvNet.of(4, 3, g),
                        g -> ResNet.resnet34(ResNet.Options.cifar().withWidth(2), g),
                        g -> ResNet.resnet50(ResNet.Options.imagenet().withWidth(1), g),
                        g -> VisionTransformer.of(SMALL_VIT, g))) {
            with(
                    maker,
                    network -> {
                        int size = network instanceof VisionTransformer ? 8 : 33;
                        assertThat(network.forward(images(3, size)).shape())
                                .isEqualTo(Shape.of(3, network.features()));
                    });
        }
    }

    /// An image of one bright pixel through convolutions of ones and batch norms that do nothing
    /// but divide by `√(1 + eps)`: the CIFAR stem spreads it over 3 · 3 of 32 · 32 places, the
    /// ImageNet stem over the places 7 to 9 of 16, whose windows `2i − 3` to `2i + 3` hold it, and
    /// the pooling hands these on to the places 3 to 5 of 8.
    @Test
    void stemsHandOnTheWholeSizeOrAQuarterOfIt() {
        assertThat(placesAfterTheStem(ResNet.Options.cifar())).isEqualTo(9.0 / (32 * 32));
        assertThat(placesAfterTheStem(ResNet.Options.imagenet())).isEqualTo(9.0 / (8 * 8));
    }

    /// The share of places that the pixel reaches, read off a network whose stages add nothing.
    private static double placesAfterTheStem(ResNet.Options options) {
        double[] share = new double[1];
        with(
                g -> {
                    ResNet made = ResNet.resnet18(options.withWidth(1), g);
                    List.of(made.layer1(), made.layer2(), made.layer3(), made.layer4())
                            .forEach(Module::close);
                    Sequential none = Sequential.of();
                    return new ResNet(
                            made.conv1(), made.bn1(), none, none, none, none, made.stem(), 1);
                },
                network -> {
                    network.eval();
                    Init.ones_(network.stateDict().get("conv1.weight"));
                    Tensor pixel = Tensor.zeros(Shape.of(1, 3, 32, 32));
                    pixel.select(1, 0).select(1, 16).select(1, 16).fill_(Math.sqrt(1 + 1e-5));
                    share[0] = network.forward(pixel).item();
                });
        return Math.round(share[0] * 1e5 * 1024) / 1e5 / 1024;
    }

    /// With scale 0 in each last batch norm a block is `relu(shortcut(x))`.
    @Test
    void zeroInitMakesEachBottleneckItsShortcut() {
        with(
                g -> ResNet.resnet50(ResNet.Options.cifar().withWidth(2).withZeroInitResidual(), g),
                network -> {
                    network.eval();
                    float[] before = network.forward(images(2, 16)).toFloatArray();
                    network.stateDict().get("layer3.2.conv3.weight").detach().mul_(3);
                    assertThat(network.forward(images(2, 16)).toFloatArray()).isEqualTo(before);
                });
    }

    /// Bounds: five standard errors of mean 0 and of the stated variance, for normal values
    /// `σ / √n` and `σ / √(2n)`; the uniform's are smaller.
    @Test
    void transformerStartsFromTorchvisionsDistributions() {
        with(
                g -> VisionTransformer.of(VisionTransformer.Options.tiny(32, 4), g),
                network -> {
                    Map<String, Tensor> state = network.stateDict();
                    assertMoments(state.get("conv_proj.weight"), Math.sqrt(1 / 48.0));
                    assertMoments(state.get("encoder.pos_embedding"), 0.02);
                    String layer = "encoder.layers.encoder_layer_5.";
                    assertMoments(state.get(layer + "mlp.0.weight"), xavier(192, 768));
                    assertMoments(state.get(layer + "mlp.3.weight"), xavier(768, 192));
                    assertMoments(
                            state.get(layer + "self_attention.in_proj_weight"), xavier(192, 576));
                    assertMoments(state.get(layer + "mlp.0.bias"), 1e-6);
                    for (String zero :
                            new String[] {
                                "class_token",
                                "conv_proj.bias",
                                layer + "self_attention.in_proj_bias",
                                layer + "self_attention.out_proj.bias",
                                "encoder.ln.bias"
                            }) {
                        assertThat(state.get(zero).abs().max().item()).as(zero).isZero();
                    }
                });
    }

    private static double xavier(double in, double out) {
        return Math.sqrt(2 / (in + out));
    }

    private static void assertMoments(Tensor values, double std) {
        double n = values.numel();
        float[] x = values.reshape(-1).toFloatArray();
        double sum = 0;
        double squares = 0;
        for (float v : x) {
            sum += v;
            squares += (double) v * v;
        }
        assertThat(Math.abs(sum / n)).isLessThan(5 * std / Math.sqrt(n));
        assertThat(Math.abs(Math.sqrt(squares / n) - std)).isLessThan(5 * std / Math.sqrt(2 * n));
    }

    @Test
    void headOfATransformerStartsAtZero() {
        with(
                g -> VisionTransformer.of(SMALL_VIT, g).classifier(3, g),
                network -> {
                    assertThat(network.forward(images(2, 8)).toFloatArray())
                            .containsOnly(0f)
                            .hasSize(6);
                    assertThat(network.stateDict().keySet())
                            .endsWith("heads.head.weight", "heads.head.bias");
                });
    }

    @Test
    void tokensAreTheClassTokenAndThePatches() {
        with(
                g -> VisionTransformer.of(SMALL_VIT, g),
                network -> {
                    Tensor x = images(2, 8);
                    Tensor tokens = network.tokens(x);
                    assertThat(tokens.shape()).isEqualTo(Shape.of(2, 5, 6));
                    assertThat(tokens.select(1, 0).contiguous().toFloatArray())
                            .isEqualTo(network.forward(x).contiguous().toFloatArray());
                });
    }

    /// Attention does not know the order of its tokens: without positions, swapping the upper and
    /// the lower half of an image leaves the class token as it is, up to the order of sums.
    @Test
    void onlyThePositionsTellPatchesApart() {
        with(
                g -> VisionTransformer.of(SMALL_VIT, g),
                network -> {
                    Tensor x = images(2, 8);
                    Tensor swapped = Tensor.cat(x.chunk(2, 2).reversed(), 2);
                    network.stateDict().get("encoder.pos_embedding").detach().mul_(50);
                    assertThat(distance(network, x, swapped)).isGreaterThan(1e-2);
                    network.stateDict().get("encoder.pos_embedding").detach().zero_();
                    assertThat(distance(network, x, swapped)).isLessThan(1e-5);
                });
    }

    private static double distance(Backbone network, Tensor a, Tensor b) {
        return network.forward(a).sub(network.forward(b)).abs().max().item();
    }

    @Test
    void frozenBackboneTrainsOnlyItsClassifier() {
        with(
                g -> ResNet.resnet18(2, false, g).classifier(3, g),
                network -> {
                    network.backbone().requiresGrad(false);
                    assertThat(network.parameters().keySet())
                            .containsExactly("fc.weight", "fc.bias");
                    Functional.crossEntropy(
                                    network.forward(images(2, 16)), Tensor.of(new long[] {0, 2}))
                            .backward();
                    assertThat(network.stateDict().get("fc.weight").grad()).isNotNull();
                    assertThat(network.stateDict().get("conv1.weight").grad()).isNull();
                });
    }

    @Test
    void partsOfATransformerCanBeFrozen() {
        with(
                g -> VisionTransformer.of(SMALL_VIT, g),
                network -> {
                    network.encoder().requiresGrad(false);
                    assertThat(network.parameters().keySet())
                            .containsExactly("class_token", "conv_proj.weight", "conv_proj.bias");
                });
    }

    @Test
    void classifierPassesTheModeOn() {
        class Moody implements Backbone {
            private boolean training = true;

            @Override
            public int features() {
                return 3;
            }

            @Override
            public void mode(boolean value) {
                training = value;
            }

            @Override
            public Tensor forward(Tensor x) {
                return x;
            }
        }
        Moody backbone = new Moody();
        with(
                g -> new Classifier(backbone, "fc", Linear.of(3, 2, g)),
                network -> {
                    network.eval();
                    assertThat(backbone.training).isFalse();
                    network.train();
                    assertThat(backbone.training).isTrue();
                });
    }

    @Test
    void backboneOfALoadedClassifierHasTheLoadedValues() {
        with(
                g -> ResNet.resnet18(2, false, g).classifier(3, g),
                network -> {
                    try (Generator other = Generator.of(99);
                            Classifier published =
                                    ResNet.resnet18(2, false, other).classifier(3, other)) {
                        network.loadStateDict(published.stateDict());
                        network.eval();
                        published.eval();
                        assertThat(network.backbone().forward(images(1, 8)).toFloatArray())
                                .isEqualTo(
                                        published.backbone().forward(images(1, 8)).toFloatArray());
                    }
                });
    }

    @Test
    void stateOfAClassifierLoadsLenientlyIntoABackbone() {
        with(
                g -> ResNet.resnet18(2, false, g).classifier(3, g),
                published -> {
                    try (Generator g = Generator.of(0);
                            ResNet network = ResNet.resnet18(2, false, g)) {
                        IncompatibleKeys keys = network.loadMatchingKeys(published.stateDict());
                        assertThat(keys.missingKeys()).isEmpty();
                        assertThat(keys.unexpectedKeys()).containsExactly("fc.bias", "fc.weight");
                    }
                });
    }

    @Test
    void stateOfAnotherArchitectureIsRefusedByName() {
        with(
                g -> ResNet.resnet50(ResNet.Options.imagenet().withWidth(1), g),
                deep -> {
                    try (Generator g = Generator.of(0);
                            ResNet network =
                                    ResNet.resnet18(ResNet.Options.imagenet().withWidth(1), g);
                            VisionTransformer vit = VisionTransformer.of(SMALL_VIT, g)) {
                        assertThatThrownBy(() -> network.loadStateDict(deep.stateDict()))
                                .isInstanceOf(IllegalArgumentException.class)
                                .hasMessageStartingWith("state does not fit ResNet: ")
                                .hasMessageContaining("unexpected keys [layer1.0.bn3.bias, ")
                                .hasMessageContaining(
                                        "layer1.0.conv1.weight: shape [1, 1, 1, 1] (expected: [1,"
                                                + " 1, 3, 3])")
                                .hasMessageContaining("more")
                                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(2000));
                        assertThatThrownBy(() -> vit.loadMatchingKeys(deep.stateDict()))
                                .isInstanceOf(IllegalArgumentException.class)
                                .hasMessageStartingWith(
                                        "state does not fit VisionTransformer: no key in common;");
                    }
                });
    }

    @Test
    void sizesOutOfRangeAreRefused() {
        try (Generator g = Generator.of(0)) {
            assertRefused(
                    () -> ResNet.Options.imagenet().withWidth(0), "width: 0 (expected: >= 1)");
            assertRefused(() -> ConvNet.of(0, 2, g), "width: 0 (expected: >= 1)");
            assertRefused(() -> ConvNet.of(2, 0, g), "depth: 0 (expected: 1 to 16)");
            assertRefused(() -> ConvNet.of(2, 17, g), "depth: 17 (expected: 1 to 16)");
            assertRefused(
                    () -> VisionTransformer.Options.tiny(30, 4),
                    "imageSize: 30 (expected: a multiple of patchSize 4)");
            assertRefused(
                    () -> new VisionTransformer.Options(8, 4, 1, 4, 6, 8),
                    "hiddenDim: 6 (expected: a multiple of numHeads 4)");
            assertRefused(
                    () -> new VisionTransformer.Options(8, 4, 0, 2, 6, 8),
                    "numLayers: 0 (expected: >= 1)");
            with(
                    made -> ConvNet.of(1, 1, made),
                    network -> {
                        try (Linear head = Linear.of(1, 1, g)) {
                            assertRefused(
                                    () -> new Classifier(network, "blocks.0", head),
                                    "name: blocks.0 (expected: none of [blocks.0])");
                        }
                    });
            with(
                    made -> VisionTransformer.of(SMALL_VIT, made),
                    network ->
                            assertRefused(
                                    () -> network.classifier(0, g), "classes: 0 (expected: >= 1)"));
            with(
                    made -> ResNet.resnet18(1, false, made),
                    network ->
                            assertRefused(
                                    () -> network.classifier(0, g), "classes: 0 (expected: >= 1)"));
        }
    }

    @Test
    void inputsOfAnotherShapeAreRefused() {
        with(
                g -> VisionTransformer.of(SMALL_VIT, g),
                network ->
                        assertRefused(
                                () -> network.forward(images(2, 12)),
                                "VisionTransformer: input [2, 3, 12, 12] (expected: [N, 3, 8, 8])"));
        with(
                g -> ResNet.resnet18(1, false, g),
                network ->
                        assertRefused(
                                () -> network.forward(Tensor.ones(Shape.of(2, 1, 8, 8))),
                                "ResNet: input [2, 1, 8, 8] (expected: [N, 3, H, W])"));
        with(
                g -> ConvNet.of(1, 1, g),
                network ->
                        assertRefused(
                                () -> network.forward(Tensor.ones(Shape.of(3, 8, 8))),
                                "ConvNet: input [3, 8, 8] (expected: [N, 3, H, W])"));
    }

    private static void assertRefused(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }
}
