package dev.balboa.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// Chooses a class-balanced part of a labelled list.
final class BalancedChoice {

    private BalancedChoice() {}

    /// Indices of at most `count` entries, ascending. The classes take turns, each giving its
    /// entries in an order that `seed` shuffles; a class that is used up is passed over.
    static int[] choose(int[] labels, int count, long seed) {
        Check.atLeast("limit", count, 1);
        int[] chosen = new int[Math.min(count, labels.length)];
        List<int[]> classes = shuffledClasses(labels, seed);
        int taken = 0;
        for (int turn = 0; taken < chosen.length; turn++) {
            for (int[] members : classes) {
                if (turn < members.length && taken < chosen.length) {
                    chosen[taken++] = members[turn];
                }
            }
        }
        Arrays.sort(chosen);
        return chosen;
    }

    private static List<int[]> shuffledClasses(int[] labels, long seed) {
        SortedMap<Integer, List<Integer>> members = new TreeMap<>();
        for (int i = 0; i < labels.length; i++) {
            members.computeIfAbsent(labels[i], l -> new ArrayList<>()).add(i);
        }
        List<int[]> shuffled = new ArrayList<>();
        members.forEach(
                (label, list) -> {
                    int[] indices = list.stream().mapToInt(Integer::intValue).toArray();
                    CounterRandom.of(CounterRandom.Purpose.CHOICE, seed, label).shuffle(indices);
                    shuffled.add(indices);
                });
        return shuffled;
    }
}
