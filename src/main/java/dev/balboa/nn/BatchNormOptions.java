package dev.balboa.nn;

import java.util.Objects;
import java.util.OptionalDouble;

/// Settings of a batch norm of any rank.
///
/// @param channels          number of channels
/// @param momentum          how far the running values move towards those of a batch, within [0,
///     1]; empty for the plain average of all batches (PyTorch's `momentum=None`)
/// @param eps               added to the variance, above 0
/// @param affine            whether to learn scale and shift
/// @param trackRunningStats whether to keep running values; without them evaluation too uses the
///     batch's
public record BatchNormOptions(
        int channels,
        OptionalDouble momentum,
        double eps,
        boolean affine,
        boolean trackRunningStats) {

    /// Checks the ranges.
    ///
    /// @throws IllegalArgumentException naming the component that is out of range
    public BatchNormOptions {
        Check.atLeast("features", channels, 1);
        Objects.requireNonNull(momentum, "momentum");
        momentum.ifPresent(value -> Check.withinUnit("momentum", value));
        Check.positive("eps", eps);
    }

    /// PyTorch's defaults: momentum 0.1, eps 1e−5, with affine map and running values.
    ///
    /// @param channels number of channels
    /// @return the options
    public static BatchNormOptions of(int channels) {
        return new BatchNormOptions(channels, OptionalDouble.of(0.1), 1e-5, true, true);
    }

    /// The same with another momentum.
    ///
    /// @param value within [0, 1]
    /// @return a copy
    public BatchNormOptions withMomentum(double value) {
        return new BatchNormOptions(
                channels, OptionalDouble.of(value), eps, affine, trackRunningStats);
    }

    /// The same with running values that are the plain average of all batches.
    ///
    /// @return a copy
    public BatchNormOptions withPlainAverage() {
        return new BatchNormOptions(
                channels, OptionalDouble.empty(), eps, affine, trackRunningStats);
    }

    /// The same with another eps.
    ///
    /// @param value above 0
    /// @return a copy
    public BatchNormOptions withEps(double value) {
        return new BatchNormOptions(channels, momentum, value, affine, trackRunningStats);
    }

    /// The same without scale and shift.
    ///
    /// @return a copy
    public BatchNormOptions withoutAffine() {
        return new BatchNormOptions(channels, momentum, eps, false, trackRunningStats);
    }

    /// The same without running values.
    ///
    /// @return a copy
    public BatchNormOptions withoutRunningStats() {
        return new BatchNormOptions(channels, momentum, eps, affine, false);
    }
}
