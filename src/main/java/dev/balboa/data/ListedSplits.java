package dev.balboa.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The image files of a folder, in two splits where it holds `train/` and `test/` or `val/`.
///
/// @param train files to learn on
/// @param test  files to score on, labelled by the classes of `train`
record ListedSplits(ImageListing train, Optional<ImageListing> test) {

    private static final String TRAIN = "train";
    private static final List<String> TESTS = List.of("test", "val");

    static ListedSplits of(Path folder) {
        if (!areIn(folder)) {
            return new ListedSplits(ImageListing.of(folder), Optional.empty());
        }
        ImageListing train = ImageListing.of(folder.resolve(TRAIN));
        Optional<ImageListing> test =
                TESTS.stream()
                        .map(folder::resolve)
                        .filter(Files::isDirectory)
                        .findFirst()
                        .map(split -> ImageListing.of(split, train.classNames()));
        return new ListedSplits(train, test);
    }

    /// True for a folder with `train/` and nothing beside it but `test/` or `val/`; "train" may
    /// also be a class.
    static boolean areIn(Path folder) {
        ImageListing.requireFolder(folder);
        List<String> names =
                ImageListing.subfolders(folder).stream()
                        .map(f -> f.getFileName().toString())
                        .toList();
        return names.contains(TRAIN) && Set.of(TRAIN, "test", "val").containsAll(names);
    }
}
