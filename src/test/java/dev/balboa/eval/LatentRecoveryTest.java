package dev.balboa.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.balboa.tensor.DType;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Linalg;
import dev.balboa.tensor.Random;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Oracle: closed forms. Latents with orthonormal, centred columns make every figure a matter of
/// angles.
class LatentRecoveryTest {

    private static final int N = 50;

    private static Tensor normal(long rows, long width, long seed) {
        try (Generator generator = Generator.of(seed)) {
            return Random.randn(Shape.of(rows, width), DType.FLOAT64, generator);
        }
    }

    private static Tensor orthonormal(int width) {
        Tensor raw = normal(N, width, 1);
        return Linalg.qr(raw.sub(raw.mean(true, 0))).get(0);
    }

    @Test
    void aSignedPermutationIsRecoveredUpToAPermutation() {
        Tensor z = normal(N, 4, 2);
        Tensor h =
                z.indexSelect(1, Tensor.of(2L, 0L, 3L, 1L))
                        .mul(Tensor.of(new double[] {-3, 0.1, 1, -7}))
                        .add(5);
        assertThat(LatentRecovery.meanCorrelation(h, z)).isCloseTo(1, within(1e-12));
        assertThat(LatentRecovery.linearR2(h, z)).isCloseTo(1, within(1e-12));
    }

    @Test
    void aRotationIsRecoveredUpToALinearMapAlone() {
        Tensor z = orthonormal(2);
        double c = Math.cos(Math.PI / 4);
        Tensor h = z.matmul(Tensor.of(new double[] {c, -c, c, c}, Shape.of(2, 2)));
        assertThat(LatentRecovery.linearR2(h, z)).isCloseTo(1, within(1e-12));
        // each latent is at 45 degrees to each dimension
        assertThat(LatentRecovery.meanCorrelation(h, z)).isCloseTo(c, within(1e-12));
        // by 60 degrees they change places: the larger of cos and sin counts
        double s = Math.sin(Math.PI / 3);
        Tensor further = z.matmul(Tensor.of(new double[] {0.5, -s, s, 0.5}, Shape.of(2, 2)));
        assertThat(LatentRecovery.meanCorrelation(further, z)).isCloseTo(s, within(1e-12));
    }

    @Test
    void halfOfTheLatentsGiveHalf() {
        Tensor z = orthonormal(4);
        assertThat(LatentRecovery.linearR2(z.narrow(1, 0, 2), z)).isCloseTo(0.5, within(1e-12));
        Tensor h =
                Tensor.cat(
                        List.of(z.narrow(1, 0, 2), Tensor.ones(Shape.of(N, 2), DType.FLOAT64)), 1);
        assertThat(LatentRecovery.meanCorrelation(h, z)).isCloseTo(0.5, within(1e-12));
    }

    @Test
    void noiseCostsItsShareOfTheVariance() {
        Tensor columns = orthonormal(2);
        // signal 3, noise 1 at a right angle: correlation 3 / sqrt(10)
        Tensor h = columns.narrow(1, 0, 1).mul(3).add(columns.narrow(1, 1, 1));
        Tensor z = columns.narrow(1, 0, 1);
        assertThat(LatentRecovery.linearR2(h, z)).isCloseTo(0.9, within(1e-12));
        assertThat(LatentRecovery.meanCorrelation(h, z))
                .isCloseTo(3 / Math.sqrt(10), within(1e-12));
    }

    @Test
    void anEmbeddingOfWhichNothingVariesHoldsNothing() {
        Tensor z = normal(N, 3, 3);
        Tensor h = Tensor.full(Shape.of(N, 3), 0.3);
        assertThat(LatentRecovery.linearR2(h, z)).isZero();
        assertThat(LatentRecovery.meanCorrelation(h, z)).isZero();
    }

    @Test
    void aLatentThatDoesNotVaryCountsAsNotRecovered() {
        Tensor z =
                Tensor.cat(
                        List.of(normal(N, 1, 4), Tensor.full(Shape.of(N, 1), 0.1, DType.FLOAT64)),
                        1);
        assertThat(LatentRecovery.linearR2(z, z)).isCloseTo(0.5, within(1e-12));
        assertThat(LatentRecovery.meanCorrelation(z, z)).isCloseTo(0.5, within(1e-12));
    }

    @Test
    void repeatedDimensionsDoNotDisturbTheFit() {
        Tensor z = normal(N, 2, 5);
        assertThat(LatentRecovery.linearR2(Tensor.cat(List.of(z, z), 1), z))
                .isCloseTo(1, within(1e-9));
    }

    @Test
    void twoLatentsDoNotShareADimension() {
        Tensor z = normal(N, 1, 6);
        Tensor same = Tensor.cat(List.of(z, z), 1);
        Tensor h = Tensor.cat(List.of(z, Tensor.zeros(Shape.of(N, 1), DType.FLOAT64)), 1);
        assertThat(LatentRecovery.meanCorrelation(h, same)).isCloseTo(0.5, within(1e-12));
    }

    @Test
    void badInputIsNamed() {
        Tensor z = normal(5, 2, 7);
        assertThatThrownBy(() -> LatentRecovery.linearR2(normal(4, 2, 8), z))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "embedding [4, 2], latents [5, 2] (expected: [N, E] and [N, D] with N >= 2)");
        assertThatThrownBy(() -> LatentRecovery.meanCorrelation(normal(5, 3, 8), z))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("embedding: [5, 3] (expected: [5, 2], as latents)");
        assertThatThrownBy(() -> LatentRecovery.linearR2(z.mul(Double.NaN), z))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("embedding");
    }
}
