package dev.balboa.ssl;

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
}
