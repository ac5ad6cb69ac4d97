package dev.balboa.loss;

import dev.balboa.autograd.Autograd;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Tensor;
import java.util.function.UnaryOperator;

/// NT-Xent, the normalised temperature-scaled cross entropy: each of the `2N` rows has to tell the
/// other view of its own image from the `2N − 2` views of other images.
///
/// With `z` the `2N` rows of both views, row `i + N` (mod `2N`) the partner of row `i`, and `s(i,
/// k) = cos(zᵢ, zₖ) / temperature`,
///
/// ```text
/// loss = (1 / 2N) Σᵢ −log [ exp s(i, i + N) / Σ_{k ≠ i} exp s(i, k) ]
/// ```
///
/// in `[0, log(2N − 1) + 2 / temperature]`; `log(2N − 1)` when all rows are equal. The same for any
/// positive scale of a row, any common order of the pairs, and with the
/// views exchanged. Both arguments receive gradients. Computed in float32 at
/// least, also for float16 and bfloat16 rows and under autocast, so no exponential overflows at any
/// temperature. Takes memory for the rows only, tile by tile, unless a gradient is
/// differentiated again, which takes a few matrices of `2N × 2N`.
///
/// A row of zeros counts as at right angles to every other; its gradient is finite but of the order
/// of 1e12, the reciprocal of the least norm, as in PyTorch's `normalize`. NaN in a row makes the
/// loss NaN.
///
/// Chen et al., *A Simple Framework for Contrastive Learning of Visual Representations*, 2020,
/// equation 1; the mean over rows as in lightly's `NTXentLoss` (the published TensorFlow code gives
/// twice this).
///
/// @param temperature divides the cosines; at least 1e-8, so that they stay within float32
public record NtXent(double temperature) {

    /// The temperature that lightly defaults to, and that is best on CIFAR-10 in the paper.
    public static final double DEFAULT_TEMPERATURE = 0.5;

    /// Checks the range.
    ///
    /// @throws IllegalArgumentException when `temperature` is below 1e-8 or not finite
    public NtXent {
        Check.temperature("temperature", temperature);
    }

    /// With temperature 0.5.
    ///
    /// @return the loss
    public static NtXent defaults() {
        return new NtXent(DEFAULT_TEMPERATURE);
    }

    /// The loss of a batch of pairs.
    ///
    /// @param z0 projections of the first views, `[N, D]`, `N` at least 2
    /// @param z1 projections of the second views, the same shape; row `i` is the partner of row `i`
    /// @return 0-d, float32 or float64
    /// @throws IllegalArgumentException when the shapes differ or are not `[N, D]`, there is one
    ///     pair, which has no negative, or a type is not floating-point
    public Tensor apply(Tensor z0, Tensor z1) {
        PairScores.require(z0, z1, 2);
        return FullPrecision.call(
                z0.device(),
                () ->
                        PairScores.of(z0, z1, new TemperatureProfile.Constant(temperature), true)
                                .crossEntropy());
    }

    /// The share of rows that are strictly nearer to their partner than to each of the other `2N −
    /// 2` rows; 0 when all rows are equal, 1 for a single pair. Takes no part in differentiation.
    ///
    /// This is the accuracy in the task whose cross entropy the loss is. The `contrast_acc` of the
    /// published TensorFlow code looks for the partners of the first views among the second views
    /// only, and is never lower for such a row.
    ///
    /// @param z0 projections of the first views, `[N, D]`, `N` at least 1
    /// @param z1 projections of the second views, the same shape
    /// @return 0-d, in `[0, 1]`
    /// @throws IllegalArgumentException when the shapes differ or are not `[N, D]`, or a type is
    ///     not floating-point
    public static Tensor accuracy(Tensor z0, Tensor z1) {
        PairScores.require(z0, z1, 1);
        return FullPrecision.call(
                z0.device(),
                () ->
                        Autograd.noGrad(
                                () -> {
                                    try (Scope scope = Scope.open()) {
                                        return scope.keep(share(z0, z1));
                                    }
                                }));
    }

    private static Tensor share(Tensor z0, Tensor z1) {
        ScoreMatrix scores = ScoreMatrix.of(z0, z1, UnaryOperator.identity());
        Tensor others = scores.negatives().amax(false, 1);
        return scores.positives().gt(others).to(others.dtype()).mean();
    }
}
