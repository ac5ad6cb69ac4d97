package dev.balboa.data;

import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/// Images that are in memory already, with their labels.
public final class ImagesInMemory implements ImageDataset {

    private final String name;
    private final List<Image> images;
    private final int[] labels;
    private final List<String> classNames;

    private ImagesInMemory(
            String name, List<Image> images, int[] labels, List<String> classNames) {
        this.name = name;
        this.images = images;
        this.labels = labels;
        this.classNames = classNames;
    }

    /// Labelled images.
    ///
    /// @param name       what the images are called in messages, followed by `/` and an index
    /// @param images     one or more
    /// @param labels     class of each image, an index into `classNames`, or
    ///     [ImageDataset#UNLABELLED]
    /// @param classNames names of the classes in the order of their labels; may be empty where no
    ///     image has a label
    /// @return the dataset; lists and labels are copied, pixels are not
    /// @throws IllegalArgumentException when there is no image, the numbers of images and labels
    ///     differ, or a label is no class
    public static ImagesInMemory of(
            String name, List<Image> images, int[] labels, List<String> classNames) {
        Objects.requireNonNull(name, "name");
        if (images.isEmpty()) {
            throw new IllegalArgumentException("images: none (expected: at least one)");
        }
        if (images.size() != labels.length) {
            throw new IllegalArgumentException(
                    "labels: %d for %d images (expected: one for each)"
                            .formatted(labels.length, images.size()));
        }
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] < UNLABELLED || labels[i] >= classNames.size()) {
                throw new IllegalArgumentException(
                        "labels: %d at index %d (expected: -1 for none, or below the %d classes)"
                                .formatted(labels[i], i, classNames.size()));
            }
        }
        return new ImagesInMemory(
                name, List.copyOf(images), labels.clone(), List.copyOf(classNames));
    }

    /// Images without labels.
    ///
    /// @param name   as in [#of(String, List, int\[\], List)]
    /// @param images one or more
    /// @return the dataset
    /// @throws IllegalArgumentException when there is no image
    public static ImagesInMemory unlabelled(String name, List<Image> images) {
        int[] labels = IntStream.range(0, images.size()).map(_ -> UNLABELLED).toArray();
        return of(name, images, labels, List.of());
    }

    @Override
    public int size() {
        return images.size();
    }

    @Override
    public Image image(int index) {
        return images.get(index);
    }

    @Override
    public int label(int index) {
        return labels[Objects.checkIndex(index, labels.length)];
    }

    @Override
    public String name(int index) {
        return name + "/" + Objects.checkIndex(index, labels.length);
    }

    @Override
    public List<String> classNames() {
        return classNames;
    }
}
