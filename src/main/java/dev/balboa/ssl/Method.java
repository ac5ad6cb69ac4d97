package dev.balboa.ssl;

import dev.balboa.data.Views;
import dev.balboa.nn.Backbone;
import dev.balboa.train.Objective;

/// A way to learn a representation without labels: an [Objective] around a backbone.
///
/// Implementations are records of their parts, so their keys are `backbone.conv1.weight`,
/// `projector.…` and so on. [#close()] frees the backbone too.
public interface Method extends Objective {

    /// What is kept after training.
    ///
    /// @return from images to features
    Backbone backbone();

    /// How its views are drawn: as usual, unless a method needs views that differ in something of
    /// their own.
    ///
    /// @param usual the run's augmentation, as many times as there are [#views()]
    /// @return as many
    default Views augment(Views usual) {
        return usual;
    }
}
