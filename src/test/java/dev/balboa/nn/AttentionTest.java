package dev.balboa.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.balboa.tensor.DType;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Random;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import dev.balboa.testkit.GradCheck;
import org.junit.jupiter.api.Test;

/// Oracles: finite differences, invariances of attention, and values of PyTorch 2.10 from the same
/// seed, given beside the test that uses them. `LayerConformanceTest` compares with PyTorch's
/// values and gradients.
class AttentionTest {

    private static final MultiheadAttention.Options SMALL =
            MultiheadAttention.Options.of(4, 2).withBatchFirst();

    private static Tensor randn(Generator generator, long... sizes) {
        return Random.randn(Shape.of(sizes), DType.FLOAT64, generator);
    }

    @Test
    void keysAreTorchs() {
        try (Generator generator = Generator.of(0);
                MultiheadAttention packed = MultiheadAttention.of(SMALL, generator);
                MultiheadAttention other =
                        MultiheadAttention.of(SMALL.withKeyValueDims(3, 5), generator);
                MultiheadAttention plain = MultiheadAttention.of(SMALL.withoutBias(), generator);
                TransformerEncoderLayer encoder =
                        TransformerEncoderLayer.of(
                                TransformerEncoderLayer.Options.of(4, 2).withDropout(0),
                                generator)) {
            assertThat(packed.stateDict().keySet())
                    .containsExactly(
                            "in_proj_weight", "in_proj_bias", "out_proj.weight", "out_proj.bias");
            assertThat(other.stateDict().keySet())
                    .containsExactly(
                            "q_proj_weight",
                            "k_proj_weight",
                            "v_proj_weight",
                            "in_proj_bias",
                            "out_proj.weight",
                            "out_proj.bias");
            assertThat(plain.stateDict().keySet())
                    .containsExactly("in_proj_weight", "out_proj.weight");
            assertThat(encoder.stateDict().keySet())
                    .containsExactly(
                            "self_attn.in_proj_weight",
                            "self_attn.in_proj_bias",
                            "self_attn.out_proj.weight",
                            "self_attn.out_proj.bias",
                            "linear1.weight",
                            "linear1.bias",
                            "linear2.weight",
                            "linear2.bias",
                            "norm1.weight",
                            "norm1.bias",
                            "norm2.weight",
                            "norm2.bias");
        }
    }

    /// `torch.manual_seed(7); m = torch.nn.TransformerEncoderLayer(4, 2, 8, dropout=0.3); x =
    /// torch.arange(24).float().reshape(3, 2, 4) / 10; print(m(x).flatten())`: initial values, the
    /// order of all draws and the four places of dropout at once.
    @Test
    void aFreshEncoderLayerInTrainingGivesPyTorchsValues() {
        TransformerEncoderLayer.Options options =
                TransformerEncoderLayer.Options.of(4, 2).withDimFeedforward(8).withDropout(0.3);
        try (Generator generator = Generator.of(7);
                TransformerEncoderLayer layer = TransformerEncoderLayer.of(options, generator)) {
            Tensor x = Tensor.arange(24).to(DType.FLOAT32).reshape(3, 2, 4).div(10);
            assertThat(layer.forward(x).toFloatArray())
                    .containsExactly(
                            new float[] {
                                -1.21905517578125f, 0.030545810237526894f, 1.5446926355361938f,
                                -0.3561830520629883f, -1.5321533679962158f, -0.24405920505523682f,
                                0.8002702593803406f, 0.9759424328804016f, -1.6832829713821411f,
                                0.23843501508235931f, 0.5409185886383057f, 0.9039292931556702f,
                                -1.197169303894043f, -0.6715126633644104f, 0.5043206810951233f,
                                1.36436128616333f, -1.6036866903305054f, 0.0909600630402565f,
                                0.3850703537464142f, 1.12765634059906f, -1.4014769792556763f,
                                0.15836849808692932f, -0.1652408391237259f, 1.4083493947982788f
                            },
                            within(2e-6f));
        }
    }

