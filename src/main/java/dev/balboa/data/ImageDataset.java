package dev.balboa.data;

import java.util.List;

/// A finite, indexed collection of images with optional class labels.
///
/// Implementations are immutable and may be read from several threads at once; the same index
/// always gives the same image.
public interface ImageDataset {

    /// Label of an image whose class is not known.
    int UNLABELLED = -1;

    /// Number of images; valid indices are `0 … size() − 1`.
    ///
    /// @return at least 0
    int size();

    /// The image at an index. Shared, not a copy.
    ///
    /// @param index `0 … size() − 1`
    /// @return the decoded image
    /// @throws IndexOutOfBoundsException outside that range
    Image image(int index);

    /// The class of an image, an index into [#classNames()].
    ///
    /// @param index `0 … size() − 1`
    /// @return the class, or [#UNLABELLED]
    int label(int index);

    /// A name that leads a reader back to the image: a file, or a split and a number. Error
    /// messages use it.
    ///
    /// @param index `0 … size() − 1`
    /// @return the name
    String name(int index);

    /// The classes in the order of their labels; empty for an unlabelled set.
    ///
    /// @return immutable list
    List<String> classNames();

    /// A subset of at most `count` images with the classes as equally represented as their sizes
    /// allow, in the order of this dataset. Copies no image.
    ///
    /// Each class gives its images in an order shuffled by `seed`, one class after the other in
    /// turn, until `count` are taken; so the smaller of two subsets of the same seed is contained
    /// in the larger.
    ///
    /// @param count at least 1; a count of [#size()] or more keeps every image
    /// @param seed  chooses which images; the same seed, the same subset
    /// @return a view of this dataset
    /// @throws IllegalArgumentException when `count` is below 1
    default ImageDataset limit(int count, long seed) {
        int[] labels = new int[size()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = label(i);
        }
        return new Subset(this, BalancedChoice.choose(labels, count, seed));
    }
}
