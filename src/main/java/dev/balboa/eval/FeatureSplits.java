package dev.balboa.eval;

import dev.balboa.data.Loader;
import dev.balboa.nn.Layer;
import dev.balboa.tensor.Device;
import dev.balboa.tensor.Scope;

/// Features of both splits, made once and given to every probe.
///
/// ```java
/// FeatureSplits features = FeatureSplits.of(backbone, train, test, device);
/// double knn = WeightedKnn.standard().accuracy(features.train(), features.test());
/// FeatureSplits projections = features.through(projector);
/// ```
///
/// @param train what probes learn on
/// @param test  what they are scored on; as wide as `train`
public record FeatureSplits(Features train, Features test) {

    /// Checks that both have the same width.
    ///
    /// @throws IllegalArgumentException when the widths differ
    public FeatureSplits {
        if (train.values().size(1) != test.values().size(1)) {
            throw new IllegalArgumentException(
                    "test: "
                            + test.values().shape()
                            + " (expected: [M, "
                            + train.values().size(1)
                            + "], the width of train)");
        }
    }

    /// Encodes two splits, in evaluation mode and without gradients.
    ///
    /// @param encoder from images to features; on `device`
    /// @param train   gives one view per image
    /// @param test    gives one view per image
    /// @param device  where to compute
    /// @return features in the current scope
    public static FeatureSplits of(Layer encoder, Loader train, Loader test, Device device) {
        try (Scope scope = Scope.open()) {
            Features learned = Features.of(encoder, train, device);
            Features asked = Features.of(encoder, test, device);
            scope.keep(learned.values());
            scope.keep(asked.values());
            return new FeatureSplits(learned, asked);
        }
    }

    /// Both splits after a head, such as a projector: no image is encoded again.
    ///
    /// @param head from `[N, D]` to `[N, P]`
    /// @return features in the current scope
    public FeatureSplits through(Layer head) {
        return new FeatureSplits(train.through(head), test.through(head));
    }

    /// Number of classes that the labels of both splits need.
    ///
    /// @return the largest label and one, at least 0
    public int classes() {
        return Math.max(train.classes(), test.classes());
    }

    /// Whether every value is a number. An encoder whose training diverged gives others.
    ///
    /// @return false when one is NaN or infinite
    public boolean isFinite() {
        return train.isFinite() && test.isFinite();
    }
}
