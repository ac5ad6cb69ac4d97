package dev.balboa.tensor;

import java.util.List;

/// Pooling of `torch.nn.functional` beyond [Functional#maxPool2d], [Functional#avgPool2d] and
/// [Functional#adaptiveAvgPool2d]. Windows are equal in all dimensions; a size `n` becomes
/// `floor((n + 2 padding - kernel) / stride) + 1`.
public final class Pooling {
    private static final Operator ADAPTIVE_AVG_POOL1D = Operator.lazy("aten::adaptive_avg_pool1d");
    private static final Operator ADAPTIVE_AVG_POOL3D = Operator.lazy("aten::adaptive_avg_pool3d");
    private static final Operator ADAPTIVE_MAX_POOL1D = Operator.lazy("aten::adaptive_max_pool1d");
    private static final Operator ADAPTIVE_MAX_POOL2D = Operator.lazy("aten::adaptive_max_pool2d");
    private static final Operator AVG_POOL1D = Operator.lazy("aten::avg_pool1d");
    private static final Operator AVG_POOL3D = Operator.lazy("aten::avg_pool3d");
    private static final Operator MAX_POOL1D = Operator.lazy("aten::max_pool1d");
    private static final Operator MAX_POOL2D_WITH_INDICES =
            Operator.lazy("aten::max_pool2d_with_indices");
    private static final Operator MAX_POOL3D = Operator.lazy("aten::max_pool3d");
    private static final Operator MAX_UNPOOL2D = Operator.lazy("aten::max_unpool2d");

    private Pooling() {}

    /// The largest of each window of `[N, C, L]`.
    public static Tensor maxPool1d(Tensor x, int kernel, int stride, int padding) {
        return windows(MAX_POOL1D, x, kernel, stride, padding);
    }

    /// The largest of each window of `[N, C, D, H, W]`.
    public static Tensor maxPool3d(Tensor x, int kernel, int stride, int padding) {
        return windows(MAX_POOL3D, x, kernel, stride, padding);
    }

    /// [Functional#maxPool2d] and where each largest was: values and int64 places in the flattened
    /// image, for [#maxUnpool2d].
    public static List<Tensor> maxPool2dWithIndices(Tensor x, int kernel, int stride, int padding) {
        return MAX_POOL2D_WITH_INDICES
                .frame()
                .add(x)
                .add((long) kernel)
                .add((long) stride)
                .add((long) padding)
                .tensors();
    }

    /// Values of [#maxPool2dWithIndices] back at their places of `[N, C, h, w]`, 0 elsewhere.
    ///
    /// @throws TorchException if an index lies outside
    public static Tensor maxUnpool2d(Tensor x, Tensor indices, int h, int w) {
        return MAX_UNPOOL2D.frame().add(x).add(indices).add((long) h, (long) w).tensor();
    }

    /// The mean of each window of `[N, C, L]`; padding counts.
    public static Tensor avgPool1d(Tensor x, int kernel, int stride, int padding) {
        return windows(AVG_POOL1D, x, kernel, stride, padding);
    }

    /// The mean of each window of `[N, C, D, H, W]`; padding counts.
    public static Tensor avgPool3d(Tensor x, int kernel, int stride, int padding) {
        return windows(AVG_POOL3D, x, kernel, stride, padding);
    }

    /// `[N, C, L]` to `[N, C, length]` by means.
    public static Tensor adaptiveAvgPool1d(Tensor x, int length) {
        return ADAPTIVE_AVG_POOL1D.frame().add(x).add((long) length).tensor();
    }

    /// `[N, C, D, H, W]` to `[N, C, d, h, w]` by means.
    public static Tensor adaptiveAvgPool3d(Tensor x, int d, int h, int w) {
        return ADAPTIVE_AVG_POOL3D.frame().add(x).add((long) d, (long) h, (long) w).tensor();
    }

    /// `[N, C, L]` to `[N, C, length]` by the largest.
    public static Tensor adaptiveMaxPool1d(Tensor x, int length) {
        return ADAPTIVE_MAX_POOL1D.frame().add(x).add((long) length).tensors().getFirst();
    }

    /// `[N, C, H, W]` to `[N, C, h, w]` by the largest.
    public static Tensor adaptiveMaxPool2d(Tensor x, int h, int w) {
        return ADAPTIVE_MAX_POOL2D.frame().add(x).add((long) h, (long) w).tensors().getFirst();
    }

    private static Tensor windows(Operator op, Tensor x, int kernel, int stride, int padding) {
        return op.frame().add(x).add((long) kernel).add((long) stride).add((long) padding).tensor();
    }
}
