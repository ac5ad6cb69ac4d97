package dev.balboa.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.balboa.tensor.DType;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import org.junit.jupiter.api.Test;

/// Oracles: the binomial distribution of the number of zeros, and masks that PyTorch 2.10 drew from
/// the same seed, given beside the test that uses them.
class DropoutTest {

    private static final int COUNT = 10_000;

    @Test
    void trainingZeroesAFractionAndScalesTheRest() {
        try (Generator generator = Generator.of(1)) {
            Dropout layer = Dropout.of(0.3, generator);
            float[] y = layer.forward(Tensor.ones(Shape.of(100, 100))).toFloatArray();
            int zeros = 0;
            for (float value : y) {
                if (value == 0) {
                    zeros++;
                } else {
                    assertThat(value).isCloseTo(1 / 0.7f, within(1e-6f));
                }
            }
            // binomial, standard deviation sqrt(10000 * 0.3 * 0.7) = 46
            assertThat(zeros).isBetween((int) (0.3 * COUNT - 5 * 46), (int) (0.3 * COUNT + 5 * 46));
        }
    }

    /// `torch.manual_seed(7); print(torch.nn.Dropout(0.25)(torch.ones(3, 8)))`
    @Test
    void masksAreThoseOfPyTorch() {
        int[] kept = {1, 1, 0, 1, 0, 0, 1, 1, 0, 0, 1, 1, 1, 1, 1, 0, 1, 0, 1, 0, 0, 0, 1, 1};
        try (Generator generator = Generator.of(7)) {
            Tensor y = Dropout.of(0.25, generator).forward(Tensor.ones(Shape.of(3, 8)));
            assertThat(y.gt(0).to(DType.INT32).toIntArray()).isEqualTo(kept);
        }
    }

    @Test
    void evaluationIsTheIdentityAndDrawsNothing() {
        try (Generator generator = Generator.of(1)) {
            Dropout layer = Dropout.of(0.9, generator);
            byte[] before = generator.getState().toByteArray();
            layer.eval();
            Tensor x = Tensor.ones(Shape.of(4));
            assertThat(layer.forward(x)).isSameAs(x);
            assertThat(generator.getState().toByteArray()).isEqualTo(before);
            layer.train();
            layer.forward(x);
            assertThat(generator.getState().toByteArray()).isNotEqualTo(before);
        }
    }

    @Test
    void theGradientPassesWhereTheValueDid() {
        try (Generator generator = Generator.of(3)) {
            Tensor x = Tensor.ones(Shape.of(50)).requiresGrad_(true);
            Tensor y = Dropout.of(0.5, generator).forward(x);
            y.sum().backward();
            assertThat(x.grad().toFloatArray()).isEqualTo(y.toFloatArray());
        }
    }

    @Test
    void sameSeedSameMask() {
        try (Generator a = Generator.of(5);
                Generator b = Generator.of(5)) {
            Tensor x = Tensor.ones(Shape.of(64));
            assertThat(Dropout.of(0.5, a).forward(x).toFloatArray())
                    .isEqualTo(Dropout.of(0.5, b).forward(x).toFloatArray());
        }
    }

    @Test
    void probabilityOneGivesZerosAndProbabilityZeroTheInput() {
        try (Generator generator = Generator.of(1)) {
            Tensor x = Tensor.ones(Shape.of(3));
            assertThat(Dropout.of(1, generator).forward(x).toFloatArray()).containsExactly(0, 0, 0);
            assertThat(Dropout.of(0, generator).forward(x)).isSameAs(x);
        }
    }

    @Test
    void aProbabilityOutsideTheUnitIntervalIsRefused() {
        try (Generator generator = Generator.of(1)) {
            for (double p : new double[] {-0.1, 1.5, Double.NaN}) {
                assertThatThrownBy(() -> Dropout.of(p, generator))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage("p: " + p + " (expected: within [0, 1])");
            }
        }
    }

    @Test
    void trainingWithAClosedGeneratorIsRefused() {
        Generator generator = Generator.of(1);
        Dropout layer = Dropout.of(0.5, generator);
        generator.close();
        assertThatThrownBy(() -> layer.forward(Tensor.ones(Shape.of(2))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("generator is closed");
    }
}
