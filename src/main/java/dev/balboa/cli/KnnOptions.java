package dev.balboa.cli;

import dev.balboa.eval.KnnSweep;
import dev.balboa.eval.WeightedKnn;
import java.util.List;
import picocli.CommandLine.Option;

/// Flags of the nearest-neighbour score.
final class KnnOptions {

    @Option(
            names = "--knn-k",
            paramLabel = "K",
            split = ",",
            defaultValue = "200",
            description =
                    "Neighbours of the kNN score, at most the train images; eval takes several, the first"
                            + " is the main one. Default: ${DEFAULT-VALUE}.")
    List<Integer> k;

    @Option(
            names = "--knn-temperature",
            paramLabel = "T",
            split = ",",
            defaultValue = "0.1",
            description =
                    "Temperature of the kNN score's weights; eval takes several. Default:"
                            + " ${DEFAULT-VALUE}.")
    List<Double> temperature;

    static KnnOptions of(int k, double temperature) {
        KnnOptions options = new KnnOptions();
        options.k = List.of(k);
        options.temperature = List.of(temperature);
        return options;
    }

    /// Checks the ranges, and that there is one value of each.
    void check() {
        checkEach();
        UsageException.require(
                k.size() == 1, "--knn-k", joined(k), "one value; eval takes several");
        UsageException.require(
                temperature.size() == 1,
                "--knn-temperature",
                joined(temperature),
                "one value; eval takes several");
    }

    /// Checks the ranges.
    void checkEach() {
        k.forEach(each -> UsageException.require(each >= 1, "--knn-k", each, ">= 1"));
        temperature.forEach(
                each ->
                        UsageException.require(
                                each > 0 && Double.isFinite(each),
                                "--knn-temperature",
                                each,
                                "> 0"));
    }

    private static String joined(List<?> values) {
        return String.join(",", values.stream().map(Object::toString).toList());
    }

    /// The main classifier for a bank of this size: the first `k` at the first temperature.
    WeightedKnn forBank(int size) {
        return sweep(size).settings().getFirst();
    }

    /// All classifiers for a bank of this size.
    KnnSweep sweep(int size) {
        return KnnSweep.of(neighbours(size), temperatures());
    }

    /// Each `k` once, none larger than the bank.
    List<Integer> neighbours(int size) {
        return k.stream().map(each -> Math.min(each, size)).distinct().toList();
    }

    /// Each temperature once.
    List<Double> temperatures() {
        return temperature.stream().distinct().toList();
    }
}
