package dev.balboa.data;

import java.util.Objects;
import java.util.Optional;

/// What to learn on and what to score on. Both halves label their images by the same class list.
///
/// @param train the images to learn on
/// @param test  the images to score on; empty when the source holds no second split
public record Splits(ImageDataset train, Optional<ImageDataset> test) {

    /// Checks that the two halves agree on the classes.
    ///
    /// @throws IllegalArgumentException when the class lists differ
    public Splits {
        Objects.requireNonNull(train, "train");
        Objects.requireNonNull(test, "test");
        if (test.isPresent() && !test.get().classNames().equals(train.classNames())) {
            throw new IllegalArgumentException(
                    "test: classes "
                            + test.get().classNames()
                            + " (expected: those of train, "
                            + train.classNames()
                            + ")");
        }
    }

    /// Two splits, both present.
    ///
    /// @param train the images to learn on
    /// @param test  the images to score on
    /// @return the pair
    public static Splits of(ImageDataset train, ImageDataset test) {
        return new Splits(train, Optional.of(test));
    }
}
