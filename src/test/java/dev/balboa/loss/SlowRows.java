package dev.balboa.loss;

import dev.balboa.tensor.DType;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Random;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import java.util.Arrays;
import java.util.stream.Stream;

/// Rows as arrays, for the slow loops that losses are compared with: nothing here calls an operator
/// of the library except to draw numbers.
final class SlowRows {

    private SlowRows() {}

    static Tensor random(long n, long d, long seed) {
        try (Generator generator = Generator.of(seed)) {
            return Random.randn(Shape.of(n, d), generator).to(DType.FLOAT64);
        }
    }

    /// Rows of two columns.
    static Tensor plane(double... values) {
        return Tensor.of(values, Shape.of(values.length / 2, 2));
    }

    static double[][] table(Tensor rows) {
        double[] flat = rows.toDoubleArray();
        int d = (int) rows.size(1);
        double[][] table = new double[(int) rows.size(0)][];
        for (int i = 0; i < table.length; i++) {
            table[i] = Arrays.copyOfRange(flat, i * d, (i + 1) * d);
        }
        return table;
    }

    static double[][] table(Tensor z0, Tensor z1) {
        return Stream.of(table(z0), table(z1)).flatMap(Arrays::stream).toArray(double[][]::new);
    }

    static double cosine(double[] a, double[] b) {
        double dot = 0;
        double aa = 0;
        double bb = 0;
        for (int d = 0; d < a.length; d++) {
            dot += a[d] * b[d];
            aa += a[d] * a[d];
            bb += b[d] * b[d];
        }
        return dot / Math.sqrt(aa * bb);
    }
}
