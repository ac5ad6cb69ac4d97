package dev.balboa.data;

import java.util.List;

/// Some images of another dataset, in the given order.
final class Subset implements ImageDataset {

    private final ImageDataset whole;
    private final int[] chosen;

    Subset(ImageDataset whole, int[] chosen) {
        this.whole = whole;
        this.chosen = chosen;
    }

    @Override
    public int size() {
        return chosen.length;
    }

    @Override
    public Image image(int index) {
        return whole.image(chosen[index]);
    }

    @Override
    public int label(int index) {
        return whole.label(chosen[index]);
    }

    @Override
    public String name(int index) {
        return whole.name(chosen[index]);
    }

    @Override
    public List<String> classNames() {
        return whole.classNames();
    }
}
