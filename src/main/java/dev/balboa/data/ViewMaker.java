package dev.balboa.data;

import dev.balboa.tensor.Phase;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Shape;
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

    /// Bytes of images that are held and given to the kernel together.
    private static final long AT_ONCE = 32 << 20;

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

    /// Makes the views of the given images, some at a time: of large images not all of a batch are
    /// in memory at once.
    ///
    /// @throws DataException naming the image at which it failed
    Made make(int[] indices) {
        long[] labels = Arrays.stream(indices).mapToLong(this::label).toArray();
        try (Phase _ = Phase.open(Epoch.VIEWS_PHASE);
                Scope scope = Scope.open()) {
            List<Tensor> made = new ArrayList<>();
            for (int from = 0; from < indices.length; ) {
                List<Image> images = images(indices, from);
                add(made, images, indices, from);
                from += images.size();
            }
            made.forEach(scope::detach);
            return new Made(made, labels, Arrays.stream(indices).asLongStream().toArray());
        }
    }

    /// The images of the batch from `from` on, at least one, until they are [#AT_ONCE].
    private List<Image> images(int[] indices, int from) {
        List<Image> images = new ArrayList<>();
        long bytes = 0;
        for (int row = from; row < indices.length && bytes < AT_ONCE; row++) {
            images.add(image(indices[row]));
            bytes += images.getLast().rgb().length;
        }
        return images;
    }

    /// Writes all views of some images. The first image of the batch says how large they are.
    private void add(List<Tensor> made, List<Image> images, int[] indices, int from) {
        int[] own = Arrays.copyOfRange(indices, from, from + images.size());
        try (Scope scope = Scope.open()) {
            ViewKernel kernel = new ViewKernel(images);
            for (int v = 0; v < views.count(); v++) {
                List<List<Draw>> draws = new ArrayList<>();
                for (int i = 0; i < own.length; i++) {
                    draws.add(draws(images.get(i), own[i], v));
                }
                if (v == made.size()) {
                    PixelSize size = PixelSize.of(images.getFirst(), draws.getFirst());
                    made.add(scope.keep(Tensor.empty(shape(indices.length, size))));
                }
                write(kernel, made.get(v).narrow(0, from, own.length), images, draws, own);
            }
        }
    }

    private static Shape shape(int images, PixelSize size) {
        return Shape.of(images, Image.CHANNELS, size.height(), size.width());
    }

    private void write(
            ViewKernel kernel,
            Tensor part,
            List<Image> images,
            List<List<Draw>> draws,
            int[] indices) {
        PixelSize size = new PixelSize((int) part.size(3), (int) part.size(2));
        for (int i = 0; i < images.size(); i++) {
            requireSize(PixelSize.of(images.get(i), draws.get(i)), size, indices[i]);
        }
        List<Integer> left;
        try {
            left = kernel.view(draws, part);
        } catch (RuntimeException e) {
            throw unloadable(indices[0], e);
        }
        for (int i : left) {
            writeByJava(part.select(0, i), images.get(i), draws.get(i), indices[i]);
        }
    }

    /// What the kernel cannot do.
    private void writeByJava(Tensor view, Image image, List<Draw> draws, int index) {
        try {
            Pixels pixels = PixelExecutor.apply(image, draws);
            view.copy_(Tensor.of(pixels.levels(), view.shape()));
        } catch (RuntimeException e) {
            throw unloadable(index, e);
        }
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
