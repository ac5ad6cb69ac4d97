package dev.balboa.loss;

import dev.balboa.tensor.Tensor;

/// InfoNCE with a queue of negatives: each query has to tell its key from the `K` rows of the
/// queue, which are the same for all.
///
/// With `s(a, b) = cos(a, b) / temperature`,
///
/// ```text
/// loss = (1 / N) Σᵢ −log [ exp s(qᵢ, kᵢ) / (exp s(qᵢ, kᵢ) + Σⱼ exp s(qᵢ, nⱼ)) ]
/// ```
///
/// in `[0, log(K + 1) + 2 / temperature]`; `log(K + 1)` when all rows are equal. The keys of other
/// queries are no negatives: those come from the queue alone. The same for any positive scale of a
/// row and any order of the queue. Every argument receives gradients; MoCo passes keys and queue
/// detached. Computed in float32 at least, also under autocast; takes memory for the queue's rows
/// at length 1, unless a gradient is differentiated again, which takes a few matrices of
/// `N × K`.
///
/// Rows of zeros and NaN count as in [NtXent], which needs no queue: there the views of the other
/// images of the batch are the negatives.
///
/// He et al., *Momentum Contrast for Unsupervised Visual Representation Learning*, 2020, equation
/// 1.
///
/// @param temperature divides the cosines; at least 1e-8
public record InfoNce(double temperature) {

    /// The temperature of MoCo v2; MoCo v1 has 0.07.
    public static final double DEFAULT_TEMPERATURE = 0.2;

    /// Checks the range.
    ///
    /// @throws IllegalArgumentException when `temperature` is below 1e-8 or not finite
    public InfoNce {
        Check.temperature("temperature", temperature);
    }

    /// With temperature 0.2.
    ///
    /// @return the loss
    public static InfoNce defaults() {
        return new InfoNce(DEFAULT_TEMPERATURE);
    }

    /// The loss of a batch.
    ///
    /// @param query `[N, D]`, `N` at least 1
    /// @param key   the same shape; row `i` is what query `i` has to find
    /// @param queue negatives `[K, D]`, `K` at least 1
    /// @return 0-d, float32 or float64
    /// @throws IllegalArgumentException when the shapes do not fit, the queue is empty, or a type
    ///     is not floating-point
    public Tensor apply(Tensor query, Tensor key, Tensor queue) {
        return crossEntropy(query, key, queue, new TemperatureProfile.Constant(temperature), true);
    }

    /// The same for cosines divided by their temperatures.
    static Tensor crossEntropy(
            Tensor query, Tensor key, Tensor queue, TemperatureProfile profile, boolean detached) {
        require(query, key, queue);
        return FullPrecision.call(
                query.device(),
                () -> {
                    Tensor q = UnitRows.of(query);
                    Tensor cosines = q.mul(UnitRows.of(key)).sum(false, 1);
                    Tensor positives = profile.divide(cosines, detached);
                    Tensor negatives = negatives(q, UnitRows.of(queue), profile, detached);
                    return positives.logaddexp(negatives).sub(positives).mean();
                });
    }

    /// `log Σ exp` of each query over the queue.
    private static Tensor negatives(
            Tensor q, Tensor queue, TemperatureProfile profile, boolean detached) {
        if (Composed.isWanted(q.device())) {
            return profile.divide(q.matmul(queue.t()), detached).logsumexp(false, 1);
        }
        return LogSumExp.ofQueries(q, queue, profile, detached);
    }

    private static void require(Tensor query, Tensor key, Tensor queue) {
        boolean pairs = query.dim() == 2 && query.size(0) >= 1 && query.shape().equals(key.shape());
        if (!pairs || queue.dim() != 2 || queue.size(1) != query.size(1)) {
            throw new IllegalArgumentException(
                    "query "
                            + query.shape()
                            + ", key "
                            + key.shape()
                            + ", queue "
                            + queue.shape()
                            + " (expected: [N, D], [N, D] and [K, D], N >= 1)");
        }
        if (queue.size(0) == 0) {
            throw new IllegalArgumentException(
                    "queue: 0 rows (expected: at least 1; without a queue use NtXent)");
        }
        Check.floating("query", query);
        Check.floating("key", key);
        Check.floating("queue", queue);
    }
}
