package dev.balboa.eval;

import java.util.Arrays;

/// The one-to-one assignment of rows to columns with the least sum of costs: the Hungarian method
/// by shortest augmenting paths, `n³` steps. Kuhn 1955; Jonker and Volgenant 1987.
final class Assignment {

    private final double[][] costs;
    private final int n;
    // dual prices: costs[i][j] - rowPrice[i] - columnPrice[j] >= 0, and 0 where assigned
    private final double[] rowPrice;
    private final double[] columnPrice;
    private final int[] rowOf;

    private Assignment(double[][] costs) {
        this.costs = costs;
        this.n = costs.length;
        this.rowPrice = new double[n];
        this.columnPrice = new double[n];
        this.rowOf = new int[n];
        Arrays.fill(rowOf, -1);
    }

    /// The best assignment.
    ///
    /// @param costs `n × n`, finite
    /// @return the column of each row
    static int[] of(double[][] costs) {
        Assignment assignment = new Assignment(costs);
        for (int row = 0; row < costs.length; row++) {
            assignment.add(row);
        }
        int[] columnOf = new int[costs.length];
        for (int column = 0; column < costs.length; column++) {
            columnOf[assignment.rowOf[column]] = column;
        }
        return columnOf;
    }

    /// Assigns one more row, moving others along the cheapest path to a free column.
    private void add(int row) {
        double[] distance = new double[n];
        int[] before = new int[n];
        boolean[] done = new boolean[n];
        Arrays.fill(distance, Double.POSITIVE_INFINITY);
        int at = row;
        int column = -1;
        double travelled = 0;
        do {
            for (int j = 0; j < n; j++) {
                double length = travelled + costs[at][j] - rowPrice[at] - columnPrice[j];
                if (!done[j] && length < distance[j]) {
                    distance[j] = length;
                    before[j] = column;
                }
            }
            column = nearest(distance, done);
            done[column] = true;
            travelled = distance[column];
            at = rowOf[column];
        } while (at >= 0);
        reprice(row, distance, done, travelled);
        for (int j = column; j >= 0; j = before[j]) {
            rowOf[j] = before[j] < 0 ? row : rowOf[before[j]];
        }
    }

    private static int nearest(double[] distance, boolean[] done) {
        int best = -1;
        for (int j = 0; j < distance.length; j++) {
            if (!done[j] && (best < 0 || distance[j] < distance[best])) {
                best = j;
            }
        }
        return best;
    }

    private void reprice(int row, double[] distance, boolean[] done, double travelled) {
        rowPrice[row] += travelled;
        for (int j = 0; j < n; j++) {
            if (done[j]) {
                double slack = travelled - distance[j];
                columnPrice[j] -= slack;
                if (rowOf[j] >= 0) {
                    rowPrice[rowOf[j]] += slack;
                }
            }
        }
    }
}
