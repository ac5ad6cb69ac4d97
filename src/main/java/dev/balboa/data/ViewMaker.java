package dev.balboa.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Makes the levels of one batch: draws the values for each view, applies them, packs the results.
/// Runs on workers and touches no tensor.
///
/// @param dataset images
/// @param views   what each view is
/// @param options seed
/// @param epoch   part of the key of every draw
record ViewMaker(ImageDataset dataset, Views views, LoaderOptions options, int epoch) {

    /// As many equal views as the options say.
    ViewMaker(ImageDataset dataset, Augmentation augmentation, LoaderOptions options, int epoch) {
        this(dataset, Views.repeat(augmentation, options.views()), options, epoch);
    }

    /// The levels of a batch, still outside libtorch.
    ///
    /// @param views   per view `batch × 3 × height × width` floats
    /// @param heights per view
    /// @param widths  per view
    /// @param labels  of the images
    /// @param indices of the images
    record Levels(
            List<float[]> views, int[] heights, int[] widths, long[] labels, long[] indices) {}

    /// Makes the views of the given images.
    ///
    /// @throws DataException naming the image at which it failed
    Levels make(int[] indices) {
        int count = views.count();
        Levels batch =
                new Levels(
                        new ArrayList<>(count),
                        new int[count],
                        new int[count],
                        new long[indices.length],
                        Arrays.stream(indices).asLongStream().toArray());
        for (int row = 0; row < indices.length; row++) {
            batch.labels[row] = label(indices[row]);
            for (int v = 0; v < count; v++) {
                put(batch, row, v, view(indices[row], v));
            }
        }
        return batch;
    }

    /// The first row says how large a view is.
    private void put(Levels batch, int row, int view, Pixels pixels) {
        int each = pixels.levels().length;
        if (row == 0) {
            batch.views.add(new float[Math.multiplyExact(batch.indices.length, each)]);
            batch.heights[view] = pixels.height();
            batch.widths[view] = pixels.width();
        }
        requireSize(batch, view, pixels, (int) batch.indices[row]);
        System.arraycopy(pixels.levels(), 0, batch.views.get(view), row * each, each);
    }

    private Pixels view(int index, int view) {
        try {
            Image image = dataset.image(index);
            return PixelExecutor.apply(image, draws(image, index, view));
        } catch (RuntimeException e) {
            throw unloadable(index, e);
        }
    }

    /// The operations of one view, from a stream that belongs to it alone.
    private List<Draw> draws(Image image, int index, int view) {
        CounterRandom random =
                CounterRandom.of(CounterRandom.Purpose.VIEW, options.seed(), epoch, index, view);
        return Drawing.of(views.augmentations().get(view), image.width(), image.height(), random);
    }

    /// What is done to an image to make one of its views.
    ///
    /// @throws DataException naming the image at which it failed
    ViewParameters parameters(int index, int view) {
        try {
            Image image = dataset.image(index);
            return ViewParameters.of(draws(image, index, view), image.width(), image.height());
        } catch (RuntimeException e) {
            throw unloadable(index, e);
        }
    }

    private DataException unloadable(int index, RuntimeException e) {
        return new DataException(
                name(index) + ": could not be loaded: " + e.getMessage() + " (see the cause)", e);
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

    private void requireSize(Levels batch, int view, Pixels pixels, int index) {
        if (pixels.width() != batch.widths[view] || pixels.height() != batch.heights[view]) {
            throw new DataException(
                    name(index)
                            + ": "
                            + pixels.width()
                            + "x"
                            + pixels.height()
                            + " after the augmentation (expected: "
                            + batch.widths[view]
                            + "x"
                            + batch.heights[view]
                            + " like the batch's first image; add a Resize or a"
                            + " RandomResizedCrop)");
        }
    }
}
