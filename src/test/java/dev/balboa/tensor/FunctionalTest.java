package dev.balboa.tensor;

import static dev.balboa.testkit.TensorAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.balboa.tensor.Functional.Convolution;
import dev.balboa.tensor.Vision.Interpolation;
import dev.balboa.testkit.GradCheck;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What recordings of single calls do not show: inverses undo, gradients of the functions written
/// in Java agree with finite differences, and bad input is named.
class FunctionalTest {
    private static Tensor randn(long... sizes) {
        try (Generator generator = Generator.of(3)) {
            return Random.randn(Shape.of(sizes), DType.FLOAT64, generator);
        }
    }

    @Test
    void inverseTransformsUndo() {
        Tensor x = randn(2, 4, 6);
        assertThat(Fft.irfft(Fft.rfft(x))).isCloseTo(x, 1e-12, 1e-12);
        assertThat(Fft.irfft2(Fft.rfft2(x))).isCloseTo(x, 1e-12, 1e-12);
        assertThat(Fft.ifftn(Fft.fftn(x)).real()).isCloseTo(x, 1e-12, 1e-12);
        assertThat(Fft.ifftn(Fft.fftn(x, 0, 2), 0, 2).real()).isCloseTo(x, 1e-12, 1e-12);
        assertThat(Fft.ifftshift(Fft.fftshift(x, 1), 1).equal(x)).isTrue();
        Tensor images = randn(1, 8, 3, 2);
        assertThat(Vision.pixelUnshuffle(Vision.pixelShuffle(images, 2), 2).equal(images)).isTrue();
    }

    @Test
    void aUnitaryTransformKeepsTheNorm() {
        Tensor x = randn(7);
        Tensor power = Fft.fft(x, 7, 0, Fft.Norm.ORTHO).abs().square().sum();
        assertThat(power).isCloseTo(x.square().sum(), 1e-12, 1e-12);
    }

    @Test
    void foldingCountsHowManyPatchesHoldAPixel() {
        Tensor ones = Tensor.ones(Shape.of(1, 1, 3, 3), DType.FLOAT64);
        Tensor patches = Vision.unfold(ones, 2, Convolution.PLAIN);
        assertThat(Vision.fold(patches, 3, 3, 2, Convolution.PLAIN))
                .hasValues(1, 2, 1, 2, 4, 2, 1, 2, 1);
    }

    @Test
    void gradientsOfCompositionsAgreeWithFiniteDifferences() {
        Tensor x = randn(2, 3);
        GradCheck.check(in -> Activations.softsign(in.getFirst()).sum(), x);
        GradCheck.check(in -> Activations.tanhshrink(in.getFirst()).square().sum(), x);
        GradCheck.check(in -> Activations.softmin(in.getFirst(), 1).square().sum(), x);
        Tensor target = randn(2, 3).softmax(1);
        GradCheck.check(
                in -> Functional.klDiv(in.getFirst().logSoftmax(1), target, false).sum(), x);
        GradCheck.check(in -> dropped(in, 0.4), randn(3, 4));
        GradCheck.check(in -> Linalg.eigvals(in.getFirst()).abs().sum(), randn(3, 3));
    }

    // A generator of the call's own, so that every evaluation drops the same elements.
    private static Tensor dropped(List<Tensor> in, double p) {
        try (Generator generator = Generator.of(9)) {
            return Functional.dropout(in.getFirst(), p, true, generator).square().sum();
        }
    }

    @Test
    void hardGumbelSamplesAreOneHotAndKeepASlope() {
        try (Generator generator = Generator.of(1)) {
            Tensor logits = randn(5, 4).requiresGrad_(true);
            Tensor sample = Activations.gumbelSoftmax(logits, 0.5, true, 1, generator);
            assertThat(sample.detach().round()).isCloseTo(sample.detach(), 1e-12, 1e-12);
            assertThat(sample.detach().sum(false, 1)).isCloseTo(1, 1, 1, 1, 1);
            sample.mul(randn(5, 4)).sum().backward();
            assertThat(logits.grad().abs().sum().item()).isPositive();
        }
    }

