package dev.balboa.tensor;

import static dev.balboa.testkit.TensorAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// Making, reading and computing with tensors. The oracle is arithmetic done by hand; the breadth
/// of operators is compared with PyTorch in `dev.balboa.conformance`.
class TensorTest {
    private final Tensor matrix = Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, Shape.of(2, 3));

    @Test
    void arraysComeBackAsTheyWentIn() {
        assertThat(Tensor.of(new double[] {1.5, -2}, Shape.of(2, 1)).toDoubleArray())
                .containsExactly(1.5, -2);
        assertThat(Tensor.of(Long.MIN_VALUE, 7).toLongArray()).containsExactly(Long.MIN_VALUE, 7);
        assertThat(Tensor.of(3, -4).toIntArray()).containsExactly(3, -4);
        assertThat(Tensor.of(true, false).toBooleanArray()).containsExactly(true, false);
        assertThat(Tensor.of(new byte[] {-1, 2}, Shape.of(2)).toLongArray())
                .containsExactly(255, 2);
        assertThat(Tensor.of(new short[] {-3, 4}, Shape.of(2)).dtype()).isEqualTo(DType.INT16);
    }

    @Test
    void aTensorKeepsItsOwnCopyOfAnArray() {
        float[] values = {1, 2};
        Tensor tensor = Tensor.of(values);
        values[0] = 9;
        assertThat(tensor).hasValues(1, 2);
    }

    @Test
    void buffersAreCopiedFromTheirPosition() {
        FloatBuffer buffer = FloatBuffer.wrap(new float[] {0, 1, 2}).position(1);
        assertThat(Tensor.from(buffer, Shape.of(2))).hasValues(1, 2);
        assertThat(buffer.position()).isEqualTo(1);
    }

    @Test
    void valuesThatDoNotFillTheShapeAreRefused() {
        assertThatThrownBy(() -> Tensor.of(new float[3], Shape.of(2, 2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("3 values do not fill shape [2, 2] (expected: 4)");
    }

    @Test
    void factsAreReadWithoutCopies() {
        assertThat(matrix.shape()).isEqualTo(Shape.of(2, 3));
        assertThat(matrix.dim()).isEqualTo(2);
        assertThat(matrix.size(-1)).isEqualTo(3);
        assertThat(matrix.numel()).isEqualTo(6);
        assertThat(matrix.strides()).containsExactly(3, 1);
        assertThat(matrix.t().strides()).containsExactly(1, 3);
        assertThat(matrix.t().isContiguous()).isFalse();
        assertThat(matrix.device()).isEqualTo(Device.CPU);
        assertThatThrownBy(() -> matrix.size(2))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("dimension 2 of a tensor of shape [2, 3]");
    }

    @Test
    void wholeNumbersKeepTheTypeOfIntegersAndFractionsDoNot() {
        assertThat(Tensor.of(1L, 2L).add(1)).hasDType(DType.INT64).hasValues(2, 3);
        assertThat(Tensor.of(1L, 2L).add(0.5)).hasDType(DType.FLOAT32).hasValues(1.5, 2.5);
        assertThat(Tensor.of(1L, 2L).div(2)).hasDType(DType.FLOAT32).hasValues(0.5, 1);
        assertThat(Tensor.of(1f).to(DType.FLOAT16).mul(2.0)).hasDType(DType.FLOAT16);
    }

    @Test
    void inPlaceOperatorsReturnTheTensorItself() {
        assertThat(matrix.mul_(2)).isSameAs(matrix);
        assertThat(matrix.add_(matrix)).isSameAs(matrix);
        assertThat(matrix).hasValues(4, 8, 12, 16, 20, 24);
    }

    @Test
    void shapesThatDoNotBroadcastAreNamed() {
        assertThatThrownBy(() -> matrix.add(Tensor.of(1f, 2f)))
                .isInstanceOf(TorchException.class)
                .hasMessageStartingWith(
                        "add(float32[2, 3], float32[2]): the shapes do not broadcast");
        assertThatThrownBy(() -> matrix.matmul(matrix))
                .isInstanceOf(TorchException.class)
                .hasMessageContaining("matmul(float32[2, 3], float32[2, 3])");
    }

    @Test
    void errorsKeepTheNativeTraceAside() {
        assertThatThrownBy(() -> matrix.mm(matrix))
                .isInstanceOfSatisfying(
                        TorchException.class,
                        e -> {
                            assertThat(e.getMessage()).doesNotContain("Exception raised from");
                            assertThat(e.nativeTrace()).contains("mat1 and mat2");
                        });
    }

    @Test
    void reductionsTakeTheirDimensions() {
        assertThat(matrix.sum(false, 0)).hasShape(3).hasValues(5, 7, 9);
        assertThat(matrix.mean(true, 1)).hasShape(2, 1).hasValues(2, 5);
        List<Tensor> max = matrix.max(1, false);
        assertThat(max.get(0)).hasValues(3, 6);
        assertThat(max.get(1)).hasDType(DType.INT64).hasValues(2, 2);
        assertThat(matrix.var(false, false, 1)).isCloseTo(2.0 / 3, 2.0 / 3);
    }

    @Test
    void viewsShareMemoryAndCopiesDoNot() {
        matrix.select(0, 0).fill_(0);
        Tensor copy = matrix.copy();
        copy.zero_();
        assertThat(matrix).hasValues(0, 0, 0, 4, 5, 6);
    }

    /// PyTorch's `preserve_format`: dense strides are kept, gaps closed, what is expanded is made.
    @Test
    void whatIsMadeLikeATensorLiesInMemoryAsItDoes() {
        Tensor image = Tensor.zeros(Shape.of(2, 3, 4, 5));
        Tensor last = image.contiguous(MemoryFormat.CHANNELS_LAST);
        for (Function<Tensor, Tensor> like :
                List.<Function<Tensor, Tensor>>of(
                        Tensor::zerosLike,
                        Tensor::onesLike,
                        Tensor::emptyLike,
                        other -> Tensor.fullLike(other, 3))) {
            assertThat(like.apply(image).strides()).containsExactly(60, 20, 5, 1);
            assertThat(like.apply(last).strides()).containsExactly(60, 1, 15, 3);
            assertThat(like.apply(last.narrow(3, 0, 2)).strides()).containsExactly(24, 1, 6, 3);
            assertThat(like.apply(Tensor.zeros(Shape.of(1, 2)).expand(3, 2)).strides())
                    .containsExactly(2, 1);
        }
    }

    @Test
    void joiningAndSplittingAreInverse() {
        List<Tensor> parts = matrix.split(2, 1);
        assertThat(parts).hasSize(2);
        assertThat(Tensor.cat(parts, 1).equal(matrix)).isTrue();
        assertThat(Tensor.stack(matrix.unbind(0), 0).equal(matrix)).isTrue();
    }

    @Test
    void conversionToAnArrayResolvesStridesAndTypes() {
        assertThat(matrix.t().toFloatArray()).containsExactly(1, 4, 2, 5, 3, 6);
        assertThat(matrix.to(DType.BFLOAT16).toDoubleArray()).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(Tensor.zeros(Shape.of(0, 3)).toFloatArray()).isEmpty();
        assertThat(Tensor.of(1f).expand(3).toFloatArray()).containsExactly(1, 1, 1);
    }

    @Test
    void anItemIsReadAsWhatItIs() {
        assertThat(Tensor.scalar(2.5).item()).isEqualTo(2.5);
        assertThat(Tensor.of(Long.MAX_VALUE).itemLong()).isEqualTo(Long.MAX_VALUE);
        assertThat(Tensor.of(true).itemBoolean()).isTrue();
        Tensor complex = Operator.of("aten::complex").call(Tensor.scalar(1), Tensor.scalar(-2));
        assertThat(complex.itemComplex()).isEqualTo(new Complex(1, -2));
        assertThatThrownBy(matrix::item)
                .isInstanceOf(TorchException.class)
                .hasMessageStartingWith("item(float32[2, 3])");
        assertThatThrownBy(() -> Tensor.scalar(2.5).itemLong())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("itemLong: the tensor is float32 (expected: integers or bool)");
    }

    @Test
    void conjugatedViewsAreReadConjugated() {
        Tensor z = Operator.of("aten::complex").call(Tensor.of(1f, 2f), Tensor.of(3f, 4f));
        assertThat(z.conj().imag()).hasValues(-3, -4);
    }

    @Test
    void randomNumbersAreThoseOfPyTorch() {
        // torch.manual_seed(0); torch.rand(3), torch.randn(3)
        try (Generator generator = Generator.of(0)) {
            assertThat(Random.rand(Shape.of(3), generator))
                    .isCloseTo(0.4962566, 0.7682218, 0.0884774);
            generator.manualSeed(0);
            assertThat(Random.randn(Shape.of(3), generator))
                    .isCloseTo(1.5409961, -0.2934289, -2.1787894);
        }
    }

    @Test
    void aGeneratorContinuesFromASavedState() {
        try (Generator generator = Generator.of(7)) {
            Random.rand(Shape.of(5), generator);
            Tensor state = generator.getState();
            Tensor next = Random.rand(Shape.of(5), generator);
            generator.setState(state);
            assertThat(Random.rand(Shape.of(5), generator).equal(next)).isTrue();
        }
    }

    @Test
    void aClosedGeneratorSaysSo() {
        Generator generator = Generator.of(1);
        generator.close();
        generator.close();
        assertThatThrownBy(() -> Random.rand(Shape.of(1), generator))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the generator is closed");
    }

    @Test
    void devicesAreParsedAndUnknownOnesNamed() {
        assertThat(Device.parse("cuda:1")).isEqualTo(Device.cuda(1));
        assertThat(Device.parse("cpu")).isEqualTo(Device.CPU);
        assertThatThrownBy(() -> Device.parse("tpu"))
                .hasMessage("device: tpu (expected: cpu, cuda or cuda:N)");
    }

    @Test
    void shapesRefuseNonsense() {
        assertThatThrownBy(() -> Shape.of(2, -1))
                .hasMessage("size: -1 in [2, -1] (expected: >= 0)");
        assertThatThrownBy(() -> Shape.of(1L << 40, 1L << 40))
                .hasMessageContaining("more elements than fit a long");
        assertThatThrownBy(() -> Shape.of(new long[65]))
                .hasMessage("rank: 65 (expected: at most 64)");
        assertThat(Shape.of(1L << 40, 1L << 40, 0).numel()).isZero();
    }
}
