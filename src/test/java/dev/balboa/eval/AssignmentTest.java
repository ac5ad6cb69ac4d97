package dev.balboa.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Oracle: every permutation tried.
class AssignmentTest {

    private static double cheapest(double[][] costs, int row, int taken) {
        if (row == costs.length) {
            return 0;
        }
        double best = Double.POSITIVE_INFINITY;
        for (int j = 0; j < costs.length; j++) {
            if ((taken & 1 << j) == 0) {
                best = Math.min(best, costs[row][j] + cheapest(costs, row + 1, taken | 1 << j));
            }
        }
        return best;
    }

    private static double cost(double[][] costs, int[] columns) {
        return IntStream.range(0, costs.length).mapToDouble(i -> costs[i][columns[i]]).sum();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7})
    void noPermutationIsCheaper(int n) {
        Random random = new Random(n);
        for (int trial = 0; trial < 200; trial++) {
            // few distinct costs on every other trial, so that ties occur
            boolean coarse = trial % 2 == 0;
            double[][] costs = new double[n][n];
            for (double[] row : costs) {
                for (int j = 0; j < n; j++) {
                    row[j] = coarse ? random.nextInt(4) - 2 : random.nextGaussian();
                }
            }
            int[] columns = Assignment.of(costs);
            assertThat(IntStream.of(columns).sorted().toArray())
                    .isEqualTo(IntStream.range(0, n).toArray());
            assertThat(cost(costs, columns)).isCloseTo(cheapest(costs, 0, 0), within(1e-9));
        }
    }

    @Test
    void takesTheSecondBestWhereTheBestIsDearerForOthers() {
        // row by row, the first would take column 0, and the second would be left with 10
        assertThat(Assignment.of(new double[][] {{1, 2}, {1, 10}})).containsExactly(1, 0);
    }
}
