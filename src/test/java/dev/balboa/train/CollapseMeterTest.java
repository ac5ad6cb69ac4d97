package dev.balboa.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Random;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import org.junit.jupiter.api.Test;

/// Oracle: by hand for two unit vectors, and the deviation `1/√D` of directions drawn evenly from
/// the sphere.
class CollapseMeterTest {

    @Test
    void rowsOfOneDirectionHaveNoSpread() {
        Tensor rows = Tensor.of(new float[] {1, 2, 2, 4, 5, 10}, Shape.of(3, 2));
        assertThat(CollapseMeter.spread(rows).item()).isCloseTo(0, within(1e-6));
    }

    /// (1, 0) and (0, 1): each coordinate is 0 and 1, with unbiased deviation √½; times √2.
    @Test
    void twoAxesHaveSpreadOne() {
        Tensor rows = Tensor.of(new float[] {7, 0, 0, 0.1f}, Shape.of(2, 2));
        assertThat(CollapseMeter.spread(rows).item()).isCloseTo(1, within(1e-6));
    }

    @Test
    void randomDirectionsHaveSpreadOne() {
        try (Generator generator = Generator.of(1)) {
            Tensor rows = Random.randn(Shape.of(4096, 128), generator);
            assertThat(CollapseMeter.spread(rows).item()).isCloseTo(1, within(0.01));
        }
    }

    @Test
    void takesNoPartInDifferentiation() {
        Tensor rows = Tensor.of(new float[] {1, 2, 3, 4}, Shape.of(2, 2)).requiresGrad_(true);
        assertThat(CollapseMeter.spread(rows).requiresGrad()).isFalse();
    }

    @Test
    void oneRowIsRefused() {
        assertThatThrownBy(() -> CollapseMeter.spread(Tensor.ones(Shape.of(1, 4))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("embeddings: [1, 4] (expected: [N, D] with N >= 2)");
    }
}
