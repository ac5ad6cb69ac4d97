package dev.balboa.tensor;

import static dev.balboa.testkit.TensorAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/// Indexing; the oracle is NumPy's rules on `x = arange(24).reshape(2, 3, 4)`, worked out by hand.
class IndexTest {
    private final Tensor x = Tensor.arange(24).reshape(2, 3, 4);

    @Test
    void integersSelectAndRangesSlice() {
        assertThat(x.get(Index.at(1), Index.at(-1))).hasShape(4).hasValues(20, 21, 22, 23);
        assertThat(x.get(Index.at(0), Index.range(0, 3, 2), Index.range(1, 3)))
                .hasShape(2, 2)
                .hasValues(1, 2, 9, 10);
        assertThat(x.get(Index.all(), Index.from(2), Index.at(0))).hasShape(2, 1).hasValues(8, 20);
    }

    @Test
    void anEllipsisStandsForTheRest() {
        assertThat(x.get(Index.ellipsis(), Index.at(3)))
                .hasShape(2, 3)
                .hasValues(3, 7, 11, 15, 19, 23);
        assertThat(x.get(Index.at(1), Index.ellipsis(), Index.range(0, 1)))
                .hasShape(3, 1)
                .hasValues(12, 16, 20);
        assertThatThrownBy(() -> x.get(Index.ellipsis(), Index.ellipsis()))
                .hasMessage("only one ellipsis can stand in an index");
    }

    @Test
    void aNewAxisAddsADimension() {
        assertThat(x.get(Index.newAxis(), Index.at(0))).hasShape(1, 3, 4);
        assertThat(x.get(Index.ellipsis(), Index.newAxis())).hasShape(2, 3, 4, 1);
    }

    @Test
    void masksSelectWhereTheyAreTrue() {
        assertThat(x.get(Index.mask(x.gt(21)))).hasShape(2).hasValues(22, 23);
        assertThat(x.get(Index.all(), Index.mask(Tensor.of(true, false, true)), Index.at(0)))
                .hasShape(2, 2)
                .hasValues(0, 8, 12, 20);
        Tensor rows =
                Tensor.of(new boolean[] {true, false, false, false, false, true}, Shape.of(2, 3));
        assertThat(x.get(Index.mask(rows), Index.range(0, 2)))
                .hasShape(2, 2)
                .hasValues(0, 1, 20, 21);
    }

    @Test
    void indexTensorsGather() {
        assertThat(x.get(Index.at(0), Index.of(Tensor.of(2L, 0L))))
                .hasShape(2, 4)
                .hasValues(8, 9, 10, 11, 0, 1, 2, 3);
        assertThat(
                        x.get(
                                Index.of(Tensor.of(0L, 1L)),
                                Index.of(Tensor.of(1L, 2L)),
                                Index.of(Tensor.of(3L, 0L))))
                .hasValues(7, 20);
    }

    @Test
    void assignmentWritesThroughViews() {
        x.set(-1, Index.at(0), Index.all(), Index.range(0, 4, 3));
        assertThat(x.get(Index.at(0), Index.at(1))).hasValues(-1, 5, 6, -1);
    }

    @Test
    void assignmentThroughMasksAndTensorsWrites() {
        x.set(0, Index.mask(x.lt(20)));
        assertThat(x.sum()).hasValues(20 + 21 + 22 + 23);
        x.set(Tensor.of(7L), Index.of(Tensor.of(0L)), Index.at(0));
        assertThat(x.get(Index.at(0), Index.at(0))).hasValues(7, 7, 7, 7);
    }

    @Test
    void placesOutOfRangeAreNamed() {
        assertThatThrownBy(() -> x.get(Index.at(2)))
                .isInstanceOf(TorchException.class)
                .hasMessageContaining("index 2 out of range");
        assertThatThrownBy(() -> x.get(Index.of(Tensor.of(5L))))
                .isInstanceOf(TorchException.class)
                .hasMessageContaining("index 5 is out of bounds");
        assertThatThrownBy(() -> Index.range(0, 2, 0)).hasMessage("step: 0 (expected: >= 1)");
    }

    @Test
    void aMaskMustBeBoolAndHaveADimension() {
        assertThatThrownBy(() -> Index.mask(Tensor.of(1L)))
                .hasMessage("mask: int64 (expected: bool)");
        assertThatThrownBy(() -> Index.mask(Tensor.of(true).squeeze()))
                .hasMessage("mask: a scalar (expected: at least one dimension)");
    }
}