    @Test
    void gradientsOfAttentionAreThoseOfFiniteDifferences() {
        try (Generator generator = Generator.of(1);
                MultiheadAttention layer = MultiheadAttention.of(SMALL, generator)) {
            layer.to(DType.FLOAT64);
            AttentionMask mask =
                    AttentionMask.NONE.withAttention(
                            Tensor.of(new int[] {0, 1, 0, 0, 0, 1}, Shape.of(2, 3)).ne(0));
            GradCheck.check(
                    in -> layer.forward(in.get(0), in.get(1), in.get(2), mask),
                    randn(generator, 2, 2, 4),
                    randn(generator, 2, 3, 4),
                    randn(generator, 2, 3, 4));
        }
    }

    @Test
    void gradientsOfTheEncoderLayerAreThoseOfFiniteDifferences() {
        TransformerEncoderLayer.Options options =
                TransformerEncoderLayer.Options.of(4, 2)
                        .withDimFeedforward(6)
                        .withDropout(0)
                        .withActivation(new Gelu());
        for (TransformerEncoderLayer.Options order :
                new TransformerEncoderLayer.Options[] {options, options.withNormFirst()}) {
            try (Generator generator = Generator.of(2);
                    TransformerEncoderLayer layer = TransformerEncoderLayer.of(order, generator)) {
                layer.to(DType.FLOAT64);
                GradCheck.check(
                        in -> layer.forward(in.getFirst(), AttentionMask.CAUSAL),
                        randn(generator, 3, 2, 4));
            }
        }
    }

    @Test
    void causalAttentionDoesNotSeeLaterPositions() {
        try (Generator generator = Generator.of(3);
                MultiheadAttention layer = MultiheadAttention.of(SMALL, generator)) {
            Tensor x = Random.randn(Shape.of(1, 5, 4), generator);
            Tensor changed = x.copy();
            changed.narrow(1, 3, 2).fill_(9);
            Tensor before = layer.forward(x, x, x, AttentionMask.CAUSAL).narrow(1, 0, 3);
            Tensor after =
                    layer.forward(changed, changed, changed, AttentionMask.CAUSAL).narrow(1, 0, 3);
            assertThat(after.contiguous().toFloatArray())
                    .containsExactly(before.contiguous().toFloatArray(), within(1e-6f));
            assertThat(layer.forward(changed).narrow(1, 0, 3).allclose(before, 1e-3, 1e-3))
                    .as("without the mask they are seen")
                    .isFalse();
        }
    }

    @Test
    void weightsOfEachQuerySumToOneAndPaddingGetsNone() {
        try (Generator generator = Generator.of(4);
                MultiheadAttention layer = MultiheadAttention.of(SMALL, generator)) {
            Tensor x = Random.randn(Shape.of(2, 3, 4), generator);
            Tensor padding = Tensor.of(new int[] {0, 0, 1, 0, 0, 0}, Shape.of(2, 3)).ne(0);
            MultiheadAttention.Attended attended =
                    layer.forwardWithWeights(x, x, x, AttentionMask.NONE.withKeyPadding(padding));
            assertThat(attended.weights().shape()).isEqualTo(Shape.of(2, 2, 3, 3));
            assertThat(attended.weights().sum(false, -1).toFloatArray())
                    .containsOnly(new float[] {1}, within(1e-6f));
            assertThat(attended.weights().select(0, 0).select(-1, 2).abs().max().item()).isZero();
            assertThat(
                            attended.output()
                                    .allclose(
                                            layer.forward(
                                                    x,
                                                    x,
                                                    x,
                                                    AttentionMask.NONE.withKeyPadding(padding)),
                                            1e-5,
                                            1e-6))
                    .isTrue();
        }
    }

    @Test
    void dropoutOfWeightsActsInTrainingOnly() {
        try (Generator generator = Generator.of(5);
                MultiheadAttention layer =
                        MultiheadAttention.of(SMALL.withDropout(0.5), generator)) {
            Tensor x = Random.randn(Shape.of(2, 6, 4), generator);
            assertThat(layer.forward(x).equal(layer.forward(x))).isFalse();
            layer.eval();
            assertThat(layer.forward(x).equal(layer.forward(x))).isTrue();
        }
    }

