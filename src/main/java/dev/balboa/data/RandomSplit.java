package dev.balboa.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// Cuts a dataset into disjoint parts of given shares by chance, each image in exactly one of them.
///
/// The sizes are those of PyTorch's `random_split`: each share rounded down, and what is left over
/// handed out one by one to the parts in turn; only a part whose share is 0 stays empty, which
/// PyTorch gives its turn too. Stratified, the same is done within each class, the
/// turn going on from class to class, so that a part's share of a class is off by at most one
/// image. Each part keeps the order of the dataset; no image is copied.
public final class RandomSplit {

    private static final double SUM_TOLERANCE = 1e-6;

    private RandomSplit() {}

    /// Parts whatever the classes.
    ///
    /// @param whole     to be cut
    /// @param seed      which image falls into which part
    /// @param fractions share of each part; their sum is 1
    /// @return a part for each fraction, perhaps empty
    /// @throws IllegalArgumentException when a fraction is negative or the sum is not 1
    public static List<ImageDataset> of(ImageDataset whole, long seed, double... fractions) {
        requireShares(fractions);
        int[] all = IntStream.range(0, whole.size()).toArray();
        return parts(whole, List.of(all), seed, fractions);
    }

    /// Parts in which each class has its share; unlabelled images count as one more class.
    ///
    /// @param whole     to be cut
    /// @param seed      which image falls into which part
    /// @param fractions share of each part; their sum is 1
    /// @return a part for each fraction, perhaps empty
    /// @throws IllegalArgumentException when a fraction is negative or the sum is not 1
    public static List<ImageDataset> stratified(
            ImageDataset whole, long seed, double... fractions) {
        requireShares(fractions);
        SortedMap<Integer, List<Integer>> members = new TreeMap<>();
        for (int i = 0; i < whole.size(); i++) {
            members.computeIfAbsent(whole.label(i), _ -> new ArrayList<>()).add(i);
        }
        List<int[]> strata =
                members.values().stream()
                        .map(list -> list.stream().mapToInt(Integer::intValue).toArray())
                        .toList();
        return parts(whole, strata, seed, fractions);
    }

    private static void requireShares(double[] fractions) {
        double sum = 0;
        for (double fraction : fractions) {
            Check.probability("fractions", fraction);
            sum += fraction;
        }
        if (Math.abs(sum - 1) > SUM_TOLERANCE) {
            throw new IllegalArgumentException(
                    "fractions: "
                            + Arrays.toString(fractions)
                            + " (expected: a sum of 1, not "
                            + sum
                            + ")");
        }
    }

    private static List<ImageDataset> parts(
            ImageDataset whole, List<int[]> strata, long seed, double[] fractions) {
        List<List<Integer>> chosen = new ArrayList<>();
        for (int part = 0; part < fractions.length; part++) {
            chosen.add(new ArrayList<>());
        }
        int turn = 0;
        for (int stratum = 0; stratum < strata.size(); stratum++) {
            int[] members = strata.get(stratum);
            CounterRandom.of(CounterRandom.Purpose.SPLIT, seed, stratum).shuffle(members);
            int[] counts = counts(members.length, fractions);
            for (int left = members.length - Arrays.stream(counts).sum(); left > 0; left--) {
                turn = nextWithShare(turn, fractions);
                counts[turn++]++;
            }
            int at = 0;
            for (int part = 0; part < counts.length; part++) {
                for (int i = 0; i < counts[part]; i++) {
                    chosen.get(part).add(members[at++]);
                }
            }
        }
        List<ImageDataset> parts = new ArrayList<>();
        for (List<Integer> indices : chosen) {
            parts.add(
                    new Subset(
                            whole,
                            indices.stream().mapToInt(Integer::intValue).sorted().toArray()));
        }
        return List.copyOf(parts);
    }

    /// The next part in turn that is to have anything at all.
    private static int nextWithShare(int turn, double[] fractions) {
        int part = turn % fractions.length;
        while (fractions[part] == 0) {
            part = (part + 1) % fractions.length;
        }
        return part;
    }

    private static int[] counts(int size, double[] fractions) {
        int[] counts = new int[fractions.length];
        int open = size;
        for (int part = 0; part < counts.length; part++) {
            // 0.29 · 100 is a little below 29
            counts[part] = Math.min(open, (int) Math.floor(fractions[part] * size + 1e-9));
            open -= counts[part];
        }
        return counts;
    }
}
