package dev.balboa.loss;

import dev.balboa.tensor.Tensor;

/// How two views of a batch score: each of the `2N` rows, first views before second, with each
/// other.
sealed interface PairScores permits ScoreMatrix, TiledScores {

    /// Of cosines divided by their temperatures. [Composed] says which of the two forms.
    static PairScores of(Tensor z0, Tensor z1, TemperatureProfile profile, boolean detached) {
        return Composed.isFor(z0.device(), 2 * z0.size(0))
                ? ScoreMatrix.of(z0, z1, cosines -> profile.divide(cosines, detached))
                : TiledScores.of(z0, z1, profile, detached);
    }

    /// Of each row with its partner, `[2N]`.
    Tensor positives();

    /// `log Σ exp` of each row over the views of other images, `[2N]`.
    Tensor logSumOfNegatives();

    /// `−log softmax` of each row at its partner, `[2N]`.
    Tensor rowLosses();

    /// The mean of [#rowLosses].
    Tensor crossEntropy();

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
