package dev.balboa.nn;

/// A layer from images `[N, 3, H, W]` to features `[N, features()]`: the part that is kept after
/// training.
public interface Backbone extends Layer {

    /// Width of the feature vector.
    ///
    /// @return such as 512 for a ResNet-18
    int features();
}
