package dev.balboa.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Random;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import dev.balboa.testkit.TensorAssert;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Oracles: the layers that section 3 of the SimSiam paper lists; for the other heads the keys and
/// shapes of the state dicts of lightly's heads of the same sizes, written out by hand.
class HeadsTest {

    @Test
    void projectorOfThePaperHasThreeLinearLayersAndALastNormWithoutScale() {
        try (Generator generator = Generator.of(0);
                ProjectionHead head = ProjectionHead.simSiam(4, 8, 6, 3, generator)) {
            assertThat(head.parameters().keySet())
                    .containsExactly(
                            "layers.0.weight",
                            "layers.1.weight",
                            "layers.1.bias",
                            "layers.3.weight",
                            "layers.4.weight",
                            "layers.4.bias",
                            "layers.6.weight");
            assertThat(head.stateDict()).containsKey("layers.7.running_mean");
        }
    }

    @Test
    void projectionsHaveMeanZeroAndVarianceOneInTraining() {
        try (Generator generator = Generator.of(0);
                ProjectionHead head = ProjectionHead.simSiam(4, 8, 2, 2, generator)) {
            Tensor z = head.forward(Random.randn(Shape.of(64, 4), generator));
            assertThat(z.mean(false, 0).toFloatArray())
                    .containsExactly(new float[] {0, 0}, within(1e-5f));
            assertThat(z.std(false, false, 0).toFloatArray())
                    .containsExactly(new float[] {1, 1}, within(1e-2f));
        }
    }

    @Test
    void predictorIsABottleneckWithABiasOnlyAtTheEnd() {
        try (Generator generator = Generator.of(0);
                PredictionHead head = PredictionHead.simSiam(8, 2, generator)) {
            assertThat(head.parameters().keySet())
                    .containsExactly(
                            "layers.0.weight",
                            "layers.1.weight",
                            "layers.1.bias",
                            "layers.3.weight",
                            "layers.3.bias");
            assertThat(head.forward(Tensor.ones(Shape.of(4, 8))).shape()).isEqualTo(Shape.of(4, 8));
        }
    }

    private static Map<String, Shape> shapes(Layer head) {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        head.stateDict().forEach((key, tensor) -> shapes.put(key, tensor.shape()));
        return shapes;
    }

    private static void norm(Map<String, Shape> shapes, String key, int features) {
        for (String part : List.of("weight", "bias", "running_mean", "running_var")) {
            shapes.put("layers." + key + "." + part, Shape.of(features));
        }
        shapes.put("layers." + key + ".num_batches_tracked", Shape.of());
    }

    @Test
    void simClrsProjectorHasANormBehindEveryLinear() {
        Map<String, Shape> expected = new LinkedHashMap<>();
        expected.put("layers.0.weight", Shape.of(8, 4));
        norm(expected, "1", 8);
        expected.put("layers.3.weight", Shape.of(8, 8));
        norm(expected, "4", 8);
        expected.put("layers.6.weight", Shape.of(6, 8));
        norm(expected, "7", 6);
        try (Generator generator = Generator.of(0);
                ProjectionHead head = ProjectionHead.simClr(4, 8, 6, 3, generator)) {
            assertThat(shapes(head)).containsExactlyInAnyOrderEntriesOf(expected);
        }
    }

    @Test
    void moCosProjectorHasNoNormAndBiases() {
        try (Generator generator = Generator.of(0);
                ProjectionHead head = ProjectionHead.moCo(4, 8, 6, generator)) {
            assertThat(shapes(head))
                    .containsExactlyInAnyOrderEntriesOf(
                            Map.of(
                                    "layers.0.weight", Shape.of(8, 4),
                                    "layers.0.bias", Shape.of(8),
                                    "layers.2.weight", Shape.of(6, 8),
                                    "layers.2.bias", Shape.of(6)));
        }
    }

    @Test
    void byolsHeadsHaveANormInsideAndABiasAtTheEnd() {
        Map<String, Shape> expected = new LinkedHashMap<>();
        expected.put("layers.0.weight", Shape.of(8, 4));
        norm(expected, "1", 8);
        expected.put("layers.3.weight", Shape.of(6, 8));
        expected.put("layers.3.bias", Shape.of(6));
        try (Generator generator = Generator.of(0);
                ProjectionHead projector = ProjectionHead.byol(4, 8, 6, generator);
                PredictionHead predictor = PredictionHead.byol(6, 8, generator)) {
            assertThat(shapes(projector)).containsExactlyInAnyOrderEntriesOf(expected);
            expected.put("layers.0.weight", Shape.of(8, 6));
            assertThat(shapes(predictor)).containsExactlyInAnyOrderEntriesOf(expected);
        }
    }

    /// ReLU stands where no key shows it.
    @Test
    void hiddenLayersAreRectifiedAndTheLastIsNot() {
        try (Generator generator = Generator.of(0);
                ProjectionHead head = ProjectionHead.moCo(4, 8, 6, generator)) {
            Tensor x = Random.randn(Shape.of(16, 4), generator);
            Map<String, Tensor> state = head.stateDict();
            Tensor hidden =
                    x.matmul(state.get("layers.0.weight").t())
                            .add(state.get("layers.0.bias"))
                            .clampMin(0);
            Tensor expected =
                    hidden.matmul(state.get("layers.2.weight").t()).add(state.get("layers.2.bias"));
            assertThat(expected.min().item()).isNegative();
            TensorAssert.assertThat(head.forward(x)).isCloseTo(expected, 1e-5, 1e-6);
        }
    }

    @Test
    void oneGeneratorStateOneHead() {
        List<float[]> drawn = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            try (Generator generator = Generator.of(5);
                    ProjectionHead head = ProjectionHead.simClr(4, 8, 6, 2, generator)) {
                drawn.add(head.stateDict().get("layers.3.weight").toFloatArray());
            }
        }
        assertThat(drawn.get(0)).isEqualTo(drawn.get(1));
    }

    @Test
    void headsWithoutWidthAreRefused() {
        try (Generator generator = Generator.of(0)) {
            assertThatThrownBy(() -> ProjectionHead.moCo(4, 0, 2, generator))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("out: 0 (expected: >= 1)");
            assertThatThrownBy(() -> PredictionHead.byol(0, 8, generator))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("in: 0 (expected: >= 1)");
        }
    }

    @Test
    void aProjectorWithoutLayersIsRefused() {
        try (Generator generator = Generator.of(0)) {
            assertThatThrownBy(() -> ProjectionHead.simSiam(4, 8, 2, 0, generator))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("count: 0 (expected: >= 1)");
        }
    }
}
