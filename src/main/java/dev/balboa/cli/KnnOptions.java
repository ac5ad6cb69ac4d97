package dev.balboa.cli;

import dev.balboa.eval.WeightedKnn;
import picocli.CommandLine.Option;

/// Flags of the nearest-neighbour score.
final class KnnOptions {

    @Option(
            names = "--knn-k",
            paramLabel = "K",
            defaultValue = "200",
            description =
                    "Neighbours of the kNN score, at most the train images. Default: ${DEFAULT-VALUE}.")
    int k = 200;

    @Option(
            names = "--knn-temperature",
            paramLabel = "T",
            defaultValue = "0.1",
            description = "Temperature of the kNN score's weights. Default: ${DEFAULT-VALUE}.")
    double temperature = 0.1;

    static KnnOptions of(int k, double temperature) {
        KnnOptions options = new KnnOptions();
        options.k = k;
        options.temperature = temperature;
        return options;
    }

    void check() {
        UsageException.require(k >= 1, "--knn-k", k, ">= 1");
        UsageException.require(
                temperature > 0 && Double.isFinite(temperature),
                "--knn-temperature",
                temperature,
                "> 0");
    }

    /// The classifier for a bank of this size.
    WeightedKnn forBank(int size) {
        return new WeightedKnn(Math.min(k, size), temperature);
    }
}
