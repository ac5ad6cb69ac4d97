package dev.balboa.data;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/// Both splits of a dataset without one class, and that class's test images, which a model that
/// learned on the others has never seen: for measuring how well it tells the unknown.
///
/// @param known   both splits without the class; labels are places in the shorter class list
/// @param unknown the class's test images, unlabelled
public record OneClassOut(Splits known, ImageDataset unknown) {

    /// Takes a class out.
    ///
    /// @param splits    with a test split
    /// @param className one of the classes; at least two others are left
    /// @return what is left, and what was taken
    /// @throws IllegalArgumentException when there is no such class, no test split, no test image
    ///     of the class, or fewer than two classes would be left
    public static OneClassOut of(Splits splits, String className) {
        List<String> classes = splits.train().classNames();
        int out = classes.indexOf(className);
        if (out < 0) {
            throw new IllegalArgumentException(
                    "className: " + className + " (expected: one of " + classes + ")");
        }
        if (classes.size() < 3) {
            throw new IllegalArgumentException(
                    "className: " + className + " (expected: two classes or more beside it)");
        }
        ImageDataset test =
                splits.test()
                        .orElseThrow(
                                () ->
                                        new IllegalArgumentException(
                                                "splits: no test images (expected: a test split)"));
        ImageDataset unknown = chosen(test, label -> label == out);
        if (unknown.size() == 0) {
            throw new IllegalArgumentException(
                    "className: " + className + " (expected: a class with test images)");
        }
        List<String> names = new ArrayList<>(classes);
        names.remove(out);
        return new OneClassOut(
                Splits.of(
                        new Relabelled(chosen(splits.train(), label -> label != out), names, out),
                        new Relabelled(chosen(test, label -> label != out), names, out)),
                new Relabelled(unknown, List.of(), out));
    }

    private static ImageDataset chosen(ImageDataset whole, IntPredicate label) {
        return new Subset(
                whole,
                IntStream.range(0, whole.size()).filter(i -> label.test(whole.label(i))).toArray());
    }

    /// Images with the labels above the missing class moved down by one.
    private record Relabelled(ImageDataset whole, List<String> classNames, int out)
            implements ImageDataset {

        @Override
        public int size() {
            return whole.size();
        }

        @Override
        public Image image(int index) {
            return whole.image(index);
        }

        @Override
        public int label(int index) {
            int label = whole.label(index);
            if (label == out) {
                return UNLABELLED;
            }
            return label > out ? label - 1 : label;
        }

        @Override
        public String name(int index) {
            return whole.name(index);
        }
    }
}
