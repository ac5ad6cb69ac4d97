package dev.balboa.data;

import java.util.Objects;

/// Turns a dataset into epochs of batches of augmented views.
///
/// The order depends on (seed, epoch), each view on (seed, epoch, index of the image, number of the
/// view) and on nothing else: not on the workers, not on the batch size, not on what was loaded
/// before. A loader holds no thread and no tensor; an [Epoch] does.
///
/// ```java
/// LoaderOptions options = LoaderOptions.training(64, 2, 0);
/// Loader loader = Loader.of(dataset, Augmentation.simsiamCifar(), options);
/// try (Epoch epoch = loader.epoch(0)) {
///     while (epoch.hasNext()) {
///         try (Scope _ = Scope.open(); Batch batch = epoch.next()) {
///             step(batch.views());
///         }
///     }
/// }
/// ```
public final class Loader {

    private final ImageDataset dataset;
    private final Views views;
    private final LoaderOptions options;

    private Loader(ImageDataset dataset, Views views, LoaderOptions options) {
        this.dataset = dataset;
        this.views = views;
        this.options = options;
    }

    /// A loader.
    ///
    /// @param dataset      at least one image
    /// @param augmentation how a view is made; all views must come out equally large
    /// @param options      batch size, number of views, order
    /// @return the loader
    /// @throws IllegalArgumentException when not even one batch can be made
    public static Loader of(
            ImageDataset dataset, Augmentation augmentation, LoaderOptions options) {
        return of(dataset, Views.repeat(augmentation, options.views()), options);
    }

    /// A loader whose views have augmentations of their own, and may have sizes of their own.
    ///
    /// @param dataset at least one image
    /// @param views   how each view is made; the size of a view must be the same for every image
    /// @param options batch size, order, and the number of `views`
    /// @return the loader
    /// @throws IllegalArgumentException when the options have another number of views, or not even
    ///     one batch can be made
    public static Loader of(ImageDataset dataset, Views views, LoaderOptions options) {
        Objects.requireNonNull(views, "views");
        Check.atLeast("dataset: images", dataset.size(), 1);
        if (views.count() != options.views()) {
            throw new IllegalArgumentException(
                    "options.views: "
                            + options.views()
                            + " (expected: "
                            + views.count()
                            + ", the number of augmentations)");
        }
        Loader loader = new Loader(dataset, views, options);
        if (loader.batchesPerEpoch() == 0) {
            throw new IllegalArgumentException(
                    "batchSize: "
                            + options.batchSize()
                            + " (expected: <= "
                            + dataset.size()
                            + ", the number of images, because a short last batch is left out)");
        }
        return loader;
    }

    /// How many batches every epoch has.
    ///
    /// @return at least 1
    public int batchesPerEpoch() {
        return options.dropLast()
                ? dataset.size() / options.batchSize()
                : Math.ceilDiv(dataset.size(), options.batchSize());
    }

    /// Starts an epoch: its workers begin to load. Close it.
    ///
    /// @param number which one, at least 0; the same number gives the same batches again
    /// @return its batches
    public Epoch epoch(int number) {
        Check.atLeast("epoch", number, 0);
        int[] order = new int[dataset.size()];
        for (int i = 0; i < order.length; i++) {
            order[i] = i;
        }
        if (options.shuffle()) {
            CounterRandom.of(CounterRandom.Purpose.ORDER, options.seed(), number).shuffle(order);
        }
        return new Epoch(
                new ViewMaker(dataset, views, options, number), order, batchesPerEpoch(), options);
    }
}
