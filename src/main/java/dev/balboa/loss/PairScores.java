package dev.balboa.loss;

import dev.balboa.tensor.Device;
import dev.balboa.tensor.Tensor;

/// How two views of a batch score: each of the `2N` rows, first views before second, with each
/// other.
sealed interface PairScores permits ScoreMatrix, TiledScores {

    /// Of cosines divided by their temperatures.
    ///
    /// One pair keeps its four scores: its loss is then 0 to the last bit, which the difference of
    /// a logarithm and a product is not.
    static PairScores of(Tensor z0, Tensor z1, TemperatureProfile profile, boolean detached) {
        boolean matrix =
                Composed.isWanted() || z0.size(0) == 1 || z0.device().type() == Device.Type.META;
        return matrix
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
