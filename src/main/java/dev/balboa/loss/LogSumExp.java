package dev.balboa.loss;

import dev.balboa.tensor.Operator;
import dev.balboa.tensor.Tensor;

/// `log Σ exp` of each row's scores, by the kernel in `native/src/contrastive.h`: differentiable,
/// in memory for the rows. Rows are float32 or float64.
final class LogSumExp {

    private static final String PAIRS = "balboa::pair_logsumexp";
    private static final String QUERIES = "balboa::query_logsumexp";
    private static final double[] ONE = {1};

    private LogSumExp() {}

    /// Over all other rows: `log Σ_{k ≠ i} exp s(zᵢ · zₖ)`.
    ///
    /// @param rows     `[M, D]`
    /// @param scores   what a product of two rows becomes
    /// @param detached whether the temperature counts as constant in backward
    /// @param partner  where it is not 0, rows this far apart do not count either
    /// @return `[M]`
    static Tensor ofPairs(Tensor rows, TemperatureProfile scores, boolean detached, long partner) {
        return pairs(rows, null, null, numbers(scores), detached, partner);
    }

    /// Over all other rows, under a metric: `log Σ_{k ≠ i} exp (Σⱼ λⱼ zᵢⱼ zₖⱼ + biasₖ)`.
    ///
    /// @param rows   `[M, D]`
    /// @param metric `λ` `[D]`, or `[1]` for all directions
    /// @param bias   `[M]`
    /// @return `[M]`
    static Tensor ofPairs(Tensor rows, Tensor metric, Tensor bias) {
        return pairs(rows, metric, bias, ONE, true, 0);
    }

    private static Tensor pairs(
            Tensor rows,
            Tensor metric,
            Tensor bias,
            double[] temperature,
            boolean detached,
            long partner) {
        return Operator.of(PAIRS).call(rows, metric, bias, temperature, detached, partner, false);
    }

    /// Over the keys: `log Σₖ exp s(qᵢ · keyₖ)`.
    ///
    /// @param queries  `[N, D]`
    /// @param keys     `[K, D]`
    /// @param scores   what a product becomes
    /// @param detached whether the temperature counts as constant in backward
    /// @return `[N]`
    static Tensor ofQueries(
            Tensor queries, Tensor keys, TemperatureProfile scores, boolean detached) {
        return Operator.of(QUERIES).call(queries, keys, numbers(scores), detached, false);
    }

    /// As the kernel takes a profile: the temperature, or lowest, highest, shift, scale, and 1
    /// where it stays at its highest.
    private static double[] numbers(TemperatureProfile profile) {
        return switch (profile) {
            case TemperatureProfile.Constant c -> new double[] {c.temperature()};
            case TemperatureProfile.Cosine c -> new double[] {c.min(), c.max(), 1, 1, 0};
            case TemperatureProfile.Shifted s ->
                    new double[] {s.min(), s.max(), s.shift(), s.scale(), 1};
        };
    }
}
