package dev.balboa.loss;

import dev.balboa.tensor.Tensor;
import java.util.List;

/// Scores that are made where they are needed and never kept.
///
/// @param rows     of both views at length 1, `[2N, D]`
/// @param profile  what cosines are divided by
/// @param detached whether the temperature counts as constant in backward
record TiledScores(Tensor rows, TemperatureProfile profile, boolean detached)
        implements PairScores {

    static TiledScores of(Tensor z0, Tensor z1, TemperatureProfile profile, boolean detached) {
        return new TiledScores(UnitRows.of(z0, z1), profile, detached);
    }

    private long images() {
        return rows.size(0) / 2;
    }

    @Override
    public Tensor positives() {
        Tensor scores = profile.divide(PartnerProducts.of(rows, images()), detached);
        return Tensor.cat(List.of(scores, scores), 0);
    }

    @Override
    public Tensor logSumOfNegatives() {
        return LogSumExp.ofPairs(rows, profile, detached, images());
    }

    @Override
    public Tensor rowLosses() {
        // before the log-sum-exp, so that in backward their gradient comes after its tiles: memory
        Tensor positives = positives();
        return LogSumExp.ofPairs(rows, profile, detached, 0).sub(positives);
    }

    @Override
    public Tensor crossEntropy() {
        return rowLosses().mean();
    }
}
