package dev.balboa.cli;

import dev.balboa.eval.FeatureSplits;
import dev.balboa.eval.Features;
import dev.balboa.nn.Layer;
import java.util.List;
import java.util.Optional;

/// Features of one kind, made once for every probe asked for.
///
/// @param splits   to learn on and to score on; empty where no probe asked for needs labels
/// @param measured whose geometry is looked at: those of the test images, where there are any
/// @param views    of the same images, two where their alignment is asked for, otherwise none
record ProbedFeatures(Optional<FeatureSplits> splits, Features measured, List<Features> views) {

    /// All of them behind a head.
    ProbedFeatures through(Layer head) {
        Optional<FeatureSplits> projected = splits.map(both -> both.through(head));
        return new ProbedFeatures(
                projected,
                projected.map(FeatureSplits::test).orElseGet(() -> measured.through(head)),
                views.stream().map(view -> view.through(head)).toList());
    }

    boolean isFinite() {
        return measured.isFinite() && splits.map(FeatureSplits::isFinite).orElse(true);
    }
}
