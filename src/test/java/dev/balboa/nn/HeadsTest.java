package dev.balboa.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Random;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import org.junit.jupiter.api.Test;

/// Oracle: the layers that section 3 of the SimSiam paper lists.
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

    @Test
    void aProjectorWithoutLayersIsRefused() {
        try (Generator generator = Generator.of(0)) {
            assertThatThrownBy(() -> ProjectionHead.simSiam(4, 8, 2, 0, generator))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("count: 0 (expected: >= 1)");
        }
    }
}
