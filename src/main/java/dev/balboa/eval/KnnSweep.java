package dev.balboa.eval;

import dev.balboa.autograd.Autograd;
import dev.balboa.tensor.DType;
import dev.balboa.tensor.Device;
import dev.balboa.tensor.Functional;
import dev.balboa.tensor.Operator;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Several [WeightedKnn] classifiers in one pass: similarities and neighbours are found once, for
/// the largest `k`; a smaller `k` takes the first of them, a temperature only weighs them.
///
/// On the CPU similarities are made in tiles that stay in a core's cache, and only the best of
/// each query are kept (`native/src/nearest.cpp`); elsewhere, and in float64, in blocks of 256
/// queries by 65 536 rows of the bank, 64 MiB in float32. Memory beyond the features (the bank is
/// copied once, normalised) does not grow with the bank.
///
/// @param settings the classifiers, at least one
public record KnnSweep(List<WeightedKnn> settings) {

    private static final Blocks BLOCKS = new Blocks(256, 1 << 16);

    /// Queries at a time by the kernel, which makes tiles of its own: their neighbours take 10 MB
    /// at `k` = 200, and 14 MB while they are looked for.
    private static final long TILED_QUERIES = 4_096;

    private static final String NEAREST = "balboa::nearest";

    /// Copies the list.
    ///
    /// @throws IllegalArgumentException when it is empty
    public KnnSweep {
        settings = List.copyOf(settings);
        if (settings.isEmpty()) {
            throw new IllegalArgumentException("settings: [] (expected: at least one)");
        }
    }

    /// Every `k` with every temperature.
    ///
    /// @param k            neighbours, each at least 1
    /// @param temperatures of the weights, each above 0
    /// @return all pairs, those of the first `k` first
    /// @throws IllegalArgumentException when a list is empty or a value out of range
    public static KnnSweep of(List<Integer> k, List<Double> temperatures) {
        List<WeightedKnn> settings = new ArrayList<>();
        for (int neighbours : k) {
            for (double temperature : temperatures) {
                settings.add(new WeightedKnn(neighbours, temperature));
            }
        }
        return new KnnSweep(settings);
    }

    /// Scores every classifier.
    ///
    /// @param bank    labelled features, at least as many as the largest `k`
    /// @param queries labelled features of the same width and device
    /// @return by classifier, in the order of [#settings()]
    /// @throws IllegalArgumentException when the bank is too small, widths differ, or a label is
    ///     missing
    public Map<WeightedKnn, ConfusionMatrix> scores(Features bank, Features queries) {
        queries.requireLabels("queries");
        int classes = Math.max(bank.classes(), queries.classes());
        Map<WeightedKnn, ConfusionMatrix> scores = new LinkedHashMap<>();
        predict(bank, queries.values())
                .forEach(
                        (knn, predicted) ->
                                scores.put(
                                        knn,
                                        ConfusionMatrix.of(queries.labels(), predicted, classes)));
        return scores;
    }

    /// The class that every classifier gives each query.
    ///
    /// @param bank    labelled features, at least as many as the largest `k`
    /// @param queries `[M, D]`, at least one row
    /// @return `M` classes by classifier, in the order of [#settings()]
    /// @throws IllegalArgumentException when the bank is too small, widths differ, or a label is
    ///     missing
    public Map<WeightedKnn, long[]> predict(Features bank, Tensor queries) {
        return predict(bank, queries, BLOCKS);
    }

    /// Largest part of the similarity matrix at a time.
    ///
    /// @param queries rows
    /// @param bank    columns
    record Blocks(long queries, long bank) {}

    Map<WeightedKnn, long[]> predict(Features bank, Tensor queries, Blocks blocks) {
        requireFit(bank, queries);
        Map<WeightedKnn, long[]> predicted = new LinkedHashMap<>();
        settings.forEach(knn -> predicted.put(knn, new long[Math.toIntExact(queries.size(0))]));
        Autograd.noGrad(
                () -> {
                    try (Scope _ = Scope.open()) {
                        Tensor rows = normalised(bank.values());
                        Tensor labels = Tensor.of(bank.labels()).to(rows.device());
                        int from = 0;
                        long size = isTiled(rows) ? TILED_QUERIES : blocks.queries();
                        for (Tensor block : normalised(queries).split(size, 0)) {
                            try (Scope _ = Scope.open()) {
                                Neighbours found = find(block, rows, largest(), blocks.bank());
                                vote(found, labels, bank.classes(), from, predicted);
                            }
                            from += (int) block.size(0);
                        }
                    }
                });
        return predicted;
    }

    /// The rows of the bank nearest to each query, by cosine, nearest first.
    ///
    /// @param bank    `[N, D]`
    /// @param queries `[M, D]`
    /// @param count   how many, at most `N`
    /// @return int64 `[M, count]`, in the current scope
    /// @throws IllegalArgumentException when a value is not finite: it would be near to nothing
    public static Tensor nearest(Tensor bank, Tensor queries, int count) {
        return findFinite(queries, bank, count).rows();
    }

