package dev.balboa.bench;

import dev.balboa.tensor.Functional;
import dev.balboa.tensor.MemoryFormat;
import dev.balboa.tensor.Operator;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import dev.balboa.tensor.Threads;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The convolutions of a training step, forward and backward, of both views, channels last, and
/// nothing else: a limit for whoever trains by libtorch's convolutions.
record ConvolutionsAlone(List<Convolution> convolutions) implements Limit {
    private static final int VIEWS = 2;
    private static final int SIDE = 32;

    /// @throws IllegalArgumentException for a work without convolutions
    static ConvolutionsAlone of(Work work) {
        Threads.set(work.threads());
        return new ConvolutionsAlone(
                switch (work) {
                    case CONVNET_STEP -> convNet();
                    case RESNET18_STEP -> resNet();
                    default -> throw new IllegalArgumentException(work.label());
                });
    }

    private static List<Convolution> convNet() {
        int batch = StepInputs.CONVNET_BATCH;
        List<Convolution> all = new ArrayList<>();
        int side = SIDE;
        int in = 3;
        for (int out : new int[] {32, 64, 128, 256}) {
            int stride = in == 3 ? 1 : 2;
            all.add(Convolution.of(batch, in, out, side, 3, stride));
            side /= stride;
            in = out;
        }
        return all;
    }

    /// ResNet-18 with the stem for small images.
    private static List<Convolution> resNet() {
        int batch = StepInputs.RESNET_BATCH;
        List<Convolution> all = new ArrayList<>();
        all.add(Convolution.of(batch, 3, 64, SIDE, 3, 1));
        int side = SIDE;
        int in = 64;
        for (int out : new int[] {64, 128, 256, 512}) {
            int stride = in == out ? 1 : 2;
            all.add(Convolution.of(batch, in, out, side, 3, stride));
            if (stride == 2) all.add(Convolution.of(batch, in, out, side, 1, 2));
            side /= stride;
            for (int i = 0; i < 3; i++) all.add(Convolution.of(batch, out, out, side, 3, 1));
            in = out;
        }
        return all;
    }

    @Override
    public void run(long rounds) {
        for (long i = 0; i < rounds; i++) {
            for (int view = 0; view < VIEWS; view++) convolutions.forEach(Convolution::both);
        }
    }

    /// One of them.
    ///
    /// @param input    `[N, in, H, W]`
    /// @param weight   `[out, in, k, k]`
    /// @param gradient of the output
    /// @param stride   in both directions
    record Convolution(Tensor input, Tensor weight, Tensor gradient, long stride) {
        private static final Operator BACKWARD = Operator.of("aten::convolution_backward");

        static Convolution of(int batch, int in, int out, int side, int kernel, int stride) {
            try (Scope scope = Scope.open()) {
                Tensor input = values(Shape.of(batch, in, side, side));
                Tensor weight = values(Shape.of(out, in, kernel, kernel));
                Tensor gradient = values(Shape.of(batch, out, side / stride, side / stride));
                scope.detach(input);
                scope.detach(weight);
                scope.detach(gradient);
                return new Convolution(input, weight, gradient, stride);
            }
        }

        private static Tensor values(Shape shape) {
            Tensor noise = Tensor.of(Noise.values(0, Math.toIntExact(shape.numel())), shape);
            return noise.contiguous(MemoryFormat.CHANNELS_LAST);
        }

        private void both() {
            try (Scope _ = Scope.open()) {
                long padding = weight.size(3) / 2;
                Functional.conv2d(
                        input,
                        weight,
                        null,
                        new Functional.Convolution(
                                Math.toIntExact(stride), Math.toIntExact(padding), 1, 1));
                BACKWARD.results(
                        List.of(
                                gradient,
                                input,
                                weight,
                                new long[] {0},
                                new long[] {stride, stride},
                                new long[] {padding, padding},
                                new long[] {1, 1},
                                false,
                                new long[] {0, 0},
                                1,
                                // images need no gradient
                                new boolean[] {input.size(1) > 3, true, false}),
                        Map.of());
            }
        }
    }
}
