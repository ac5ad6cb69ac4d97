package dev.balboa.nn;

import dev.balboa.tensor.Tensor;
import java.util.List;
import java.util.Objects;

/// Batch norm of `[N, C, H, W]`: `y = (x − mean) / √(var + 1e−5) · weight + bias`, per channel.
///
/// In training mode mean and variance are the batch's, and the running values move towards them by
/// 0.1; in evaluation mode they are the running values. [BatchNormOptions] changes each of these
/// settings. Keys: `weight`, `bias` (absent without affine map), `running_mean`, `running_var`,
/// `num_batches_tracked` (absent without running statistics).
public final class BatchNorm2d implements Layer {

    private final BatchStatistics statistics;

    private BatchNorm2d(BatchStatistics statistics) {
        this.statistics = statistics;
    }

    /// A layer with scale 1 and shift 0.
    ///
    /// @param channels number of channels, at least 1
    /// @return the layer
    public static BatchNorm2d of(int channels) {
        return new BatchNorm2d(new BatchStatistics("BatchNorm2d", channels, true, 1));
    }

    /// A layer with scale 0: what follows it starts as if it were absent (zero-init residual, Goyal
    /// et al. 2017).
    ///
    /// @param channels number of channels, at least 1
    /// @return the layer
    public static BatchNorm2d zeroScale(int channels) {
        return new BatchNorm2d(new BatchStatistics("BatchNorm2d", channels, true, 0));
    }

    /// A layer with other settings than PyTorch's defaults; scale 1 and shift 0.
    ///
    /// @param options momentum, eps, affine map, running values
    /// @return the layer
    public static BatchNorm2d of(BatchNormOptions options) {
        return new BatchNorm2d(new BatchStatistics("BatchNorm2d", options, 1));
    }

    @Override
    public List<Parameter> slots() {
        return statistics.slots();
    }

    @Override
    public void mode(boolean training) {
        statistics.mode(training);
    }

    BatchStatistics statistics() {
        return statistics;
    }

    /// Normalises each channel.
    ///
    /// @param x `[N, C, H, W]`; in training at least two values per channel
    /// @return same shape
    @Override
    public Tensor forward(Tensor x) {
        requireImages(x);
        return statistics.normalise(x);
    }

    /// `relu(forward(x))`: in training on the CPU one operation, which was measured at 1.6 to 2.4
    /// times the speed of the two (design note 011).
    ///
    /// It is one operation for float32 and bfloat16 with the channels innermost
    /// ([dev.balboa.tensor.MemoryFormat#CHANNELS_LAST]); for anything else the two operators run.
    /// Statistics are sums of chunks put together in double precision, so results differ from the
    /// operators' in the last bits, but not with the number of threads.
    ///
    /// @param x `[N, C, H, W]`; in training at least two values per channel
    /// @return same shape, nothing below 0
    public Tensor forwardRelu(Tensor x) {
        requireImages(x);
        return statistics.normaliseRelu(x, null);
    }

    /// `relu(forward(x) + residual)`, as one operation where [#forwardRelu(Tensor)] is.
    ///
    /// @param x        `[N, C, H, W]`; in training at least two values per channel
    /// @param residual same shape
    /// @return same shape, nothing below 0
    public Tensor forwardRelu(Tensor x, Tensor residual) {
        requireImages(x);
        return statistics.normaliseRelu(x, Objects.requireNonNull(residual, "residual"));
    }

    private static void requireImages(Tensor x) {
        if (x.dim() != 4) {
            throw new IllegalArgumentException(
                    "BatchNorm2d: input " + x.shape() + " (expected: [N, C, H, W])");
        }
    }
}
