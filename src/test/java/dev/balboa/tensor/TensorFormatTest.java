package dev.balboa.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// How tensors print. The layout of values is compared with PyTorch's in
/// `dev.balboa.conformance.TensorPrintTest`; here the oracle is PyTorch's documented format, typed
/// by hand, and the facts that Balboa adds.
class TensorFormatTest {
    @Test
    void valuesAreFollowedByShapeTypeAndDevice() {
        assertThat(Tensor.of(new float[] {1, 2, 3, 4.5f}, Shape.of(2, 2)).toString())
                .isEqualTo(
                        """
                        tensor([[1.0000, 2.0000],
                                [3.0000, 4.5000]], shape=[2, 2], dtype=float32, device=cpu)""");
    }

    @Test
    void aLeafThatRequiresGradSaysSo() {
        assertThat(Tensor.of(1L, -20L).toString())
                .isEqualTo("tensor([  1, -20], shape=[2], dtype=int64, device=cpu)");
        assertThat(Tensor.scalar(2).requiresGrad_(true).toString())
                .isEqualTo("tensor(2., shape=[], dtype=float32, device=cpu, requires_grad=true)");
    }

    @Test
    void aClosedTensorCanStillBePrinted() {
        Tensor tensor = Tensor.of(1f);
        tensor.close();
        assertThat(tensor.toString()).isEqualTo("Tensor(closed)");
    }

    @Test
    void aHugeTensorPrintsItsEndsOnly() {
        assertThat(Tensor.arange(2_000_000).toString())
                .isEqualTo(
                        """
                        tensor([      0,       1,       2,  ..., 1999997, 1999998, 1999999],
                               shape=[2000000], dtype=int64, device=cpu)""");
    }
}
