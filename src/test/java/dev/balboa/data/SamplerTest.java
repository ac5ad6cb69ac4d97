package dev.balboa.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.balboa.tensor.Scope;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/// Oracles: PyTorch's `DistributedSampler` (`sampler_goldens.py`), what a permutation and a
/// partition are, and counts that follow from taking turns.
class SamplerTest {

    private static final Path DEALT = Path.of("src/test/resources/goldens/distributed-sampler.tsv");

    /// Classes of very different sizes, and unlabelled images.
    private static final ImageDataset UNEVEN = dataset(0, 0, 0, 0, 0, 0, 0, 1, 1, 2, -1, 0, 0, 2);

    private static ImageDataset dataset(int... labels) {
        Image image = new Image(2, 2, new byte[12]);
        return new MemoryDataset(
                Collections.nCopies(labels.length, image), labels, List.of("a", "b", "c"));
    }

    @Test
    void sharesAreThoseOfPyTorchsDistributedSampler() throws IOException {
        List<String> lines = Files.readAllLines(DEALT);
        assertThat(lines).hasSizeGreaterThan(150);
        for (String line : lines) {
            String[] f = line.split("\t");
            Sampler whole = new Sampler.Sequential(Integer.parseInt(f[0]));
            Shard shard = new Shard(Integer.parseInt(f[3]), Integer.parseInt(f[1]));
            Sampler share = new Distributed(whole, shard, Boolean.parseBoolean(f[2]));
            int[] expected = Arrays.stream(f[4].split(" ")).mapToInt(Integer::parseInt).toArray();
            assertThat(share.order(0)).as(line).containsExactly(expected);
            assertThat(share.size()).as(line).isEqualTo(expected.length);
        }
    }

    @Test
    void everyEpochIsShuffledAsAWholeAndThenDealtOut() {
        Sampler whole = new Sampler.Shuffled(12, 5);
        for (int epoch = 0; epoch < 3; epoch++) {
            int[] dealt = new int[12];
            for (int rank = 0; rank < 3; rank++) {
                int[] share = new Distributed(whole, new Shard(rank, 3), false).order(epoch);
                for (int i = 0; i < share.length; i++) {
                    dealt[3 * i + rank] = share[i];
                }
            }
            assertThat(dealt).containsExactly(whole.order(epoch));
        }
        assertThat(new Distributed(whole, new Shard(0, 3), false).order(0))
                .isNotEqualTo(new Distributed(whole, new Shard(0, 3), false).order(1));
    }

    @Test
    void aShuffleIsAPermutationOfItsSeedAndEpoch() {
        Sampler sampler = new Sampler.Shuffled(50, 3);
        assertThat(sampler.order(4)).containsExactly(new Sampler.Shuffled(50, 3).order(4));
        assertThat(sampler.order(4)).isNotEqualTo(sampler.order(5));
        assertThat(sampler.order(4)).isNotEqualTo(new Sampler.Shuffled(50, 4).order(4));
        assertThat(Arrays.stream(sampler.order(4)).sorted().toArray())
                .containsExactly(IntStream.range(0, 50).toArray());
    }

    @Test
    void balancedClassesDifferByAtMostOne() {
        for (int size : List.of(1, 3, 4, 14, 41)) {
            int[] order = Balanced.of(UNEVEN, size, 1).order(2);
            assertThat(order).hasSize(size);
            int[] counts = new int[4];
            Arrays.stream(order).forEach(i -> counts[UNEVEN.label(i) + 1]++);
            Arrays.sort(counts);
            assertThat(counts[3] - counts[0]).as("size %d", size).isLessThanOrEqualTo(1);
        }
    }

    @Test
    void balancedShowsEveryImageOfAClassBeforeOneComesBack() {
        int[] order = Balanced.of(UNEVEN, 400, 1).order(0);
        for (int label = -1; label < 3; label++) {
            int wanted = label;
            int[] shown = Arrays.stream(order).filter(i -> UNEVEN.label(i) == wanted).toArray();
            int[] members =
                    IntStream.range(0, UNEVEN.size())
                            .filter(i -> UNEVEN.label(i) == wanted)
                            .toArray();
            for (int at = 0; at + members.length <= shown.length; at += members.length) {
                int[] round = Arrays.copyOfRange(shown, at, at + members.length);
                Arrays.sort(round);
                assertThat(round).containsExactly(members);
            }
        }
    }

    @Test
    void balancedDependsOnSeedAndEpochOnly() {
        Balanced one = Balanced.of(UNEVEN, 7);
        assertThat(one.size()).isEqualTo(UNEVEN.size());
        assertThat(one.order(3)).containsExactly(Balanced.of(UNEVEN, 7).order(3));
        assertThat(one.order(3)).isNotEqualTo(one.order(4));
        assertThat(one.order(3)).isNotEqualTo(Balanced.of(UNEVEN, 8).order(3));
    }

    private static Sampler prioritised(double share, double... importances) {
        return Prioritised.of(importances.length, share, 3, () -> importances);
    }

    /// Chances by hand: with importances 3, 1, 0 image 0 comes first in 3 of 4 orders, image 2
    /// always last. 4,000 orders, so the standard deviation of the count is 27.
    @Test
    void imagesThatCountMoreComeFirstInProportion() {
        Sampler sampler = prioritised(1, 3, 1, 0);
        int first = 0;
        for (int epoch = 0; epoch < 4000; epoch++) {
            int[] order = sampler.order(epoch);
            assertThat(order).containsExactlyInAnyOrder(0, 1, 2);
            assertThat(order[2]).isEqualTo(2);
            first += order[0] == 0 ? 1 : 0;
        }
        assertThat(first).isBetween(3000 - 120, 3000 + 120);
    }

