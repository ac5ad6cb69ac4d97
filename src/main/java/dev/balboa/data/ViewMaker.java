package dev.balboa.data;

import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Makes the views of one batch: draws the values for each view and applies them. Runs on workers.
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

    /// A batch on its way from a worker to the one who asks for it. Its views are in no scope.
    ///
    /// @param views   per view float32 `[batch, 3, height, width]`
    /// @param labels  of the images
    /// @param indices of the images
    record Made(List<Tensor> views, long[] labels, long[] indices) implements AutoCloseable {

        @Override
        public void close() {
            views.forEach(Tensor::close);
        }
    }

    /// Makes the views of the given images.
    ///
    /// @throws DataException naming the image at which it failed
    Made make(int[] indices) {
        long[] labels = Arrays.stream(indices).mapToLong(this::label).toArray();
        List<Image> images = Arrays.stream(indices).mapToObj(this::image).toList();
        try (Scope scope = Scope.open()) {
            ViewKernel kernel = new ViewKernel(images);
            List<Tensor> made = new ArrayList<>();
            for (int v = 0; v < views.count(); v++) {
                made.add(view(kernel, images, indices, v));
            }
            made.forEach(scope::detach);
            return new Made(made, labels, Arrays.stream(indices).asLongStream().toArray());
        }
    }

    /// The first image says how large the view is.
    private Tensor view(ViewKernel kernel, List<Image> images, int[] indices, int view) {
        List<List<Draw>> draws = new ArrayList<>();
        PixelSize size = null;
        for (int row = 0; row < indices.length; row++) {
            Image image = images.get(row);
            draws.add(draws(image, indices[row], view));
            PixelSize own = PixelSize.of(image, draws.getLast());
            size = size == null ? own : size;
            requireSize(own, size, indices[row]);
        }
        return kernel.view(draws, size);
    }

    private Image image(int index) {
        try {
            return dataset.image(index);
        } catch (RuntimeException e) {
            throw unloadable(index, e);
        }
    }

    /// The operations of one view, from a stream that belongs to it alone.
    private List<Draw> draws(Image image, int index, int view) {
        CounterRandom random =
                CounterRandom.of(CounterRandom.Purpose.VIEW, options.seed(), epoch, index, view);
        try {
            return Drawing.of(
                    views.augmentations().get(view), image.width(), image.height(), random);
        } catch (RuntimeException e) {
            throw unloadable(index, e);
        }
    }

    /// What is done to an image to make one of its views.
    ///
    /// @throws DataException naming the image at which it failed
    ViewParameters parameters(int index, int view) {
        Image image = image(index);
        return ViewParameters.of(draws(image, index, view), image.width(), image.height());
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

    private void requireSize(PixelSize size, PixelSize expected, int index) {
        if (!size.equals(expected)) {
            throw new DataException(
                    name(index)
                            + ": "
                            + size
                            + " after the augmentation (expected: "
                            + expected
                            + " like the batch's first image; add a Resize or a"
                            + " RandomResizedCrop)");
        }
    }
}