    /// The output's bias starts at 0, so zero weights give a zero output.
    @Test
    void aQueryThatMaySeeNothingGetsZerosAndNoGradientOnEveryPath() {
        Tensor all = Tensor.ones(Shape.of(1, 3), DType.BOOL);
        AttentionMask mask = AttentionMask.NONE.withKeyPadding(all);
        for (double dropout : new double[] {0, 0.5}) {
            try (Generator generator = Generator.of(8);
                    MultiheadAttention layer =
                            MultiheadAttention.of(SMALL.withDropout(dropout), generator)) {
                Tensor x = Random.randn(Shape.of(1, 3, 4), generator).requiresGrad_(true);
                Tensor y = layer.forward(x, x, x, mask);
                y.sum().backward();
                assertThat(y.toFloatArray()).containsOnly(0);
                assertThat(x.grad().toFloatArray()).containsOnly(0);
                Tensor weights = layer.forwardWithWeights(x, x, x, mask).weights();
                assertThat(weights.toFloatArray()).containsOnly(0);
            }
        }
    }

    @Test
    void initialValuesAreXavierUniformAndZero() {
        try (Generator generator = Generator.of(6);
                MultiheadAttention layer =
                        MultiheadAttention.of(MultiheadAttention.Options.of(32, 4), generator)) {
            double bound = Math.sqrt(6.0 / (3 * 32 + 32));
            Tensor weight = layer.parameters().get("in_proj_weight").detach();
            assertThat(weight.abs().max().item()).isLessThanOrEqualTo(bound);
            // the variance of U(-b, b) is b²/3; of n = 3072 draws it has a relative deviation of
            // sqrt(0.8 / n) = 0.016
            assertThat(weight.square().mean().item())
                    .isCloseTo(bound * bound / 3, within(5 * 0.016 * bound * bound / 3));
            assertThat(layer.parameters().get("in_proj_bias").detach().abs().max().item()).isZero();
            assertThat(layer.parameters().get("out_proj.bias").detach().abs().max().item())
                    .isZero();
        }
    }

    @Test
    void sizesThatDoNotFitAreRefusedByName() {
        assertThatThrownBy(() -> MultiheadAttention.Options.of(6, 4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("numHeads: 4 (expected: a divisor of embedDim 6)");
        assertThatThrownBy(() -> TransformerEncoderLayer.Options.of(6, 4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("nhead: 4 (expected: a divisor of dModel 6)");
        try (Generator generator = Generator.of(0);
                MultiheadAttention layer = MultiheadAttention.of(SMALL, generator)) {
            Tensor x = Tensor.ones(Shape.of(2, 3, 4));
            Tensor wide = Tensor.ones(Shape.of(2, 3, 5));
            Tensor batch = Tensor.ones(Shape.of(1, 3, 4));
            assertThatThrownBy(() -> layer.forward(x, wide, x))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("MultiheadAttention: key [2, 3, 5] (expected: [N, L, 4])");
            assertThatThrownBy(() -> layer.forward(x.select(0, 0)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("MultiheadAttention: query [3, 4] (expected: [N, L, 4])");
            assertThatThrownBy(() -> layer.forward(x, batch, batch))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("expected: one batch size, as many values as keys");
        }
    }

    @Test
    void masksThatDoNotFitAreRefusedByName() {
        try (Generator generator = Generator.of(0);
                MultiheadAttention layer = MultiheadAttention.of(SMALL, generator)) {
            Tensor x = Tensor.ones(Shape.of(2, 3, 4));
            Tensor pairs = Tensor.zeros(Shape.of(3, 2));
            Tensor padding = Tensor.zeros(Shape.of(2, 4), DType.BOOL);
            assertThatThrownBy(
                            () -> layer.forward(x, x, x, AttentionMask.NONE.withAttention(pairs)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("attention mask: input [3, 2] (expected: [3, 3])");
            assertThatThrownBy(
                            () ->
                                    layer.forward(
                                            x, x, x, AttentionMask.NONE.withKeyPadding(padding)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("key padding mask: input [2, 4] (expected: [2, 3])");
            assertThatThrownBy(() -> AttentionMask.NONE.withAttention(Tensor.arange(3)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("attention: int64 (expected: bool");
        }
    }
}
