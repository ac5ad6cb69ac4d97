package dev.balboa.loss;

import dev.balboa.tensor.Functional;
import dev.balboa.tensor.Tensor;
import java.util.function.UnaryOperator;

/// The scores themselves: each of the `2N` rows, first views before second, with each.
///
/// @param all      `[2N, 2N]`; −∞ on the diagonal, which takes it out of every softmax and maximum
/// @param partners `i + N` (mod `2N`) for each row, int64 `[2N]`
record ScoreMatrix(Tensor all, Tensor partners) implements PairScores {

    /// Of cosines, as `scale` turns them into scores.
    static ScoreMatrix of(Tensor z0, Tensor z1, UnaryOperator<Tensor> scale) {
        Tensor z = UnitRows.of(z0, z1);
        Tensor all = scale.apply(z.matmul(z.t()));
        all.diagonal(0).fill_(Double.NEGATIVE_INFINITY);
        long n = z0.size(0);
        return new ScoreMatrix(all, Tensor.arange(2 * n).roll(n, 0).to(z0.device()));
    }

    @Override
    public Tensor positives() {
        return all.gather(1, partners.unsqueeze(1)).squeeze(1);
    }

    /// Of each row with the views of other images, `[2N, 2N]`; −∞ in the two places of its own.
    Tensor negatives() {
        return all.scatter(1, partners.unsqueeze(1), Double.NEGATIVE_INFINITY);
    }

    @Override
    public Tensor logSumOfNegatives() {
        return negatives().logsumexp(false, 1);
    }

    @Override
    public Tensor rowLosses() {
        return all.logSoftmax(1).gather(1, partners.unsqueeze(1)).squeeze(1).neg();
    }

    @Override
    public Tensor crossEntropy() {
        return Functional.crossEntropy(all, partners);
    }
}
