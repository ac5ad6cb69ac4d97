package dev.balboa.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Oracle: the published formula by hand on a dataset whose images carry their own index.
class LongTailTest {

    @Test
    void classesFallExponentiallyFromTheFirstToTheLast() {
        // 100 · 0.01^(c / 2)
        assertThat(counts(new LongTail(0.01, 1).of(dataset(100, 100, 100))))
                .containsExactly(100, 10, 1);
    }

    @Test
    void aClassGivesNoMoreThanItHas() {
        assertThat(counts(new LongTail(0.25, 1).of(dataset(80, 30, 90))))
                .as("90, 45 and 22.5")
                .containsExactly(80, 30, 23);
    }

    @Test
    void theOrderStaysAndTheSeedDecides() {
        ImageDataset whole = dataset(40, 40);
        List<String> first = names(new LongTail(0.5, 1).of(whole));
        assertThat(names(new LongTail(0.5, 1).of(whole))).isEqualTo(first);
        assertThat(names(new LongTail(0.5, 2).of(whole))).isNotEqualTo(first);
        assertThat(first.stream().map(name -> Integer.valueOf(name.substring(7))).toList())
                .isSorted();
    }

    @Test
    void aRatioOutOfRangeAndImagesWithoutLabelsAreNamed() {
        assertThatThrownBy(() -> new LongTail(0, 1))
                .hasMessage("ratio: 0.0 (expected: > 0 and at most 1)");
        assertThatThrownBy(() -> new LongTail(1.5, 1)).hasMessageStartingWith("ratio: 1.5");
        assertThatThrownBy(() -> new LongTail(0.5, 1).of(unlabelled()))
                .hasMessage("memory/0 (expected: an image with a label)");
    }

    private static ImageDataset dataset(int... counts) {
        int[] labels =
                IntStream.range(0, counts.length)
                        .flatMap(c -> IntStream.generate(() -> c).limit(counts[c]))
                        .toArray();
        List<String> classes = IntStream.range(0, counts.length).mapToObj(c -> "c" + c).toList();
        return new MemoryDataset(Collections.nCopies(labels.length, null), labels, classes);
    }

    private static ImageDataset unlabelled() {
        return new MemoryDataset(Collections.nCopies(1, null), new int[] {-1}, List.of());
    }

    private static int[] counts(ImageDataset images) {
        int[] counts = new int[images.classNames().size()];
        for (int i = 0; i < images.size(); i++) {
            counts[images.label(i)]++;
        }
        return counts;
    }

    private static List<String> names(ImageDataset images) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < images.size(); i++) {
            names.add(images.name(i));
        }
        return names;
    }
}
