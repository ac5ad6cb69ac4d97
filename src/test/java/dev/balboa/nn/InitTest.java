package dev.balboa.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.balboa.tensor.Generator;
import org.junit.jupiter.api.Test;

/// Oracles: values of PyTorch 2.10 from the same seed, given beside the test that uses them;
/// moments of the stated distributions.
class InitTest {

    private static final float TOLERANCE = 1e-6f;

    /// `torch.manual_seed(7); l = torch.nn.Linear(3, 2); print(l.weight.flatten().tolist(),
    /// l.bias.tolist())`
    @Test
    void linearStartsAsInPyTorch() {
        try (Generator generator = Generator.of(7);
                Linear layer = Linear.of(3, 2, generator)) {
            assertThat(layer.stateDict().get("weight").toFloatArray())
                    .containsExactly(
                            new float[] {
                                0.040325075f,
                                -0.34779212f,
                                0.18384182f,
                                0.18116128f,
                                -0.30858037f,
                                -0.08653163f
                            },
                            within(TOLERANCE));
            assertThat(layer.stateDict().get("bias").toFloatArray())
                    .containsExactly(new float[] {-0.33822793f, 0.14980665f}, within(TOLERANCE));
        }
    }

    /// `torch.manual_seed(7); c = torch.nn.Conv2d(2, 2, 1); print(c.weight.flatten().tolist(),
    /// c.bias.tolist())`
    @Test
    void convolutionStartsAsInPyTorch() {
        try (Generator generator = Generator.of(7);
                Conv2d layer = Conv2d.of(Conv2d.Options.of(2, 2, 1), generator)) {
            assertThat(layer.stateDict().get("weight").toFloatArray())
                    .containsExactly(
                            new float[] {0.04938793f, -0.4259566f, 0.22515933f, 0.22187635f},
                            within(TOLERANCE));
            assertThat(layer.stateDict().get("bias").toFloatArray())
                    .containsExactly(new float[] {-0.37793222f, -0.105979174f}, within(TOLERANCE));
        }
    }

    @Test
    void kaimingNormalHasVarianceTwoOverFanOut() {
        Conv2d.Options options = Conv2d.Options.of(16, 32, 3).withoutBias();
        try (Generator generator = Generator.of(3);
                Conv2d layer = Conv2d.kaimingNormal(options, generator)) {
            float[] values = layer.stateDict().get("weight").toFloatArray();
            double squares = 0;
            for (float value : values) {
                squares += value * value;
            }
            double expected = 2.0 / (32 * 9);
            // the mean of n squared normals has a relative deviation of sqrt(2 / n) = 0.021
            assertThat(squares / values.length).isCloseTo(expected, within(5 * 0.021 * expected));
        }
    }

    @Test
    void anotherSeedGivesOtherValues() {
        try (Generator a = Generator.of(1);
                Generator b = Generator.of(2);
                Linear first = Linear.of(3, 2, a);
                Linear second = Linear.of(3, 2, b)) {
            assertThat(first.stateDict().get("weight").toFloatArray())
                    .isNotEqualTo(second.stateDict().get("weight").toFloatArray());
        }
    }
}
