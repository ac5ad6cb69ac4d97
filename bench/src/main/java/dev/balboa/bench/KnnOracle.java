package dev.balboa.bench;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/// Weighted kNN of some of the queries by plain loops in double precision.
final class KnnOracle {
    private static final int DIMS = KnnInputs.DIMS;

    private KnnOracle() {}

    /// The classes of the probes.
    static double[] classes() {
        float[] bank = KnnInputs.features(0, KnnInputs.BANK);
        float[] queries = KnnInputs.features(KnnInputs.BANK, KnnInputs.QUERIES);
        return Arrays.stream(KnnInputs.probes())
                .parallel()
                .mapToDouble(query -> vote(bank, queries, query))
                .toArray();
    }

    private static int vote(float[] bank, float[] queries, int query) {
        double[] cosines = new double[KnnInputs.BANK];
        for (int i = 0; i < cosines.length; i++) cosines[i] = cosine(bank, i, queries, query);
        double[] votes = new double[KnnInputs.CLASSES];
        IntStream.range(0, cosines.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -cosines[i]))
                .limit(KnnInputs.NEIGHBOURS)
                .forEach(
                        i ->
                                votes[i % KnnInputs.CLASSES] +=
                                        Math.exp(cosines[i] / KnnInputs.TEMPERATURE));
        return IntStream.range(0, votes.length)
                .boxed()
                .max(Comparator.comparingDouble(c -> votes[c]))
                .orElseThrow();
    }

    private static double cosine(float[] bank, int row, float[] queries, int query) {
        double product = 0;
        double ofRow = 0;
        double ofQuery = 0;
        for (int d = 0; d < DIMS; d++) {
            double a = bank[row * DIMS + d];
            double b = queries[query * DIMS + d];
            product += a * b;
            ofRow += a * a;
            ofQuery += b * b;
        }
        return product / Math.sqrt(ofRow * ofQuery);
    }
}
