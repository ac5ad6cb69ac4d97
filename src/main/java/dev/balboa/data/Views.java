package dev.balboa.data;

import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/// The views that are made of each image, in order, each with an augmentation of its own: equal for
/// SimCLR, two different ones for BYOL, large and small crops for multi-crop methods.
///
/// Views may differ in size; the size of one view must be the same for all images of a batch.
///
/// ```java
/// Views views = Views.repeat(large, 2).and(small, 6);
/// ```
///
/// @param augmentations one per view, at least one
public record Views(List<Augmentation> augmentations) {

    /// Copies the list.
    ///
    /// @throws IllegalArgumentException when the list is empty
    public Views {
        augmentations = List.copyOf(Objects.requireNonNull(augmentations, "augmentations"));
        if (augmentations.isEmpty()) {
            throw new IllegalArgumentException("augmentations: [] (expected: at least one view)");
        }
    }

    /// One view of each augmentation.
    ///
    /// @param augmentations at least one, in the order of the views
    /// @return the views
    public static Views of(Augmentation... augmentations) {
        return new Views(List.of(augmentations));
    }

    /// Views that share an augmentation; each draws values of its own.
    ///
    /// @param augmentation of every view
    /// @param count        number of views, at least 1
    /// @return the views
    public static Views repeat(Augmentation augmentation, int count) {
        Objects.requireNonNull(augmentation, "augmentation");
        Check.atLeast("count", count, 1);
        return new Views(Collections.nCopies(count, augmentation));
    }

    /// These views followed by others.
    ///
    /// @param augmentation of the others
    /// @param count        how many, at least 1
    /// @return all of them
    public Views and(Augmentation augmentation, int count) {
        List<Augmentation> others = repeat(augmentation, count).augmentations();
        return new Views(Stream.concat(augmentations.stream(), others.stream()).toList());
    }

    /// Number of views of each image.
    ///
    /// @return at least 1
    public int count() {
        return augmentations.size();
    }
}
