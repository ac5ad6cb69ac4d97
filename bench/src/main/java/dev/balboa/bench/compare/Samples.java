package dev.balboa.bench.compare;

import java.util.Arrays;

/// What was measured of one implementation, in the order of the rounds; lower is better.
record Samples(double[] values) {
    Samples {
        if (values.length == 0) throw new IllegalArgumentException("no samples");
    }

    double median() {
        return quantile(0.5);
    }

    /// @param share from 0 to 1; between two samples, linear
    double quantile(double share) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        double position = share * (sorted.length - 1);
        int below = (int) position;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }

    /// Round by round, how many times more this took than `other`.
    Samples over(Samples other) {
        double[] ratios = new double[values.length];
        for (int i = 0; i < ratios.length; i++) ratios[i] = values[i] / other.values[i];
        return new Samples(ratios);
    }

    Samples scaled(double factor) {
        return new Samples(Arrays.stream(values).map(value -> value * factor).toArray());
    }
}
