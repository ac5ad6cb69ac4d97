package dev.balboa.ssl;

import dev.balboa.data.Sampler;
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

    /// Which images an epoch shows and in which order: as usual, unless a method has learned what
    /// to show first.
    ///
    /// @param usual the run's order
    /// @return an order of images of the same dataset, of fewer or as many; to be used while this
    ///     method lives. What it depends on beside the epoch is part of the method's state
    default Sampler order(Sampler usual) {
        return usual;
    }
}