    /// Cosine similarity of each query to its `k`-th nearest row of the bank.
    ///
    /// @return `[M]`, in the current scope
    static Tensor similarity(Tensor bank, Tensor queries, int k) {
        return findFinite(queries, bank, k).similarity().select(1, k - 1);
    }

    /// Neighbours of `M` queries, nearest first.
    ///
    /// @param similarity `[M, k]`
    /// @param rows       int64 `[M, k]`, places in the bank
    record Neighbours(Tensor similarity, Tensor rows) {

        static Neighbours of(List<Tensor> top) {
            return new Neighbours(top.get(0), top.get(1));
        }

        /// The best `k` of both.
        Neighbours merge(Neighbours other, int k) {
            Tensor similarities = Tensor.cat(List.of(similarity, other.similarity), 1);
            Tensor places = Tensor.cat(List.of(rows, other.rows), 1);
            long count = Math.min(k, similarities.size(1));
            Neighbours best = of(similarities.topk(count, 1, true, true));
            return new Neighbours(best.similarity, places.gather(1, best.rows));
        }
    }

    private static Neighbours findFinite(Tensor queries, Tensor bank, int k) {
        Features.requireFinite("queries", queries);
        Features.requireFinite("bank", bank);
        return find(normalised(queries), normalised(bank), k, BLOCKS.bank());
    }

    private static boolean isTiled(Tensor bank) {
        return bank.device().equals(Device.CPU) && bank.dtype() == DType.FLOAT32;
    }

    private static Neighbours find(Tensor queries, Tensor bank, int k, long block) {
        if (isTiled(bank) && queries.dtype() == DType.FLOAT32) {
            List<Object> best =
                    Operator.of(NEAREST).results(queries, bank, Math.min(k, bank.size(0)));
            return new Neighbours((Tensor) best.get(0), (Tensor) best.get(1));
        }
        return findInBlocks(queries, bank, k, block);
    }

    static Neighbours findInBlocks(Tensor queries, Tensor bank, int k, long block) {
        Neighbours best = null;
        for (long from = 0; from < bank.size(0); from += block) {
            Tensor part = bank.narrow(0, from, Math.min(block, bank.size(0) - from));
            Neighbours found =
                    Neighbours.of(
                            queries.matmul(part.t())
                                    .topk(Math.min(k, part.size(0)), 1, true, true));
            Neighbours placed = new Neighbours(found.similarity, found.rows.add(from));
            best = best == null ? placed : best.merge(placed, k);
        }
        return best;
    }

    private void vote(
            Neighbours found,
            Tensor labels,
            long classes,
            int from,
            Map<WeightedKnn, long[]> predicted) {
        Tensor similarity = found.similarity();
        Tensor voters = labels.take(found.rows());
        // relative to the best neighbour: the same winner, and no overflow at small temperatures
        Tensor distance = similarity.sub(similarity.narrow(1, 0, 1));
        byTemperature()
                .forEach(
                        (temperature, classifiers) -> {
                            Tensor weights = distance.mul(1 / temperature).exp();
                            Shape shape = Shape.of(weights.size(0), classes);
                            Tensor votes = Tensor.zeros(shape, weights.dtype(), weights.device());
                            long counted = 0;
                            for (WeightedKnn knn : classifiers) {
                                long more = knn.k() - counted;
                                votes.scatterAdd_(
                                        1,
                                        voters.narrow(1, counted, more),
                                        weights.narrow(1, counted, more));
                                counted = knn.k();
                                long[] winners = votes.argmax(1, false).toLongArray();
                                System.arraycopy(
                                        winners, 0, predicted.get(knn), from, winners.length);
                            }
                        });
    }

    /// Those of one temperature in the order of their `k`, so that votes only ever grow.
    private Map<Double, List<WeightedKnn>> byTemperature() {
        return settings.stream()
                .distinct()
                .sorted((a, b) -> Integer.compare(a.k(), b.k()))
                .collect(Collectors.groupingBy(WeightedKnn::temperature));
    }

    private int largest() {
        return settings.stream().mapToInt(WeightedKnn::k).max().orElseThrow();
    }

    private static Tensor normalised(Tensor rows) {
        return Functional.normalize(rows, 2, 1, 1e-12);
    }

    private void requireFit(Features bank, Tensor queries) {
        bank.requireLabels("bank");
        if (bank.values().size(0) < largest()) {
            throw new IllegalArgumentException(
                    "k: "
                            + largest()
                            + " (expected: <= "
                            + bank.values().size(0)
                            + ", the number of labelled features)");
        }
        if (queries.dim() != 2 || queries.size(1) != bank.values().size(1)) {
            throw new IllegalArgumentException(
                    "queries: "
                            + queries.shape()
                            + " (expected: [M, "
                            + bank.values().size(1)
                            + "], the bank's width)");
        }
        bank.requireFinite("bank");
        Features.requireFinite("queries", queries);
    }
}
