package dev.balboa.bench;

import dev.balboa.eval.Features;
import dev.balboa.eval.WeightedKnn;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import java.util.Arrays;

/// The classes of all queries by weighted kNN.
///
/// @param bank    labelled
/// @param queries to classify
record KnnSubject(Features bank, Tensor queries) implements Subject {
    private static final WeightedKnn KNN =
            new WeightedKnn(KnnInputs.NEIGHBOURS, KnnInputs.TEMPERATURE);

    static KnnSubject create() {
        Tensor bank =
                Tensor.of(
                        KnnInputs.features(0, KnnInputs.BANK),
                        Shape.of(KnnInputs.BANK, KnnInputs.DIMS));
        Tensor queries =
                Tensor.of(
                        KnnInputs.features(KnnInputs.BANK, KnnInputs.QUERIES),
                        Shape.of(KnnInputs.QUERIES, KnnInputs.DIMS));
        return new KnnSubject(new Features(bank, KnnInputs.labels(KnnInputs.BANK)), queries);
    }

    @Override
    public double[] result() {
        long[] classes = predict();
        return Arrays.stream(KnnInputs.probes()).mapToDouble(probe -> classes[probe]).toArray();
    }

    @Override
    public void run(long rounds) {
        for (long i = 0; i < rounds; i++) predict();
    }

    private long[] predict() {
        try (Scope _ = Scope.open()) {
            return KNN.predict(bank, queries);
        }
    }
}
