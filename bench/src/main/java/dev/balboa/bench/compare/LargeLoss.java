package dev.balboa.bench.compare;

import dev.balboa.loss.NtXent;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Random;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import java.io.IOException;
import java.util.Locale;

/// NT-Xent of one large batch, forward and backward, as a whole process: `LargeLoss PAIRS`. Prints
/// the loss of pairs that have nothing to do with each other, which is about `ln(2 B − 1)` and half
/// the variance of a score, the time, and the most memory the process had.
final class LargeLoss {
    private static final int DIMS = 128;

    private LargeLoss() {}

    /// @param args the number of pairs
    public static void main(String[] args) throws IOException {
        int pairs = Integer.parseInt(args[0]);
        try (Scope _ = Scope.open();
                Generator generator = Generator.of(0)) {
            Shape shape = Shape.of(pairs, DIMS);
            Tensor z0 = Random.randn(shape, generator).requiresGrad_(true);
            Tensor z1 = Random.randn(shape, generator).requiresGrad_(true);
            long start = System.nanoTime();
            Tensor loss = NtXent.defaults().apply(z0, z1);
            loss.backward();
            System.out.printf(
                    Locale.ROOT,
                    "%d pairs: loss %.4f (ln(2 B - 1) = %.4f), %.1f s, peak %.0f MB%n",
                    pairs,
                    loss.item(),
                    Math.log(2.0 * pairs - 1),
                    (System.nanoTime() - start) / 1e9,
                    PeakMemory.megabytes());
        }
    }
}
