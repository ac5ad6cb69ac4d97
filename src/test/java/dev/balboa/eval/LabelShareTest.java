package dev.balboa.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.balboa.tensor.DType;
import dev.balboa.tensor.Tensor;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// Oracle: counts by class, and rows that carry their own number.
class LabelShareTest {

    /// 100 rows of class 0, 40 of class 1, 3 of class 2; row i is (i).
    private static Features features() {
        long[] labels = LongStream.range(0, 143).map(i -> i < 100 ? 0 : i < 140 ? 1 : 2).toArray();
        return new Features(Tensor.arange(143).to(DType.FLOAT32).unsqueeze(1), labels);
    }

    @Test
    void everyClassKeepsItsShareAndAtLeastOneRow() {
        Features few = new LabelShare(0.1, 1).of(features());
        assertThat(Arrays.stream(few.labels()).filter(c -> c == 0)).hasSize(10);
        assertThat(Arrays.stream(few.labels()).filter(c -> c == 1)).hasSize(4);
        assertThat(Arrays.stream(few.labels()).filter(c -> c == 2)).hasSize(1);
        double[] rows = few.values().flatten().toDoubleArray();
        for (int i = 0; i < rows.length; i++) {
            assertThat(features().labels()[(int) rows[i]]).isEqualTo(few.labels()[i]);
        }
        assertThat(rows).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void theSeedDecides() {
        double[] first = new LabelShare(0.1, 1).of(features()).values().flatten().toDoubleArray();
        double[] again = new LabelShare(0.1, 1).of(features()).values().flatten().toDoubleArray();
        double[] other = new LabelShare(0.1, 2).of(features()).values().flatten().toDoubleArray();
        assertThat(again).isEqualTo(first);
        assertThat(other).isNotEqualTo(first);
    }

    @Test
    void theWholeIsTheWhole() {
        Features all = features();
        assertThat(new LabelShare(1, 0).of(all)).isSameAs(all);
    }

    @Test
    void aShareOutOfRangeIsNamed() {
        assertThatThrownBy(() -> new LabelShare(0, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("share: 0.0 (expected: within (0, 1])");
    }
}
