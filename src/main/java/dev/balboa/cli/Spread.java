package dev.balboa.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.balboa.eval.PairedDifference;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// A figure over seeds.
///
/// @param values one for each seed; NaN where a run failed or has none
/// @param count  how many there are
/// @param mean   of those; NaN for none
/// @param std    unbiased; NaN for fewer than two
record Spread(double[] values, int count, double mean, double std) {

    static Spread of(double[] values) {
        double[] there = Arrays.stream(values).filter(value -> !Double.isNaN(value)).toArray();
        double mean = Arrays.stream(there).average().orElse(Double.NaN);
        double squares = Arrays.stream(there).map(value -> (value - mean) * (value - mean)).sum();
        double std = there.length < 2 ? Double.NaN : Math.sqrt(squares / (there.length - 1));
        return new Spread(values, there.length, mean, std);
    }

    /// First less second, over the seeds that both have; empty for fewer than two.
    static Optional<PairedDifference> difference(Spread first, Spread second) {
        List<Integer> seeds =
                IntStream.range(0, Math.min(first.values.length, second.values.length))
                        .filter(i -> !Double.isNaN(first.values[i] - second.values[i]))
                        .boxed()
                        .toList();
        return seeds.size() < 2
                ? Optional.empty()
                : Optional.of(
                        PairedDifference.of(
                                seeds.stream().mapToDouble(i -> first.values[i]).toArray(),
                                seeds.stream().mapToDouble(i -> second.values[i]).toArray()));
    }

    /// `values`, and `mean` and `std` where there are enough.
    void put(ObjectNode node) {
        ArrayNode all = node.putArray("values");
        for (double value : values) {
            if (Double.isNaN(value)) {
                all.addNull();
            } else {
                all.add(value);
            }
        }
        if (count > 0) {
            node.put("mean", mean);
        }
        if (count > 1) {
            node.put("std", std);
        }
    }

    /// A difference of means with its interval, where there is one.
    static void put(Optional<PairedDifference> difference, ObjectNode node) {
        difference.ifPresent(
                d ->
                        node.put("difference", d.mean())
                                .put("difference_low", d.low())
                                .put("difference_high", d.high()));
    }

    /// The mean.
    String meanText(String format) {
        return count == 0 ? "–" : format.formatted(mean);
    }

    /// The mean, with the deviation where there are several.
    String text(String format) {
        return count < 2 ? meanText(format) : (format + " ± " + format).formatted(mean, std);
    }
}
