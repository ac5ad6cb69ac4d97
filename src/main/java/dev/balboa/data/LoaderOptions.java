package dev.balboa.data;

/// How a [Loader] makes batches. Every component but `workers` is part of what comes out.
///
/// @param batchSize images per batch, at least 1
/// @param views     augmented views per image, at least 1
/// @param shuffle   whether each epoch has an order of its own, drawn from (seed, epoch)
/// @param dropLast  whether a last batch of fewer than `batchSize` images is left out
/// @param seed      for the order and for the augmentations
/// @param workers   background threads that decode and augment, at least 1; the result does not
///     depend on it
public record LoaderOptions(
        int batchSize, int views, boolean shuffle, boolean dropLast, long seed, int workers) {

    /// Checks the ranges.
    ///
    /// @throws IllegalArgumentException naming the component that is out of range
    public LoaderOptions {
        Check.atLeast("batchSize", batchSize, 1);
        Check.atLeast("views", views, 1);
        Check.atLeast("workers", workers, 1);
    }

    /// Shuffled, the last short batch left out (batch norm needs equal batches), one worker.
    ///
    /// @param batchSize images per batch
    /// @param views     views per image, at least 1
    /// @param seed      for the order and for the augmentations
    /// @return the options
    public static LoaderOptions training(int batchSize, int views, long seed) {
        return new LoaderOptions(batchSize, views, true, true, seed, 1);
    }

    /// One view of every image in the order of the dataset, one worker.
    ///
    /// @param batchSize images per batch
    /// @return the options
    public static LoaderOptions evaluation(int batchSize) {
        return new LoaderOptions(batchSize, 1, false, false, 0, 1);
    }

    /// The same with another number of workers.
    ///
    /// @param count at least 1
    /// @return a copy
    public LoaderOptions withWorkers(int count) {
        return new LoaderOptions(batchSize, views, shuffle, dropLast, seed, count);
    }
}
