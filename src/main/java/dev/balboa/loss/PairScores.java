package dev.balboa.loss;

import dev.balboa.tensor.Functional;
import dev.balboa.tensor.Tensor;
import java.util.List;
import java.util.function.UnaryOperator;

/// How two views of a batch score: each of the `2N` rows, first views before second, with each.
///
/// @param all      `[2N, 2N]`; −∞ on the diagonal, which takes it out of every softmax and maximum
/// @param partners `i + N` (mod `2N`) for each row, int64 `[2N]`
record PairScores(Tensor all, Tensor partners) {

    /// Of cosines, as `scale` turns them into scores.
    static PairScores of(Tensor z0, Tensor z1, UnaryOperator<Tensor> scale) {
        Tensor z = UnitRows.of(Tensor.cat(List.of(z0, z1), 0));
        Tensor all = scale.apply(z.matmul(z.t()));
        all.diagonal(0).fill_(Double.NEGATIVE_INFINITY);
        long n = z0.size(0);
        return new PairScores(all, Tensor.arange(2 * n).roll(n, 0).to(z0.device()));
    }

    /// Of each row with its partner, `[2N]`.
    Tensor positives() {
        return all.gather(1, partners.unsqueeze(1)).squeeze(1);
    }

    /// Of each row with the views of other images, `[2N, 2N]`; −∞ in the two places of its own.
    Tensor negatives() {
        return all.scatter(1, partners.unsqueeze(1), Double.NEGATIVE_INFINITY);
    }

    /// The mean over rows of `−log softmax` at the partner.
    Tensor crossEntropy() {
        return Functional.crossEntropy(all, partners);
    }

    /// Checks that there are `least` pairs.
    static void require(Tensor z0, Tensor z1, long least) {
        if (z0.dim() != 2 || z0.size(0) < least || !z0.shape().equals(z1.shape())) {
            throw new IllegalArgumentException(
                    "z0 "
                            + z0.shape()
                            + ", z1 "
                            + z1.shape()
                            + " (expected: the same shape [N, D], N >= "
                            + least
                            + ")");
        }
        Check.floating("z0", z0);
        Check.floating("z1", z1);
    }
}
