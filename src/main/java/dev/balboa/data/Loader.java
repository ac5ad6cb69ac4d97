package dev.balboa.data;

import java.util.Arrays;
import java.util.List;
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
    private final Sampler sampler;

    private Loader(ImageDataset dataset, Views views, LoaderOptions options, Sampler sampler) {
        this.dataset = dataset;
        this.sampler = sampler;
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
        Sampler order =
                options.shuffle()
                        ? new Sampler.Shuffled(dataset.size(), options.seed())
                        : new Sampler.Sequential(dataset.size());
        Loader loader = new Loader(dataset, views, options, order);
        loader.requireABatch();
        return loader;
    }

    /// The same with another choice and order of images. Views stay what they are: they depend on
    /// the index of the image, not on its place, so an image that comes twice in an epoch comes
    /// with the same views.
    ///
    /// ```java
    /// Sampler order = new Sampler.Shuffled(dataset.size(), seed);
    /// loader.withSampler(new Distributed(order, new Shard(rank, worldSize), true));
    /// ```
    ///
    /// @param sampler takes the place of [LoaderOptions#shuffle()]
    /// @return a copy
    /// @throws IllegalArgumentException when not even one batch can be made
    public Loader withSampler(Sampler sampler) {
        Objects.requireNonNull(sampler, "sampler");
        Loader loader = new Loader(dataset, views, options, sampler);
        loader.requireABatch();
        return loader;
    }

    /// Which images an epoch has, and in which order.
    ///
    /// @return the sampler in use
    public Sampler sampler() {
        return sampler;
    }

    private void requireABatch() {
        Check.atLeast("sampler: size", sampler.size(), 1);
        if (batchesPerEpoch() == 0) {
            throw new IllegalArgumentException(
                    "batchSize: "
                            + options.batchSize()
                            + " (expected: <= "
                            + sampler.size()
                            + ", the number of images, because a short last batch is left out)");
        }
    }

    /// How many batches every epoch has.
    ///
    /// @return at least 1
    public int batchesPerEpoch() {
        return options.dropLast()
                ? sampler.size() / options.batchSize()
                : Math.ceilDiv(sampler.size(), options.batchSize());
    }

    /// Starts an epoch: its workers begin to load. Close it.
    ///
    /// @param number which one, at least 0; the same number gives the same batches again
    /// @return its batches
    public Epoch epoch(int number) {
        Check.atLeast("epoch", number, 0);
        int[] order = sampler.order(number);
        requireOrder(order);
        return new Epoch(
                new ViewMaker(dataset, views, options, number), order, batchesPerEpoch(), options);
    }

    /// What was done to each image of an epoch to make one of its views: box, flips, colour
    /// factors. Drawn from the same streams as the views themselves, which stay what they are.
    /// Reads every image of the epoch, for its size, but makes no view.
    ///
    /// @param number which epoch, at least 0
    /// @param view   which view, `0 … views − 1`
    /// @return a row for each image, in the order of the epoch's batches
    /// @throws IllegalArgumentException when an argument is out of range
    public List<ViewParameters> parameters(int number, int view) {
        Check.atLeast("epoch", number, 0);
        if (view < 0 || view >= views.count()) {
            throw new IllegalArgumentException(
                    "view: " + view + " (expected: 0 to " + (views.count() - 1) + ")");
        }
        int[] order = sampler.order(number);
        requireOrder(order);
        ViewMaker maker = new ViewMaker(dataset, views, options, number);
        return Arrays.stream(order)
                .limit((long) batchesPerEpoch() * options.batchSize())
                .mapToObj(index -> maker.parameters(index, view))
                .toList();
    }

    /// A sampler may be the user's own.
    private void requireOrder(int[] order) {
        if (order.length != sampler.size()) {
            throw new IllegalArgumentException(
                    "sampler: "
                            + order.length
                            + " indices (expected: "
                            + sampler.size()
                            + ", its size)");
        }
        for (int index : order) {
            if (index < 0 || index >= dataset.size()) {
                throw new IllegalArgumentException(
                        "sampler: index "
                                + index
                                + " (expected: 0 to "
                                + (dataset.size() - 1)
                                + ", an image of the dataset)");
            }
        }
    }
}
