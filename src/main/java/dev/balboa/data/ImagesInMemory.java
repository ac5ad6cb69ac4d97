package dev.balboa.data;

import dev.balboa.tensor.DType;
import dev.balboa.tensor.Tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/// Images that are in memory already, with their labels.
public final class ImagesInMemory implements ImageDataset {

    private final String name;
    private final List<Image> images;
    private final int[] labels;
    private final List<String> classNames;

    private ImagesInMemory(String name, List<Image> images, int[] labels, List<String> classNames) {
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

    /// Images without labels, from whatever gives them one after the other.
    ///
    /// @param name   as in [#of(String, List, int\[\], List)]
    /// @param images one or more; read once
    /// @return the dataset
    /// @throws IllegalArgumentException when there is no image
    public static ImagesInMemory unlabelled(String name, Iterable<Image> images) {
        List<Image> all = new ArrayList<>();
        images.forEach(all::add);
        int[] labels = IntStream.range(0, all.size()).map(_ -> UNLABELLED).toArray();
        return of(name, all, labels, List.of());
    }

    /// Images in a tensor, copied out of it.
    ///
    /// @param name       as in [#of(String, List, int\[\], List)]
    /// @param images     `[N, 3, height, width]`, or `[N, 1, height, width]` for gray; uint8
    ///     levels, or float32 or float64 in `[0, 1]`, which are rounded to 255ths
    /// @param labels     `N` classes
    /// @param classNames as in [#of(String, List, int\[\], List)]
    /// @return the dataset
    /// @throws IllegalArgumentException when the tensor has another shape or type, or a value
    ///     outside `[0, 1]`, and as [#of(String, List, int\[\], List)]
    public static ImagesInMemory of(
            String name, Tensor images, int[] labels, List<String> classNames) {
        long[] shape = images.shape().toArray();
        if (shape.length != 4
                || shape[1] != 1 && shape[1] != Image.CHANNELS
                || images.shape().numel() < 1) {
            throw new IllegalArgumentException(
                    "images: "
                            + images.shape()
                            + " (expected: [N, 3, height, width] or [N, 1, height, width])");
        }
        int channels = (int) shape[1];
        int height = Math.toIntExact(shape[2]);
        int width = Math.toIntExact(shape[3]);
        byte[] levels = levels(images);
        List<Image> copies = new ArrayList<>();
        for (int i = 0; i < shape[0]; i++) {
            copies.add(image(levels, i * channels * height * width, channels, width, height));
        }
        return of(name, copies, labels, classNames);
    }

    private static byte[] levels(Tensor images) {
        if (images.dtype() == DType.UINT8) {
            return images.toByteArray();
        }
        if (images.dtype() != DType.FLOAT32 && images.dtype() != DType.FLOAT64) {
            throw new IllegalArgumentException(
                    "images: " + images.dtype() + " (expected: uint8, float32 or float64)");
        }
        double[] values = images.toDoubleArray();
        byte[] levels = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            if (!(values[i] >= 0 && values[i] <= 1)) {
                throw new IllegalArgumentException(
                        "images: " + values[i] + " (expected: within [0, 1]; divide by the range)");
            }
            levels[i] = (byte) Math.rint(255 * values[i]);
        }
        return levels;
    }

    /// From planes to interleaved levels.
    static Image image(byte[] planes, int start, int channels, int width, int height) {
        int pixels = width * height;
        byte[] rgb = new byte[pixels * Image.CHANNELS];
        for (int pixel = 0; pixel < pixels; pixel++) {
            for (int c = 0; c < Image.CHANNELS; c++) {
                int plane = channels == 1 ? 0 : c;
                rgb[pixel * Image.CHANNELS + c] = planes[start + plane * pixels + pixel];
            }
        }
        return new Image(width, height, rgb);
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
