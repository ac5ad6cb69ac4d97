package dev.balboa.data;

import java.util.Arrays;
import java.util.List;

/// Makes the levels of one batch: draws the values for each view, applies them, packs the results.
/// Runs on workers and touches no tensor.
///
/// @param dataset      images
/// @param augmentation what a view is
/// @param options      number of views and seed
/// @param epoch        part of the key of every draw
record ViewMaker(
        ImageDataset dataset, Augmentation augmentation, LoaderOptions options, int epoch) {

    /// The levels of a batch, still outside libtorch.
    ///
    /// @param views   per view `batch × 3 × height × width` floats
    /// @param height  of every view
    /// @param width   of every view
    /// @param labels  of the images
    /// @param indices of the images
    record Levels(List<float[]> views, int height, int width, long[] labels, long[] indices) {}

    /// Makes the views of the given images.
    ///
    /// @throws DataException naming the image at which it failed
    Levels make(int[] indices) {
        Pixels first = view(indices[0], 0);
        int each = first.levels().length;
        float[][] views = new float[options.views()][indices.length * each];
        long[] labels = new long[indices.length];
        for (int row = 0; row < indices.length; row++) {
            labels[row] = label(indices[row]);
            for (int v = 0; v < views.length; v++) {
                Pixels pixels = row == 0 && v == 0 ? first : view(indices[row], v);
                requireSize(first, pixels, indices[row]);
                System.arraycopy(pixels.levels(), 0, views[v], row * each, each);
            }
        }
        return new Levels(
                List.of(views),
                first.height(),
                first.width(),
                labels,
                Arrays.stream(indices).asLongStream().toArray());
    }

    private Pixels view(int index, int view) {
        try {
            Image image = dataset.image(index);
            CounterRandom random =
                    CounterRandom.of(
                            CounterRandom.Purpose.VIEW, options.seed(), epoch, index, view);
            return PixelExecutor.apply(
                    image, Drawing.of(augmentation, image.width(), image.height(), random));
        } catch (RuntimeException e) {
            throw new DataException(
                    name(index) + ": could not be loaded: " + e.getMessage() + " (see the cause)",
                    e);
        }
    }

    private long label(int index) {
        try {
            return dataset.label(index);
        } catch (RuntimeException e) {
            throw new DataException(
                    name(index) + ": has no label: " + e.getMessage() + " (see the cause)", e);
        }
    }

    /// The name, or the index when the dataset cannot even say that.
    private String name(int index) {
        try {
            return dataset.name(index);
        } catch (RuntimeException e) {
            return "image " + index;
        }
    }

    private void requireSize(Pixels first, Pixels pixels, int index) {
        if (pixels.width() != first.width() || pixels.height() != first.height()) {
            throw new DataException(
                    name(index)
                            + ": "
                            + pixels.width()
                            + "x"
                            + pixels.height()
                            + " after the augmentation (expected: "
                            + first.width()
                            + "x"
                            + first.height()
                            + " like the batch's first image; add a Resize or a"
                            + " RandomResizedCrop)");
        }
    }
}
