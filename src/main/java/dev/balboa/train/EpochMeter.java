package dev.balboa.train;

import dev.balboa.tensor.Tensor;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/// Sums over one epoch.
final class EpochMeter {

    private final int epoch;
    private final long start = System.nanoTime();
    private final Map<String, Double> sums = new LinkedHashMap<>();
    private final Map<String, Integer> counts = new HashMap<>();
    private double lossSum;
    private long waited;
    private long images;
    private int steps;

    EpochMeter(int epoch) {
        this.epoch = epoch;
    }

    int epoch() {
        return epoch;
    }

    <T> T timeWait(Supplier<T> next) {
        long before = System.nanoTime();
        T value = next.get();
        waited += System.nanoTime() - before;
        return value;
    }

    void add(int batchSize, double loss, Map<String, Tensor> metrics) {
        steps++;
        images += batchSize;
        lossSum += loss;
        // an objective may report a figure in some steps only
        metrics.forEach(
                (name, value) -> {
                    sums.merge(name, value.item(), Double::sum);
                    counts.merge(name, 1, Integer::sum);
                });
    }

    Event.EpochDone done() {
        double seconds = (System.nanoTime() - start) / 1e9;
        Map<String, Double> means = new LinkedHashMap<>();
        sums.forEach((name, sum) -> means.put(name, sum / counts.get(name)));
        return new Event.EpochDone(
                epoch, lossSum / steps, means, seconds, images / seconds, waited / 1e9 / seconds);
    }
}
