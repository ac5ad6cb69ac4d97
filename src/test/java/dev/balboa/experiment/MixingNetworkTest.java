package dev.balboa.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.balboa.tensor.DType;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import dev.balboa.testkit.TensorAssert;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Oracles: condition numbers known in closed form, of 2 × 2 matrices from norm and determinant;
/// the network as loops; PyTorch's random numbers and singular values.
class MixingNetworkTest {

    @Test
    void theConditionNumberIsTheRatioOfSingularValues() {
        Tensor matrices =
                Tensor.of(
                        new double[] {4, 0, 0, -2, 0.6, -0.8, 0.8, 0.6, 1, 2, 3, 4},
                        Shape.of(3, 2, 2));
        double[] found = ConditionSearch.conditions(matrices).toDoubleArray();
        assertThat(found[0]).isCloseTo(2, within(1e-12));
        assertThat(found[1]).isCloseTo(1, within(1e-12));
        // σ₁² + σ₂² = ‖A‖² = 30 and σ₁ σ₂ = |det A| = 2
        double large = 15 + Math.sqrt(15 * 15 - 4);
        assertThat(found[2]).isCloseTo(large / 2, within(1e-12));
    }

    @Test
    void theBoundOfMoreDrawsIsTighter() {
        try (Generator generator = Generator.of(1)) {
            double one = new ConditionSearch(6, 1).bound(generator);
            double many = new ConditionSearch(6, 6_000).bound(generator);
            assertThat(many).isLessThan(one).isGreaterThan(1);
            Tensor matrix = new ConditionSearch(6, 6_000).atMost(many, generator);
            assertThat(ConditionSearch.conditions(matrix).item()).isLessThanOrEqualTo(many);
            Tensor lengths = matrix.norm(2, false, 0);
            TensorAssert.assertThat(lengths).isCloseTo(Tensor.onesLike(lengths), 0, 1e-12);
        }
    }

    /// PyTorch 2.10 finds this bound among `torch.rand(25000, 10, 10)` of the same seed; the median
    /// condition number of such matrices is 28.
    @Test
    void thePublishedSearchFindsWhatPyTorchFinds() {
        try (Generator generator = Generator.of(2)) {
            assertThat(new ConditionSearch(10, 25_000).bound(generator))
                    .isCloseTo(4.026, within(1e-3));
        }
    }

    @Test
    void theNetworkIsThreeMatricesWithLeakyRelusBetween() {
        try (Generator generator = Generator.of(3);
                MixingNetwork mixing = MixingNetwork.of(new ConditionSearch(3, 50), generator)) {
            List<double[]> weights =
                    mixing.stateDict().values().stream()
                            .map(weight -> weight.to(DType.FLOAT64).toDoubleArray())
                            .toList();
            assertThat(weights).hasSize(3);
            double[] value = {0.5, -0.7, 0.2};
            double[] found =
                    mixing.forward(Tensor.of(value, Shape.of(1, 3)).to(DType.FLOAT32))
                            .to(DType.FLOAT64)
                            .toDoubleArray();
            for (int layer = 0; layer < 3; layer++) {
                double[] next = new double[3];
                for (int i = 0; i < 3; i++) {
                    for (int j = 0; j < 3; j++) {
                        next[i] += weights.get(layer)[3 * i + j] * value[j];
                    }
                    next[i] = layer < 2 && next[i] < 0 ? 0.2 * next[i] : next[i];
                }
                value = next;
            }
            for (int i = 0; i < 3; i++) {
                assertThat(found[i]).isCloseTo(value[i], within(1e-6));
            }
        }
    }

    @Test
    void theNetworkIsFrozen() {
        try (Generator generator = Generator.of(4);
                MixingNetwork mixing = MixingNetwork.of(new ConditionSearch(3, 10), generator)) {
            assertThat(mixing.parameters()).isEmpty();
            Tensor x = Tensor.ones(Shape.of(2, 3)).requiresGrad_(true);
            assertThat(mixing.forward(x).requiresGrad()).isFalse();
        }
    }
}
