package dev.balboa.data;

import java.util.List;

/// A dataset for tests, made of what it is given.
record MemoryDataset(List<Image> images, int[] labels, List<String> classNames)
        implements ImageDataset {

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
        return labels[index];
    }

    @Override
    public String name(int index) {
        return "memory/" + index;
    }
}
