package dev.balboa.reliability;

import dev.balboa.tensor.DType;
import dev.balboa.tensor.Functional;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.MemoryFormat;
import dev.balboa.tensor.Operator;
import dev.balboa.tensor.Random;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import java.util.List;
import java.util.function.BinaryOperator;

/// Gradients of 1×1 convolutions with a stride and the channels innermost, compared with those in
/// float64. Prints the largest relative difference of each.
final class StridedConvolutionMain {

    private static final int ROUNDS = 5;
    private static final int SIZE = 64;
    private static final long[] CHANNELS = {2, 3, 4, 8, 12, 15, 16};

    private StridedConvolutionMain() {}

    public static void main(String[] args) {
        for (long in : CHANNELS) {
            long out = Math.max(8, in);
            compare(
                    "conv " + in,
                    Shape.of(8, in, SIZE, SIZE),
                    Shape.of(out, in, 1, 1),
                    (x, w) -> Functional.conv2d(x, w, null, 2, 0));
            compare(
                    "transposed " + in,
                    Shape.of(8, out, SIZE / 2, SIZE / 2),
                    Shape.of(out, in, 1, 1),
                    (x, w) ->
                            Functional.convTranspose2d(
                                    x, w, null, Functional.Convolution.PLAIN.withStride(2), 1));
            compare(
                    "by name " + in,
                    Shape.of(8, in, SIZE, SIZE),
                    Shape.of(out, in, 1, 1),
                    (x, w) -> Operator.of("aten::conv2d").call(x, w, null, List.of(1L, 2L)));
        }
        System.out.println("alive");
    }

    private static void compare(
            String name, Shape input, Shape weight, BinaryOperator<Tensor> convolution) {
        double worst = 0;
        for (int round = 0; round < ROUNDS; round++) {
            try (Scope _ = Scope.open();
                    Generator random = Generator.of(round)) {
                Tensor x = Random.randn(input, random);
                Tensor w = Random.randn(weight, random);
                Tensor expected = gradient(x.to(DType.FLOAT64), w.to(DType.FLOAT64), convolution);
                Tensor innermost =
                        gradient(x.contiguous(MemoryFormat.CHANNELS_LAST), w, convolution);
                Tensor difference = innermost.to(DType.FLOAT64).sub(expected).abs().max();
                worst = Math.max(worst, difference.div(expected.abs().max()).item());
            }
        }
        System.out.printf("%s: %.1e%n", name, worst);
    }

    private static Tensor gradient(Tensor x, Tensor w, BinaryOperator<Tensor> convolution) {
        Tensor input = x.detach().requiresGrad_(true);
        Tensor weight = w.detach().requiresGrad_(true);
        Tensor y = convolution.apply(input, weight);
        try (Generator random = Generator.of(99)) {
            Tensor towards = Random.randn(y.shape(), random).to(y.dtype());
            y.mul(towards).sum().backward();
        }
        return weight.grad();
    }
}
