package dev.balboa.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import dev.balboa.tensor.TorchException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/// Every layer refuses what does not fit it before libtorch is asked, and names the thing, the
/// value and what was expected. Oracle: the texts themselves.
class LayerArgumentsTest {

    private static void refused(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }

    private static Tensor ones(long... sizes) {
        return Tensor.ones(Shape.of(sizes));
    }

    @Test
    void otherNorms() {
        refused(() -> GroupNorm.of(3, 4), "groups: 3 (expected: a divisor of channels 4)");
        refused(() -> GroupNorm.of(0, 4), "groups: 0 (expected: >= 1)");
        refused(() -> RmsNorm.of(0), "width: 0 (expected: >= 1)");
        refused(() -> RmsNorm.of(4, 0), "eps: 0.0 (expected: > 0)");
        try (GroupNorm group = GroupNorm.of(2, 4);
                RmsNorm rms = RmsNorm.of(4)) {
            refused(
                    () -> group.forward(ones(2, 3, 5)),
                    "GroupNorm: input [2, 3, 5] (expected: [N, 4, …])");
            refused(() -> group.forward(ones(4)), "GroupNorm: input [4] (expected: [N, 4, …])");
            refused(
                    () -> rms.forward(ones(4, 3)),
                    "RmsNorm: input [4, 3] (expected: last dimension 4)");
            refused(
                    () -> rms.forward(Tensor.scalar(1.0)),
                    "RmsNorm: input [] (expected: last dimension 4)");
        }
    }

    @Test
    void embedding() {
        try (Generator generator = Generator.of(1);
                Embedding table = Embedding.of(5, 2, generator)) {
            refused(
                    () -> Embedding.withPadding(5, 2, 5, generator),
                    "paddingIndex: 5 (expected: 0 to 4)");
            refused(() -> Embedding.of(0, 2, generator), "count: 0 (expected: >= 1)");
            refused(
                    () -> table.forward(ones(2)),
                    "Embedding: input float32 (expected: int64 or int32 indices)");
            assertThatThrownBy(() -> table.forward(Tensor.of(5L)))
                    .isInstanceOf(TorchException.class)
                    .hasMessageContaining("index out of range");
        }
    }

    @Test
    void pools() {
        refused(() -> new MaxPool2d(0), "kernel: 0 (expected: >= 1)");
        refused(() -> new MaxPool2d(2, 0, 0), "stride: 0 (expected: >= 1)");
        refused(() -> new AvgPool2d(3, 1, 2), "padding: 2 (expected: at most half of kernel 3)");
        refused(() -> new AdaptiveAvgPool2d(1, 0), "width: 0 (expected: >= 1)");
        refused(
                () -> new MaxPool2d(2).forward(ones(4, 4)),
                "MaxPool2d: input [4, 4] (expected: [N, C, H, W])");
        refused(
                () -> new AvgPool2d(5, 1, 1).forward(ones(1, 1, 2, 9)),
                "AvgPool2d: input [1, 1, 2, 9] (expected: [N, C, H, W], H and W >= 3)");
        refused(
                () -> new AdaptiveAvgPool2d(1).forward(ones(1, 1, 0, 4)),
                "AdaptiveAvgPool2d: input [1, 1, 0, 4] (expected: [N, C, H, W], H and W >= 1)");
    }

    @Test
    void upsample() {
        refused(() -> new Upsample(0), "factor: 0.0 (expected: > 0)");
        refused(() -> new Upsample.Pixels(3, 0), "width: 0 (expected: >= 1)");
        refused(
                () -> new Upsample(2).forward(ones(3, 4)),
                "Upsample: input [3, 4] (expected: [N, C, H, W])");
        refused(
                () -> new Upsample(0.1).forward(ones(1, 1, 3, 4)),
                "Upsample: input [1, 1, 3, 4] (expected: sides of 1 to 2147483647 after scaling by"
                        + " 0.1)");
        refused(
                () -> new Upsample(1e300).forward(ones(1, 1, 3, 4)),
                "Upsample: input [1, 1, 3, 4] (expected: sides of 1 to 2147483647 after scaling by"
                        + " 1.0E300)");
    }

    @Test
    void convolutions() {
        Conv2d.Options square = Conv2d.Options.of(4, 6, 3);
        refused(() -> square.withGroups(3), "groups: 3 (expected: a divisor of in 4 and out 6)");
        refused(() -> square.withGroups(0), "groups: 0 (expected: >= 1)");
        Conv1d.Options options = Conv1d.Options.of(4, 6, 3);
        refused(() -> options.withGroups(3), "groups: 3 (expected: a divisor of in 4 and out 6)");
        refused(() -> options.withDilation(0), "dilation: 0 (expected: >= 1)");
        try (Generator generator = Generator.of(1);
                Conv1d layer = Conv1d.of(options, generator)) {
            refused(() -> layer.forward(ones(4, 9)), "Conv1d: input [4, 9] (expected: [N, 4, L])");
            refused(
                    () -> layer.forward(ones(1, 3, 9)),
                    "Conv1d: input [1, 3, 9] (expected: [N, 4, L])");
        }
    }

    @Test
    void transposedConvolutions() {
        ConvTransposeOptions options = ConvTransposeOptions.of(4, 6, 3);
        refused(() -> options.withGroups(4), "groups: 4 (expected: a divisor of in 4 and out 6)");
        refused(
                () -> options.withStride(2).withOutputPadding(2),
                "outputPadding: 2 (expected: below stride 2 or dilation 1)");
        // a side of 2 would become (2 − 1) − 2 · 2 + 2 + 1 = 0
        try (Generator generator = Generator.of(1);
                ConvTranspose1d one = ConvTranspose1d.of(options.withPadding(2), generator);
                ConvTranspose2d two = ConvTranspose2d.of(options.withPadding(2), generator)) {
            refused(
                    () -> one.forward(ones(1, 4, 2)),
                    "ConvTranspose1d: input [1, 4, 2] (expected: [N, 4, L], L >= 3)");
            refused(
                    () -> two.forward(ones(4, 5, 5)),
                    "ConvTranspose2d: input [4, 5, 5] (expected: [N, 4, H, W], H and W >= 3)");
            assertThat(one.forward(ones(1, 4, 3)).shape()).isEqualTo(Shape.of(1, 6, 1));
        }
    }
}
