package dev.balboa.nn;

import dev.balboa.tensor.Tensor;
import java.util.List;

/// Batch norm of `[N, C]` or `[N, C, L]`: `y = (x − mean) / √(var + 1e−5) · weight + bias`, per
/// channel.
///
/// In training mode mean and variance are the batch's, and the running values move towards them by
/// 0.1; in evaluation mode they are the running values. [BatchNormOptions] changes each of these
/// settings. Keys: `weight`, `bias` (absent without affine map), `running_mean`, `running_var`,
/// `num_batches_tracked` (absent without running statistics).
public final class BatchNorm1d implements Layer {

    private final BatchStatistics statistics;

    private BatchNorm1d(BatchStatistics statistics) {
        this.statistics = statistics;
    }

    /// A layer with scale 1 and shift 0.
    ///
    /// @param features number of channels, at least 1
    /// @return the layer
    public static BatchNorm1d of(int features) {
        return new BatchNorm1d(new BatchStatistics("BatchNorm1d", features, true, 1));
    }

    /// A layer without scale and shift.
    ///
    /// @param features number of channels, at least 1
    /// @return the layer
    public static BatchNorm1d withoutAffine(int features) {
        return new BatchNorm1d(new BatchStatistics("BatchNorm1d", features, false, 1));
    }

    /// A layer with other settings than PyTorch's defaults; scale 1 and shift 0.
    ///
    /// @param options momentum, eps, affine map, running values
    /// @return the layer
    public static BatchNorm1d of(BatchNormOptions options) {
        return new BatchNorm1d(new BatchStatistics("BatchNorm1d", options, 1));
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
    /// @param x `[N, C]` or `[N, C, L]`; in training at least two values per channel
    /// @return same shape
    @Override
    public Tensor forward(Tensor x) {
        if (x.dim() != 2 && x.dim() != 3) {
            throw new IllegalArgumentException(
                    "BatchNorm1d: input " + x.shape() + " (expected: [N, C] or [N, C, L])");
        }
        return statistics.normalise(x);
    }
}
