package dev.balboa.data;

import java.util.Objects;

/// Which [GeneratedImages] to make.
///
/// @param size       side of an image in pixels, at least 8
/// @param trainCount images of the train split, at least 1
/// @param testCount  images of the test split, at least 1
/// @param seed       the same seed, the same images, on every machine
/// @param ranges     from where the factors are drawn
public record GeneratedOptions(
        int size, int trainCount, int testCount, long seed, FactorRanges ranges) {

    /// Checks the counts.
    ///
    /// @throws IllegalArgumentException naming the component that is out of range
    public GeneratedOptions {
        Check.atLeast("size", size, 8);
        Check.atLeast("trainCount", trainCount, 1);
        Check.atLeast("testCount", testCount, 1);
        Objects.requireNonNull(ranges, "ranges");
    }

    /// 4,000 train and 1,000 test images of 32 pixels, [FactorRanges#standard()].
    ///
    /// @param seed which images
    /// @return the options
    public static GeneratedOptions standard(long seed) {
        return new GeneratedOptions(32, 4000, 1000, seed, FactorRanges.standard());
    }

    /// The same counts with [FactorRanges#readout()], for experiments that read factors from
    /// features.
    ///
    /// @param seed which images
    /// @return the options
    public static GeneratedOptions readout(long seed) {
        return new GeneratedOptions(32, 4000, 1000, seed, FactorRanges.readout());
    }

    /// The same with another size of image.
    ///
    /// @param pixels at least 8
    /// @return a copy
    public GeneratedOptions withSize(int pixels) {
        return new GeneratedOptions(pixels, trainCount, testCount, seed, ranges);
    }

    /// The same with other counts. Image `i` of a split does not depend on them.
    ///
    /// @param train at least 1
    /// @param test  at least 1
    /// @return a copy
    public GeneratedOptions withCounts(int train, int test) {
        return new GeneratedOptions(size, train, test, seed, ranges);
    }

    /// The same with other ranges.
    ///
    /// @param other from where the factors are drawn
    /// @return a copy
    public GeneratedOptions withRanges(FactorRanges other) {
        return new GeneratedOptions(size, trainCount, testCount, seed, other);
    }
}
