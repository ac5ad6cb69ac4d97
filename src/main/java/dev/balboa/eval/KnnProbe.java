package dev.balboa.eval;

import dev.balboa.data.Epoch;
import dev.balboa.data.Loader;
import dev.balboa.nn.Layer;
import dev.balboa.nn.Recalibration;
import dev.balboa.tensor.Device;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Tensor;
import dev.balboa.train.CollapseMeter;
import java.util.Iterator;

/// Scores encoders by weighted kNN: learns on one split, is asked about another.
///
/// @param bank    gives the labelled images to learn on, one view each
/// @param queries gives the labelled images to score on, one view each
/// @param knn     the classifier
/// @param device  where encoders are
public record KnnProbe(Loader bank, Loader queries, WeightedKnn knn, Device device) {

    /// What an encoder reached.
    ///
    /// @param accuracy share of the queries classified rightly, in `[0, 1]`
    /// @param spread   [CollapseMeter] of the queries' features
    public record Score(double accuracy, double spread) {}

    /// Scores an encoder, in evaluation mode.
    ///
    /// @param encoder from images to features
    /// @return its score
    public Score encoder(Layer encoder) {
        try (Scope _ = Scope.open()) {
            return score(features(encoder));
        }
    }

    /// Scores features that are there already.
    ///
    /// @param features of the bank and of the queries
    /// @return their score
    public Score score(FeatureSplits features) {
        try (Scope _ = Scope.open()) {
            return new Score(
                    knn.accuracy(features.train(), features.test()),
                    CollapseMeter.spread(features.test().values()).item());
        }
    }

    /// Encodes both splits once, for as many probes as wanted.
    ///
    /// @param encoder from images to features; put into evaluation mode
    /// @return features of the bank and of the queries, in the current scope
    public FeatureSplits features(Layer encoder) {
        return FeatureSplits.of(encoder, bank, queries, device);
    }

    /// Sets the encoder's batch norms to the statistics of the bank, then scores it. For an
    /// untrained encoder this tells what part of a gain is only statistics.
    ///
    /// @param encoder its running statistics are replaced
    /// @return its score
    public Score recalibrated(Layer encoder) {
        try (Epoch epoch = bank.epoch(0)) {
            Recalibration.batchNorm(encoder, () -> images(epoch));
        }
        return encoder(encoder);
    }

    /// The score of the pixels themselves.
    ///
    /// @return accuracy, in `[0, 1]`
    public double pixels() {
        try (Scope _ = Scope.open()) {
            return knn.accuracy(Features.pixels(bank), Features.pixels(queries));
        }
    }

    /// One batch at a time: each is freed by the scope in which the caller uses it up.
    private Iterator<Tensor> images(Epoch epoch) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return epoch.hasNext();
            }

            @Override
            public Tensor next() {
                return epoch.next().views().getFirst().to(device);
            }
        };
    }
}
