package dev.balboa.data;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// Cuts a dataset to classes of exponentially falling sizes: with `C` classes, class `c` keeps
/// `n · ratio^(c / (C − 1))` images, rounded, of the `n` of the largest class, and never more than
/// it has nor fewer than one. Cui et al., *Class-Balanced Loss Based on Effective Number of
/// Samples*, CVPR 2019, with whom `ratio` is one over the imbalance factor.
///
/// @param ratio of the last class's size to the first's, above 0 and at most 1
/// @param seed  which images of a class stay
public record LongTail(double ratio, long seed) {

    /// Checks the ratio.
    ///
    /// @throws IllegalArgumentException when it is out of range
    public LongTail {
        if (!(ratio > 0 && ratio <= 1)) {
            throw new IllegalArgumentException(
                    "ratio: " + ratio + " (expected: > 0 and at most 1)");
        }
    }

    /// The cut dataset, in the order of the whole one. Copies no image.
    ///
    /// @param whole labelled images
    /// @return a view of it
    /// @throws IllegalArgumentException when an image has no label
    public ImageDataset of(ImageDataset whole) {
        SortedMap<Integer, List<Integer>> members = new TreeMap<>();
        for (int i = 0; i < whole.size(); i++) {
            int label = whole.label(i);
            if (label == ImageDataset.UNLABELLED) {
                throw new IllegalArgumentException(
                        whole.name(i) + " (expected: an image with a label)");
            }
            members.computeIfAbsent(label, _ -> new ArrayList<>()).add(i);
        }
        int largest = members.values().stream().mapToInt(List::size).max().orElse(0);
        int last = Math.max(1, whole.classNames().size() - 1);
        List<Integer> kept = new ArrayList<>();
        members.forEach(
                (label, indices) -> {
                    long count = Math.round(largest * Math.pow(ratio, (double) label / last));
                    int[] order = indices.stream().mapToInt(Integer::intValue).toArray();
                    CounterRandom.of(CounterRandom.Purpose.CHOICE, seed, label).shuffle(order);
                    for (int i = 0; i < Math.clamp(count, 1, order.length); i++) {
                        kept.add(order[i]);
                    }
                });
        return new Subset(whole, kept.stream().mapToInt(Integer::intValue).sorted().toArray());
    }
}
