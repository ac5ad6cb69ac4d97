package dev.balboa.data;

import java.util.OptionalInt;

/// How an [ImageFolder] is read.
///
/// @param size           side in pixels to which every image is brought: the shorter side is
///     resized to it, then the centre is cut out
/// @param limit          at most this many images, chosen before anything is decoded as
///     [ImageDataset#limit(int, long)] does; empty for all
/// @param limitSeed      which images a limit chooses
/// @param skipUnreadable whether a file that cannot be decoded is logged, counted and left out;
///     otherwise it is an error
/// @param threads        decoding threads, at least 1; the result does not depend on it, but each
///     holds one whole picture in memory while it decodes
public record FolderOptions(
        int size, OptionalInt limit, long limitSeed, boolean skipUnreadable, int threads) {

    /// Checks the ranges.
    ///
    /// @throws IllegalArgumentException naming the component that is out of range
    public FolderOptions {
        Check.atLeast("size", size, 1);
        if (limit.isPresent()) {
            Check.atLeast("limit", limit.getAsInt(), 1);
        }
        Check.atLeast("threads", threads, 1);
    }

    /// Every image, an unreadable file is an error, as many threads as the machine has.
    ///
    /// @param size side in pixels
    /// @return the options
    public static FolderOptions of(int size) {
        return new FolderOptions(
                size, OptionalInt.empty(), 0, false, Runtime.getRuntime().availableProcessors());
    }

    /// The same with at most `count` images.
    ///
    /// @param count at least 1
    /// @param seed  which ones
    /// @return a copy
    public FolderOptions withLimit(int count, long seed) {
        return new FolderOptions(size, OptionalInt.of(count), seed, skipUnreadable, threads);
    }

    /// The same with unreadable files skipped or refused.
    ///
    /// @param skip whether to skip
    /// @return a copy
    public FolderOptions withSkipUnreadable(boolean skip) {
        return new FolderOptions(size, limit, limitSeed, skip, threads);
    }

    /// The same with another number of decoding threads.
    ///
    /// @param count at least 1
    /// @return a copy
    public FolderOptions withThreads(int count) {
        return new FolderOptions(size, limit, limitSeed, skipUnreadable, count);
    }
}
