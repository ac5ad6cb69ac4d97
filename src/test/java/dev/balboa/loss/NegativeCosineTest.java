package dev.balboa.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.balboa.autograd.Autocast;
import dev.balboa.tensor.DType;
import dev.balboa.tensor.Device;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import dev.balboa.testkit.GradCheck;
import org.junit.jupiter.api.Test;

/// Oracles: angles that can be seen, finite differences, and by hand the cosine of (3, 4) and (1,
/// 0), which is 0.6.
class NegativeCosineTest {

    private final NegativeCosine loss = NegativeCosine.defaults();

    private static Tensor rows(double... values) {
        return Tensor.of(values, Shape.of(values.length / 2, 2));
    }

    @Test
    void isMinusOneAlongZeroAcrossAndOneAgainst() {
        Tensor z = rows(1, 0);
        assertThat(loss.apply(rows(5, 0), z).item()).isCloseTo(-1, within(1e-12));
        assertThat(loss.apply(rows(0, 5), z).item()).isCloseTo(0, within(1e-12));
        assertThat(loss.apply(rows(-5, 0), z).item()).isCloseTo(1, within(1e-12));
    }

    @Test
    void isTheMeanOverRows() {
        assertThat(loss.apply(rows(3, 4, 1, 0), rows(1, 0, 1, 0)).item())
                .isCloseTo(-(0.6 + 1) / 2, within(1e-12));
    }

    @Test
    void doesNotDependOnThePositiveScaleOfEither() {
        double expected = loss.apply(rows(3, 4), rows(2, 1)).item();
        assertThat(loss.apply(rows(300, 400), rows(0.02, 0.01)).item())
                .isCloseTo(expected, within(1e-12));
    }

    @Test
    void aZeroRowCountsAsZeroAndHasAFiniteGradient() {
        Tensor p = rows(0, 0).requiresGrad_(true);
        Tensor value = loss.apply(p, rows(1, 0));
        value.backward();
        assertThat(value.item()).isZero();
        assertThat(p.grad().toDoubleArray()).doesNotContain(Double.NaN);
    }

    @Test
    void halfPrecisionAndAutocastDoNotReachTheLoss() {
        Tensor p = rows(3, 4, 0, 0).to(DType.FLOAT16);
        Tensor z = rows(1, 0, 1, 1).to(DType.FLOAT16);
        Tensor value = loss.apply(p, z);
        assertThat(value.dtype()).isEqualTo(DType.FLOAT32);
        assertThat(value.item()).isCloseTo(-0.3, within(1e-7));
        Tensor under =
                Autocast.on(Device.CPU, DType.BFLOAT16)
                        .call(() -> loss.apply(rows(3, 4).to(DType.FLOAT32), rows(1, 0)));
        assertThat(under.item()).isCloseTo(-0.6, within(1e-7));
    }

    @Test
    void bothArgumentsReceiveGradients() {
        Tensor p = rows(3, 4).requiresGrad_(true);
        Tensor z = rows(1, 0).requiresGrad_(true);
        loss.apply(p, z).backward();
        assertThat(p.grad().abs().sum().item()).isPositive();
        assertThat(z.grad().abs().sum().item()).isPositive();
    }

    @Test
    void gradientsAgreeWithFiniteDifferences() {
        GradCheck.check(
                in -> loss.apply(in.get(0), in.get(1)),
                rows(0.3, -1.2, 2, 0.7),
                rows(-0.4, 0.9, 1.1, 1.3));
    }

    @Test
    void shapesThatDifferAreNamed() {
        assertThatThrownBy(() -> loss.apply(rows(1, 2), rows(1, 2, 3, 4)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("p [1, 2], z [2, 2] (expected: the same shape [N, D])");
    }

    @Test
    void epsMustBePositive() {
        assertThatThrownBy(() -> new NegativeCosine(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("eps: 0.0 (expected: > 0)");
    }
}