    /// Of three, one with 0 chances and two alike: with the last two of importance 0, each of them
    /// is last about as often.
    @Test
    void imagesThatDoNotCountComeInARandomOrder() {
        Sampler sampler = prioritised(1, 1, 0, 0);
        int last = 0;
        for (int epoch = 0; epoch < 1000; epoch++) {
            last += sampler.order(epoch)[2] == 2 ? 1 : 0;
        }
        assertThat(last).isBetween(420, 580);
    }

    @Test
    void aShareOfThePrioritisedImagesIsShown() {
        Sampler sampler = prioritised(0.5, 0, 0, 1, 5, 9);
        assertThat(sampler.size()).isEqualTo(3);
        assertThat(sampler.order(7)).containsExactlyInAnyOrder(2, 3, 4);
        // 0.07 * 100 is 7.000000000000001 in floating point
        assertThat(prioritised(0.07, new double[100]).size()).isEqualTo(7);
    }

    @Test
    void prioritisedReadsTheImportancesWhenAnEpochBegins() {
        double[] importances = {1, 0};
        Sampler sampler = Prioritised.of(2, 1, 0, () -> importances);
        assertThat(sampler.order(0)).containsExactly(0, 1);
        importances[0] = 0;
        importances[1] = 1;
        assertThat(sampler.order(0)).containsExactly(1, 0);
        double[] equal = new double[50];
        Arrays.fill(equal, 2);
        assertThat(prioritised(1, equal).order(4)).containsExactly(prioritised(1, equal).order(4));
        assertThat(prioritised(1, equal).order(4)).isNotEqualTo(prioritised(1, equal).order(5));
    }

    @Test
    void importancesThatDoNotFitAreNamed() {
        assertThatThrownBy(() -> prioritised(0, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("share: 0.0 (expected: within (0, 1])");
        assertThatThrownBy(() -> prioritised(1, 1, -2).order(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("importance of image 1: -2.0 (expected: finite and >= 0)");
        assertThatThrownBy(() -> Prioritised.of(3, 1, 0, () -> new double[2]).order(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("importances: 2 values (expected: 3, one for each image)");
    }

    @Test
    void aLoaderShowsWhatItsSamplerSays() {
        Sampler chosen =
                new Distributed(new Sampler.Sequential(UNEVEN.size()), new Shard(1, 4), false);
        Loader loader = evaluation(3).withSampler(chosen);
        assertThat(loader.batchesPerEpoch()).isEqualTo(2);
        List<Long> shown = new ArrayList<>();
        try (Epoch epoch = loader.epoch(0)) {
            while (epoch.hasNext()) {
                try (Scope _ = Scope.open();
                        Batch batch = epoch.next()) {
                    Arrays.stream(batch.indices()).forEach(shown::add);
                    assertThat(batch.labels().toLongArray())
                            .containsExactly(
                                    Arrays.stream(batch.indices())
                                            .map(i -> UNEVEN.label((int) i))
                                            .toArray());
                }
            }
        }
        assertThat(shown).containsExactly(1L, 5L, 9L, 13L);
    }

    private static Loader evaluation(int batchSize) {
        return Loader.of(UNEVEN, Augmentation.evaluation(), LoaderOptions.evaluation(batchSize));
    }

    /// What a user may write.
    private record Fixed(int size, int... order) implements Sampler {
        @Override
        public int[] order(int epoch) {
            return order;
        }
    }

    @Test
    void aSamplerOfTheUsersIsChecked() {
        assertThatThrownBy(() -> evaluation(2).withSampler(new Fixed(2, 0, 14)).epoch(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("sampler: index 14 (expected: 0 to 13, an image of the dataset)");
        assertThatThrownBy(() -> evaluation(2).withSampler(new Fixed(2, -1, 0)).epoch(0))
                .hasMessageStartingWith("sampler: index -1");
        assertThatThrownBy(() -> evaluation(2).withSampler(new Fixed(3, 0, 1)).epoch(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("sampler: 2 indices (expected: 3, its size)");
        assertThatThrownBy(() -> evaluation(2).withSampler(new Fixed(0)))
                .hasMessage("sampler: size: 0 (expected: >= 1)");
    }

    @Test
    void whatCannotBeDealtOutIsNamed() {
        Sampler three = new Sampler.Sequential(3);
        assertThatThrownBy(() -> new Distributed(three, new Shard(0, 4), true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("worldSize: 4 (expected: at most 3, the size of an epoch");
        assertThatThrownBy(() -> Balanced.of(dataset(), 1))
                .hasMessage("dataset: images: 0 (expected: >= 1)");
        assertThatThrownBy(() -> Balanced.of(UNEVEN, 0, 1)).hasMessage("size: 0 (expected: >= 1)");
        assertThatThrownBy(() -> new Sampler.Sequential(-1))
                .hasMessage("size: -1 (expected: >= 0)");
        assertThatThrownBy(() -> three.order(-1)).hasMessage("epoch: -1 (expected: >= 0)");
    }

    @Test
    void aShareTooSmallForABatchIsNamed() {
        LoaderOptions options = LoaderOptions.training(8, 1, 0);
        Loader loader = Loader.of(UNEVEN, Augmentation.evaluation(), options);
        Sampler share = new Distributed(new Sampler.Shuffled(14, 0), new Shard(0, 2), true);
        assertThatThrownBy(() -> loader.withSampler(share))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("batchSize: 8 (expected: <= 7");
    }
}