    @Test
    void dropoutKeepsWholeChannelsOrNone() {
        try (Generator generator = Generator.of(2)) {
            Tensor kept =
                    Functional.featureDropout(
                            Tensor.ones(Shape.of(6, 5, 3, 3)), 0.5, true, generator);
            Tensor channels = kept.flatten(2, 3);
            assertThat(channels.amax(false, 2).equal(channels.amin(false, 2))).isTrue();
            assertThat(kept.unique(true).getFirst()).hasValues(0, 2);
        }
    }

    @Test
    void badInputIsNamed() {
        Tensor x = randn(2, 3);
        try (Generator generator = Generator.of(1)) {
            assertThatThrownBy(() -> Activations.gumbelSoftmax(x, 0, false, 1, generator))
                    .hasMessage("tau: 0.0 (expected: > 0)");
            assertThatThrownBy(() -> Functional.dropout(x, 1.5, true, generator))
                    .hasMessage("p: 1.5 (expected: 0 to 1)");
            assertThatThrownBy(() -> Functional.dropout(x, Double.NaN, false, generator))
                    .hasMessage("p: NaN (expected: 0 to 1)");
            assertThatThrownBy(() -> Functional.featureDropout(x, 0.5, true, generator))
                    .hasMessage("x: [2, 3] (expected: [N, C, ...] with at least 3 dimensions)");
            assertThatThrownBy(() -> Random.normal(x, x.abs().neg(), generator))
                    .isInstanceOf(TorchException.class);
            assertThatThrownBy(() -> Random.geometric_(x, 2, generator))
                    .isInstanceOf(TorchException.class);
        }
        Tensor image = randn(1, 1, 4, 4);
        assertThatThrownBy(() -> Vision.interpolateAntialiased(image, 2, 2, Interpolation.NEAREST))
                .hasMessage("mode: NEAREST (expected: BILINEAR or BICUBIC)");
        assertThatThrownBy(() -> Vision.unfold(image, 2, new Convolution(1, 0, 1, 2)))
                .hasMessage("groups: 2 (expected: 1)");
    }

    @Test
    void whatLibtorchRefusesIsATorchException() {
        Tensor x = randn(2, 3);
        assertThatThrownBy(() -> Tensor.einsum("ij->k", List.of(x)))
                .isInstanceOf(TorchException.class);
        assertThatThrownBy(() -> x.div(x, "up")).isInstanceOf(TorchException.class);
        assertThatThrownBy(() -> x.asStrided(new long[] {9}, new long[] {9}, 0))
                .isInstanceOf(TorchException.class);
        assertThatThrownBy(() -> x.clamp((Tensor) null, null)).isInstanceOf(TorchException.class);
        assertThatThrownBy(() -> x.viewAsComplex()).isInstanceOf(TorchException.class);
        assertThatThrownBy(() -> x.kthvalue(4, 1, false)).isInstanceOf(TorchException.class);
        assertThatThrownBy(() -> x.quantile(2, 1, false)).isInstanceOf(TorchException.class);
        assertThatThrownBy(() -> Fft.rfft(x.to(DType.COMPLEX128)))
                .isInstanceOf(TorchException.class);
        assertThatThrownBy(() -> Activations.glu(x, 1)).isInstanceOf(TorchException.class);
        Tensor far = Tensor.full(Shape.of(1, 1, 2, 2), 99, DType.INT64);
        assertThatThrownBy(() -> Pooling.maxUnpool2d(randn(1, 1, 2, 2), far, 4, 4))
                .isInstanceOf(TorchException.class);
        assertThatThrownBy(() -> Tensor.arange(3).combinations(99, false))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /// PyTorch draws in the order of the places, whatever the order of the logits in memory.
    @Test
    void gumbelSoftmaxDrawsTheSameForAnyOrderInMemory() {
        try (Generator first = Generator.of(5);
                Generator second = Generator.of(5)) {
            Tensor logits = Tensor.arange(0.0, 12, 1, DType.FLOAT32).reshape(4, 3).t();
            Tensor turned = Activations.gumbelSoftmax(logits, 1, false, 1, first);
            Tensor plain = Activations.gumbelSoftmax(logits.contiguous(), 1, false, 1, second);
            assertThat(turned.sub(plain).abs().max().item()).isZero();
        }
    }
}
