package dev.balboa.experiment;

import java.util.List;

/// What an experiment has learned by some step.
///
/// @param step     steps done
/// @param loss     mean over the steps since the evaluation before, NaN when there were none
/// @param recovery of the latents by the encoder
/// @param metrics  the weights learned for each group of pairs, in the encoder's order of
///     directions, which is not the latents'
public record Evaluation(long step, double loss, Recovery recovery, List<List<Double>> metrics) {

    /// Copies the lists.
    public Evaluation {
        metrics = metrics.stream().map(List::copyOf).toList();
    }
}
