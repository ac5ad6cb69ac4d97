package dev.balboa.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// Oracle: rows that carry their own number, so that what belongs together can be seen.
class BatchesTest {

    private static List<Long> rows(Batches batches, int epoch) {
        List<Long> seen = new ArrayList<>();
        Iterator<List<Tensor>> walk = batches.epoch(epoch);
        while (walk.hasNext()) {
            List<Tensor> batch = walk.next();
            long[] x = batch.get(0).toLongArray();
            long[] y = batch.get(1).flatten().toLongArray();
            assertThat(y).as("the columns stay together").isEqualTo(x);
            LongStream.of(x).forEach(seen::add);
        }
        return seen;
    }

    private static Batches batches(long seed) {
        return Batches.of(4, seed, Tensor.arange(10), Tensor.arange(10).reshape(10, 1));
    }

    @Test
    void everyRowComesOnceAnEpochInAnOrderOfItsOwn() {
        Batches batches = batches(3);
        assertThat(batches.perEpoch()).isEqualTo(3);
        List<Long> first = rows(batches, 0);
        assertThat(first).containsExactlyInAnyOrder(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
        assertThat(rows(batches, 0)).isEqualTo(first);
        assertThat(rows(batches, 1)).isNotEqualTo(first).hasSize(10);
        assertThat(rows(batches(4), 0)).isNotEqualTo(first);
    }

    @Test
    void theOrderMayBeThatOfTheRowsAndTheLastMayBeLeftOut() {
        assertThat(rows(batches(3).inOrder(), 5))
                .containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
        Batches whole = batches(3).inOrder().withoutTheLast();
        assertThat(whole.perEpoch()).isEqualTo(2);
        assertThat(rows(whole, 0)).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L);
    }

    @Test
    void whatDoesNotFitIsNamed() {
        Tensor ten = Tensor.arange(10);
        assertThatThrownBy(() -> Batches.of(4, 0, ten, Tensor.arange(9)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("columns: [[10], [9]] (expected: as many rows in each)");
        assertThatThrownBy(() -> Batches.of(0, 0, ten)).hasMessage("size: 0 (expected: >= 1)");
        assertThatThrownBy(() -> Batches.of(11, 0, ten).withoutTheLast())
                .hasMessage("rows: 10 (expected: >= 11)");
        assertThatThrownBy(() -> Batches.of(4, 0)).hasMessage("columns: 0 (expected: >= 1)");
        assertThatThrownBy(() -> Batches.of(1, 0, Tensor.zeros(Shape.of(0))))
                .hasMessage("rows: 0 (expected: >= 1)");
    }
}
