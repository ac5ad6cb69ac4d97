package dev.balboa.loss;

import dev.balboa.tensor.Activations;
import dev.balboa.tensor.Tensor;
import java.util.Map;
import java.util.function.UnaryOperator;

/// Model-aware contrastive loss: [NtXent] with one temperature for the batch that follows how well
/// its views are aligned, and each row weighted by the reciprocal of what it still gets wrong.
///
/// With `A` the mean cosine of partners and `P` the softmax at the partner, neither differentiated
/// where marked `sg`,
///
/// ```text
/// τ = temperature · (1 + alpha (sg A − threshold))
/// loss = (1 / 2N) Σᵢ −sg[1 / (1 − Pᵢ)] log Pᵢ
/// ```
///
/// Above 1, which it nears as every `P` goes to 1. There the formula is `0 / 0` in floating point,
/// NaN or 0 in other implementations; here value and gradient go to their limits. The gradient is
/// that of [Dcl] at `τ`: the weight cancels the positive from the denominator.
///
/// Where the formula would bring `τ` to 0 or below (views that point apart, with a large `alpha`),
/// it is held at a hundredth of `temperature`. Precision, memory, rows of zeros and NaN as in
/// NT-Xent.
///
/// Huang et al., *Model-Aware Contrastive Learning: Towards Escaping the Dilemmas*, 2023.
///
/// @param temperature at the threshold, at least 1e-8
/// @param alpha       how much the temperature follows, at least 0
/// @param threshold   mean cosine that leaves the temperature as it is, within `[−1, 1]`
public record Macl(double temperature, double alpha, double threshold) {

    private static final double LEAST_SHARE = 0.01;

    /// Its exponential is still a normal float32, and 1 + it is 1 in float64.
    private static final double LEAST_GAP = -80;

    /// Checks the ranges.
    ///
    /// @throws IllegalArgumentException naming the component that is out of range
    public Macl {
        Check.temperature("temperature", temperature);
        Check.notNegative("alpha", alpha);
        Check.within("threshold", threshold, -1, 1);
    }

    /// With lightly's settings: temperature 0.1, alpha 0.5, threshold 0. Those of SimCSE in the
    /// code of DySTreSS are 0.05, 2 and 0.8.
    ///
    /// @return the loss
    public static Macl defaults() {
        return new Macl(0.1, 0.5, 0);
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
                () -> {
                    ScoreMatrix cosines = ScoreMatrix.of(z0, z1, UnaryOperator.identity());
                    Tensor positives = cosines.positives();
                    Tensor tau = at(positives.detach().mean());
                    Tensor negatives = cosines.negatives().div(tau).logsumexp(false, 1);
                    return weighted(negatives.sub(positives.div(tau))).mean();
                });
    }

    /// What the first 256 images of a batch are like: `cosine_partners`, the mean cosine of the two
    /// views of an image, `cosine_others`, of views of different images, `cosine_nearest`, the mean
    /// over views of the cosine of the nearest view of another image, and `temperature`.
    ///
    /// @param z0 projections of the first views, `[N, D]`, `N` at least 2
    /// @param z1 projections of the second views, the same shape
    /// @return 0-d tensors without gradient
    /// @throws IllegalArgumentException as [#apply]
    public Map<String, Tensor> statistics(Tensor z0, Tensor z1) {
        Map<String, Tensor> all = PairStatistics.cosines(z0, z1);
        all.put("temperature", at(all.get("cosine_partners")));
        return all;
    }

    /// The temperature of a batch.
    ///
    /// @param alignment mean cosines of partners, any shape
    /// @return above 0, the same shape
    public Tensor at(Tensor alignment) {
        return alignment.sub(threshold).mul(alpha).add(1).clampMin(LEAST_SHARE).mul(temperature);
    }

    /// `−log P / (1 − P)` for the gap `d` between negatives and positive: `−log P` is the softplus
    /// of `d` and `1 − P` its derivative, the logistic function. The constant weight cancels that
    /// derivative, so the gradient with respect to `d` is exactly 1, and value and gradient need
    /// not come from the same expression.
    private static Tensor weighted(Tensor gap) {
        Tensor d = gap.detach().clampMin(LEAST_GAP);
        Tensor value = Activations.logSigmoid(d.neg()).neg().div(d.sigmoid());
        return value.add(gap.sub(gap.detach()));
    }
}
