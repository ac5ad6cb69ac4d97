package dev.balboa.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/// Oracle: what `torch.utils.data.DistributedSampler(range(n), world, rank, shuffle=False)` lists,
/// and what a partition is.
class ShardTest {

    @Test
    void indicesAreThoseOfPyTorchsDistributedSampler() {
        int[] ten = IntStream.range(0, 10).toArray();
        assertThat(new Shard(0, 4).indices(ten)).containsExactly(0, 4, 8);
        assertThat(new Shard(1, 4).indices(ten)).containsExactly(1, 5, 9);
        assertThat(new Shard(2, 4).indices(ten)).containsExactly(2, 6, 0);
        assertThat(new Shard(3, 4).indices(ten)).containsExactly(3, 7, 1);
        // fewer indices than processes: the order is gone through more than once
        assertThat(new Shard(4, 5).indices(new int[] {7, 8})).containsExactly(7);
        assertThat(new Shard(0, 1).indices(ten)).containsExactly(ten);
        assertThat(new Shard(1, 2).indices(new int[0])).isEmpty();
    }

    @Test
    void togetherThePartsAreTheWholeAndOneSizeEach() {
        for (int size = 1; size < 30; size++) {
            int[] order = IntStream.range(0, size).toArray();
            for (int world = 1; world < 9; world++) {
                boolean[] seen = new boolean[size];
                for (int rank = 0; rank < world; rank++) {
                    int[] part = new Shard(rank, world).indices(order);
                    assertThat(part).hasSize((size + world - 1) / world);
                    Arrays.stream(part).forEach(i -> seen[i] = true);
                }
                assertThat(seen).as("%s over %s", size, world).doesNotContain(false);
            }
        }
    }

    @Test
    void aDatasetIsCutTheSameWay() {
        Image black = new Image(1, 1, new byte[3]);
        ImageDataset whole = ImagesInMemory.unlabelled("x", Collections.nCopies(5, black));
        ImageDataset part = new Shard(1, 2).of(whole);
        assertThat(IntStream.range(0, part.size()).mapToObj(part::name).toList())
                .isEqualTo(List.of("x/1", "x/3", "x/0"));
    }

    @Test
    void ranksOutsideTheWorldAreNamed() {
        assertThatThrownBy(() -> new Shard(4, 4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("rank: 4 (expected: 0 to 3, one less than worldSize)");
        assertThatThrownBy(() -> new Shard(-1, 4)).hasMessageStartingWith("rank: -1");
        assertThatThrownBy(() -> new Shard(0, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("worldSize: 0 (expected: >= 1)");
    }
}
