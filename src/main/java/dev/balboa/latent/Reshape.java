package dev.balboa.latent;

import dev.balboa.nn.Layer;
import dev.balboa.tensor.Tensor;

/// Rows as images: `[N, channels · height · width]` to `[N, channels, height, width]`.
///
/// @param channels planes of an image
/// @param height   rows of a plane
/// @param width    columns of a plane
record Reshape(int channels, int height, int width) implements Layer {

    @Override
    public Tensor forward(Tensor x) {
        return x.reshape(x.size(0), channels, height, width);
    }
}
