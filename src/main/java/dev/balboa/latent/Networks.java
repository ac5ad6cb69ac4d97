package dev.balboa.latent;

import dev.balboa.autograd.Autograd;
import dev.balboa.nn.Conv2d;
import dev.balboa.nn.ConvTranspose2d;
import dev.balboa.nn.ConvTransposeOptions;
import dev.balboa.nn.Flatten;
import dev.balboa.nn.Init;
import dev.balboa.nn.Layer;
import dev.balboa.nn.Linear;
import dev.balboa.nn.Relu;
import dev.balboa.nn.Sequential;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Tensor;

/// The networks of encoders and decoders. Those of decoders end without a bias: the decoder adds
/// one for each column itself.
final class Networks {

    private Networks() {}

    static Layer perceptronDown(int width, int hidden, Generator generator) {
        return Sequential.of(Linear.of(width, hidden, generator), new Relu());
    }

    static Layer perceptronUp(int latent, int hidden, int width, Generator generator) {
        return Sequential.of(
                Linear.of(latent, hidden, generator),
                new Relu(),
                Linear.of(hidden, width, false, generator));
    }

    /// Two convolutions that halve the sides, `c` and `2c` maps, then a hidden layer.
    static Layer convolutionsDown(ImageSize size, int maps, int hidden, Generator generator) {
        size.requireQuarters();
        Conv2d.Options first = Conv2d.Options.of(1, maps, 4).withStride(2).withPadding(1);
        Conv2d.Options second = Conv2d.Options.of(maps, 2 * maps, 4).withStride(2).withPadding(1);
        return Sequential.of(
                new Reshape(1, size.height(), size.width()),
                scaled(Conv2d.of(first, generator), 16, generator),
                new Relu(),
                scaled(Conv2d.of(second, generator), 16L * maps, generator),
                new Relu(),
                new Flatten(),
                hidden(innermost(size, maps), hidden, generator),
                new Relu());
    }

    /// The mirror image of [#convolutionsDown].
    static Layer convolutionsUp(
            int latent, ImageSize size, int maps, int hidden, Generator generator) {
        size.requireQuarters();
        ConvTransposeOptions first =
                ConvTransposeOptions.of(2 * maps, maps, 4).withStride(2).withPadding(1);
        ConvTransposeOptions second =
                ConvTransposeOptions.of(maps, 1, 4).withStride(2).withPadding(1).withoutBias();
        // with a stride of 2, a pixel is reached by 2 x 2 of the kernel's 4 x 4 taps
        return Sequential.of(
                hidden(latent, hidden, generator),
                new Relu(),
                hidden(hidden, innermost(size, maps), generator),
                new Relu(),
                new Reshape(2 * maps, size.height() / 4, size.width() / 4),
                scaled(ConvTranspose2d.of(first, generator), 4L * 2 * maps, generator),
                new Relu(),
                scaled(ConvTranspose2d.of(second, generator), 4L * maps, generator),
                new Flatten());
    }

    private static Layer hidden(long in, long out, Generator generator) {
        return scaled(Linear.of(in, out, generator), in, generator);
    }

    /// Draws a layer's weight anew from `N(0, 2 / fanIn)`, as He et al., 2015. PyTorch's default is
    /// so small that after four layers an image hardly depends on `z`: training then stays at the
    /// pixels' means.
    private static Layer scaled(Layer layer, long fanIn, Generator generator) {
        Tensor weight = layer.slots().getFirst().tensor();
        Autograd.noGrad(() -> Init.normal_(weight, 0, Math.sqrt(2.0 / fanIn), generator));
        return layer;
    }

    private static long innermost(ImageSize size, int maps) {
        return 2L * maps * (size.height() / 4) * (size.width() / 4);
    }
}
