package dev.balboa.latent;

import dev.balboa.data.Image;
import dev.balboa.data.ImageDataset;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;

/// Images as a table: a row for each image, a column for the gray level of each pixel, in `[0, 1]`.
///
/// Gray is `0.299 R + 0.587 G + 0.114 B` (ITU-R 601).
public final class ImageRows {

    private static final double[] WEIGHTS = {0.299, 0.587, 0.114};

    private ImageRows() {}

    /// A whole dataset.
    ///
    /// @param images       at least one, all of one size
    /// @param size         of the images
    /// @param binarisation of the levels
    /// @param seed         of its draws
    /// @return float32 `[N, height · width]`
    /// @throws IllegalArgumentException when there is no image, or one has another size, naming it
    public static Tensor of(
            ImageDataset images, ImageSize size, Binarisation binarisation, long seed) {
        Check.atLeast("images", images.size(), 1);
        float[] levels = new float[Math.multiplyExact(images.size(), size.pixels())];
        for (int i = 0; i < images.size(); i++) {
            Image image = images.image(i);
            if (image.width() != size.width() || image.height() != size.height()) {
                throw new IllegalArgumentException(
                        "%s: %dx%d (expected: %dx%d, width by height; resize the images)"
                                .formatted(
                                        images.name(i),
                                        image.width(),
                                        image.height(),
                                        size.width(),
                                        size.height()));
            }
            write(image, levels, i * size.pixels());
        }
        try (Scope scope = Scope.open();
                Generator generator = Generator.of(seed)) {
            Tensor gray = Tensor.of(levels, Shape.of(images.size(), size.height(), size.width()));
            return scope.keep(binarisation.apply(gray, generator).flatten(1, 2));
        }
    }

    private static void write(Image image, float[] levels, int start) {
        byte[] rgb = image.rgb();
        for (int pixel = 0; pixel < image.width() * image.height(); pixel++) {
            double gray = 0;
            for (int c = 0; c < Image.CHANNELS; c++) {
                gray += WEIGHTS[c] * (rgb[pixel * Image.CHANNELS + c] & 0xFF);
            }
            levels[start + pixel] = (float) (gray / 255);
        }
    }

    /// Gray levels of views as a loader gives them, without standardisation.
    ///
    /// @param views `[N, 3, height, width]`, within `[0, 1]`
    /// @return `[N, height, width]`
    /// @throws IllegalArgumentException when the shape does not fit
    static Tensor gray(Tensor views) {
        if (views.dim() != 4 || views.size(1) != Image.CHANNELS) {
            throw new IllegalArgumentException(
                    "views: " + views.shape() + " (expected: [N, 3, height, width])");
        }
        Tensor red = views.select(1, 0).mul(WEIGHTS[0]);
        Tensor green = views.select(1, 1).mul(WEIGHTS[1]);
        Tensor blue = views.select(1, 2).mul(WEIGHTS[2]);
        return red.add(green).add(blue);
    }
}
