package dev.balboa.cuda;

import static dev.balboa.testkit.TensorAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.balboa.autograd.Autocast;
import dev.balboa.autograd.CustomFunction;
import dev.balboa.tensor.DType;
import dev.balboa.tensor.Device;
import dev.balboa.tensor.Functional;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Random;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Tensors, autograd and a training step on a GPU; the oracle is the same computation on the CPU.
class CudaTest {
    private static final Device GPU = Device.cuda(0);

    @BeforeEach
    void needsAGpu() {
        assumeTrue(GPU.isAvailable(), "no CUDA device, or a libtorch without CUDA");
    }

    @Test
    void tensorsTravelThereAndBack() {
        Tensor x = Tensor.of(1f, 2f, 3f).to(GPU);
        assertThat(x.device()).isEqualTo(GPU);
        assertThat(x.mul(x).to(Device.CPU)).hasValues(1, 4, 9);
        assertThat(x.toFloatArray()).containsExactly(1, 2, 3);
        assertThat(x.sum().item()).isEqualTo(6);
    }

    @Test
    void mixingDevicesIsNamed() {
        Tensor x = Tensor.of(1f, 2f);
        assertThatThrownBy(() -> x.to(GPU).add(x))
                .hasMessageContaining("Expected all tensors to be on the same device");
    }

    @Test
    void gradientsAreThoseOfTheCpu() {
        try (Generator generator = Generator.of(3)) {
            Tensor x = Random.randn(Shape.of(4, 3, 8, 8), generator);
            Tensor w = Random.randn(Shape.of(5, 3, 3, 3), generator);
            Tensor here = gradient(x, w, Device.CPU);
            assertThat(gradient(x, w, GPU).to(Device.CPU)).isCloseTo(here, 1e-3, 1e-3);
        }
    }

    private static Tensor gradient(Tensor x, Tensor w, Device device) {
        Tensor weight = w.to(device).detach().requiresGrad_(true);
        Functional.conv2d(x.to(device), weight, null, 1, 1).relu().square().mean().backward();
        return weight.grad();
    }

    @Test
    void functionsInJavaRunOnTheEnginesThreads() {
        CustomFunction twice =
                new CustomFunction() {
                    @Override
                    public Tensor[] forward(Context context, Tensor... x) {
                        return new Tensor[] {x[0].mul(2)};
                    }

                    @Override
                    public Tensor[] backward(Context context, Tensor... grads) {
                        return new Tensor[] {grads[0].mul(2)};
                    }
                };
        Tensor x = Tensor.of(1f, 2f).to(GPU).requiresGrad_(true);
        twice.apply(x)[0].sum().backward();
        assertThat(x.grad().to(Device.CPU)).hasValues(2, 2);
    }

    @Test
    void autocastRunsProductsInHalfPrecision() {
        Tensor x = Tensor.ones(Shape.of(4, 4)).to(GPU);
        assertThat(Autocast.cuda(DType.FLOAT16).call(() -> x.matmul(x))).hasDType(DType.FLOAT16);
    }

    @Test
    void generatorsOnTheGpuRepeat() {
        try (Generator generator = Generator.of(5, GPU)) {
            Tensor first = Random.randn(Shape.of(8), generator);
            generator.manualSeed(5);
            assertThat(Random.randn(Shape.of(8), generator).equal(first)).isTrue();
        }
    }
}
