package dev.balboa.experiment;

import dev.balboa.eval.LatentRecovery;
import dev.balboa.tensor.Tensor;

/// How well latents are recovered.
///
/// @param r2  linear R², [LatentRecovery#linearR2]
/// @param mcc mean correlation coefficient, [LatentRecovery#meanCorrelation]
public record Recovery(double r2, double mcc) {

    static Recovery of(Tensor embedding, Tensor latents) {
        return new Recovery(
                LatentRecovery.linearR2(embedding, latents),
                LatentRecovery.meanCorrelation(embedding, latents));
    }
}
