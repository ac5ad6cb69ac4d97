package dev.balboa.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Oracle: what a partition is, sizes counted by hand and by PyTorch's rule for `random_split`, and
/// the frequency with which an image falls into a part.
class RandomSplitTest {

    @Test
    void everyImageFallsIntoExactlyOnePart() {
        ImageDataset whole = images(101, 4);
        for (List<ImageDataset> parts :
                List.of(
                        RandomSplit.of(whole, 3, 0.7, 0.2, 0.1),
                        RandomSplit.stratified(whole, 3, 0.7, 0.2, 0.1))) {
            List<String> all =
                    new ArrayList<>(parts.stream().flatMap(p -> names(p).stream()).toList());
            assertThat(all).hasSize(101).doesNotHaveDuplicates();
            for (ImageDataset part : parts) {
                for (int i = 0; i < part.size(); i++) {
                    int index = Integer.parseInt(part.name(i).substring("x/".length()));
                    assertThat(part.label(i)).as("label of its image").isEqualTo(index % 4);
                }
            }
        }
    }

    @Test
    void sizesAreRoundedDownAndTheRestIsHandedOutInTurn() {
        // the lengths that torch.utils.data.random_split(range(n), fractions) gives
        assertThat(sizes(RandomSplit.of(images(10, 1), 0, 0.33, 0.33, 0.34)))
                .containsExactly(4, 3, 3);
        assertThat(sizes(RandomSplit.of(images(11, 1), 0, 0.33, 0.33, 0.34)))
                .containsExactly(4, 4, 3);
        assertThat(sizes(RandomSplit.of(images(100, 1), 0, 0.29, 0.71))).containsExactly(29, 71);
        // where PyTorch gives 1, 3, 3
        assertThat(sizes(RandomSplit.of(images(7, 1), 0, 0.0, 0.5, 0.5))).containsExactly(0, 4, 3);
        assertThat(sizes(RandomSplit.of(images(1, 1), 0, 1.0))).containsExactly(1);
    }

    @Test
    void stratifiedEachClassHasItsShareInEachPart() {
        List<ImageDataset> parts = RandomSplit.stratified(images(90, 3), 8, 0.8, 0.2);
        for (int label = 0; label < 3; label++) {
            assertThat(count(parts.get(0), label)).isEqualTo(24);
            assertThat(count(parts.get(1), label)).isEqualTo(6);
        }
        // classes of one image each: the turn goes on, so no part gets them all
        assertThat(sizes(RandomSplit.stratified(images(10, 10), 8, 0.5, 0.5)))
                .containsExactly(5, 5);
    }

    @Test
    void theSeedDecides() {
        ImageDataset whole = images(60, 3);
        List<String> first = names(RandomSplit.of(whole, 1, 0.5, 0.5).getFirst());
        assertThat(names(RandomSplit.of(whole, 1, 0.5, 0.5).getFirst())).isEqualTo(first);
        assertThat(names(RandomSplit.of(whole, 2, 0.5, 0.5).getFirst())).isNotEqualTo(first);
    }

    @Test
    void everyImageIsAsLikelyToFallIntoAPart() {
        int seeds = 4000;
        int[] hits = new int[20];
        ImageDataset whole = images(20, 2);
        for (int seed = 0; seed < seeds; seed++) {
            for (String name : names(RandomSplit.of(whole, seed, 0.25, 0.75).getFirst())) {
                hits[Integer.parseInt(name.substring("x/".length()))]++;
            }
        }
        for (int hit : hits) {
            // five standard deviations of a binomial share
            assertThat(hit / (double) seeds).isCloseTo(0.25, within(5 * Math.sqrt(0.1875 / seeds)));
        }
    }

    @Test
    void sharesThatDoNotMakeAWholeAreNamed() {
        ImageDataset whole = images(4, 2);
        assertThatThrownBy(() -> RandomSplit.of(whole, 0, 0.5, 0.4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("fractions: [0.5, 0.4] (expected: a sum of 1, not 0.9)");
        assertThatThrownBy(() -> RandomSplit.stratified(whole, 0, 1.5, -0.5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("fractions: 1.5 (expected: within [0, 1])");
        assertThatThrownBy(() -> RandomSplit.of(whole, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("fractions: []");
    }

    private static ImageDataset images(int count, int classes) {
        Image black = new Image(1, 1, new byte[3]);
        return ImagesInMemory.of(
                "x",
                Collections.nCopies(count, black),
                IntStream.range(0, count).map(i -> i % classes).toArray(),
                IntStream.range(0, classes).mapToObj(String::valueOf).toList());
    }

    private static List<String> names(ImageDataset images) {
        return IntStream.range(0, images.size()).mapToObj(images::name).toList();
    }

    private static int[] sizes(List<ImageDataset> parts) {
        return parts.stream().mapToInt(ImageDataset::size).toArray();
    }

    private static long count(ImageDataset images, int label) {
        return Stream.iterate(0, i -> i < images.size(), i -> i + 1)
                .filter(i -> images.label(i) == label)
                .count();
    }
}
