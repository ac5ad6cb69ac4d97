package dev.balboa.data;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// Shows each class equally often, however many images it has: an order takes the classes in turn,
/// and each class gives its images one after the other, shuffled, again and again.
///
/// So the numbers of two classes in an epoch differ by at most one, and an image of a class comes
/// back only when all others of that class have been shown. That is what PyTorch's
/// `WeightedRandomSampler` with weights of one over the class size gives on average, without its
/// chance of leaving images out. Which class comes first in a turn is drawn anew for every turn.
/// Unlabelled images count as one more class.
public final class Balanced implements Sampler {

    private final List<int[]> classes;
    private final int size;
    private final long seed;

    private Balanced(List<int[]> classes, int size, long seed) {
        this.classes = classes;
        this.size = size;
        this.seed = seed;
    }

    /// As many indices in an epoch as the dataset has images.
    ///
    /// @param dataset at least one image
    /// @param seed    of the orders
    /// @return the sampler
    /// @throws IllegalArgumentException for an empty dataset
    public static Balanced of(ImageDataset dataset, long seed) {
        return of(dataset, dataset.size(), seed);
    }

    /// A given number of indices in an epoch.
    ///
    /// @param dataset at least one image
    /// @param size    indices in an epoch, at least 1
    /// @param seed    of the orders
    /// @return the sampler
    /// @throws IllegalArgumentException for an empty dataset or a `size` below 1
    public static Balanced of(ImageDataset dataset, int size, long seed) {
        Check.atLeast("dataset: images", dataset.size(), 1);
        Check.atLeast("size", size, 1);
        SortedMap<Integer, List<Integer>> members = new TreeMap<>();
        for (int i = 0; i < dataset.size(); i++) {
            members.computeIfAbsent(dataset.label(i), _ -> new ArrayList<>()).add(i);
        }
        List<int[]> classes =
                members.values().stream()
                        .map(list -> list.stream().mapToInt(Integer::intValue).toArray())
                        .toList();
        return new Balanced(classes, size, seed);
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public int[] order(int epoch) {
        Check.atLeast("epoch", epoch, 0);
        CounterRandom random = CounterRandom.of(CounterRandom.Purpose.BALANCE, seed, epoch);
        List<int[]> shuffled = classes.stream().map(int[]::clone).toList();
        int[] given = new int[classes.size()];
        int[] turn = IntStream.range(0, classes.size()).toArray();
        int[] order = new int[size];
        for (int at = 0; at < size; at++) {
            int place = at % turn.length;
            if (place == 0) {
                random.shuffle(turn);
            }
            int[] members = shuffled.get(turn[place]);
            int next = given[turn[place]]++ % members.length;
            if (next == 0) {
                random.shuffle(members);
            }
            order[at] = members[next];
        }
        return order;
    }
}
