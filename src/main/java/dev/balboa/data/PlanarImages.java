package dev.balboa.data;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Images of one size in one array, as the files of CIFAR and MNIST hold them.
///
/// @param origin     file or folder, for names
/// @param width      pixels per row
/// @param height     rows
/// @param planes     3 for red, green and blue planes one after the other, 1 for gray
/// @param prefix     bytes before the levels of each image
/// @param records    prefix and levels, image after image
/// @param labels     class of each image
/// @param classNames names of the classes
record PlanarImages(
        String origin,
        int width,
        int height,
        int planes,
        int prefix,
        byte[] records,
        int[] labels,
        List<String> classNames) {

    /// The images that the options' limit keeps, brought to the options' size as those of a folder
    /// are.
    ImagesInMemory dataset(FolderOptions options) {
        try {
            ImageDecoder.requireReasonable(width, height);
            ImageDecoder.requireFitting(width, height, options.size());
        } catch (IOException e) {
            throw new DataException(origin + ": images of " + e.getMessage(), e);
        }
        int[] chosen =
                options.limit().isPresent()
                        ? BalancedChoice.choose(
                                labels, options.limit().getAsInt(), options.limitSeed())
                        : everyIndex();
        List<Image> images = new ArrayList<>(chosen.length);
        for (int index : chosen) {
            images.add(CentreSquare.of(Picture.of(image(index)), options.size()));
        }
        int[] kept = Arrays.stream(chosen).map(i -> labels[i]).toArray();
        return ImagesInMemory.of(origin, images, kept, classNames);
    }

    private int[] everyIndex() {
        int[] all = new int[labels.length];
        Arrays.setAll(all, i -> i);
        return all;
    }

    private Image image(int index) {
        int start = index * (prefix + planes * width * height) + prefix;
        return ImagesInMemory.image(records, start, planes, width, height);
    }
}
