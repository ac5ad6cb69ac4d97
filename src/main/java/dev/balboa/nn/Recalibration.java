package dev.balboa.nn;

import dev.balboa.autograd.Autograd;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Tensor;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/// Sets the running statistics of batch norms to the plain average over given batches, without
/// training anything.
///
/// A network that was never trained normalises by mean 0 and variance 1, which are not its
/// activations'; part of what training seems to gain is only these statistics. Recalibrating the
/// untrained network shows that part. The average is cumulative: batch `n` weighs `1 / n`
/// (PyTorch's `momentum=None`).
public final class Recalibration {

    private Recalibration() {}

    /// Runs the batches through the model in training mode without gradients, then restores each
    /// batch norm's mode.
    ///
    /// @param model   its batch norms lose their former running statistics
    /// @param batches inputs of the model, each with at least two rows; equal sizes, or small ones
    ///     weigh too much
    /// @return number of batches seen
    /// @throws IllegalArgumentException when there is no batch
    public static int batchNorm(Layer model, Iterable<Tensor> batches) {
        List<BatchStatistics> norms =
                ModuleTree.modules(model).stream().flatMap(Recalibration::statistics).toList();
        List<Boolean> modes = norms.stream().map(BatchStatistics::training).toList();
        norms.forEach(BatchStatistics::startCumulative);
        norms.forEach(norm -> norm.mode(true));
        int[] seen = new int[1];
        try {
            Autograd.noGrad(() -> seen[0] = forward(model, batches));
        } finally {
            for (int i = 0; i < norms.size(); i++) {
                norms.get(i).endCumulative();
                norms.get(i).mode(modes.get(i));
            }
        }
        if (seen[0] == 0) {
            throw new IllegalArgumentException(
                    "batches: none (expected: at least one batch of inputs)");
        }
        return seen[0];
    }

    private static Stream<BatchStatistics> statistics(Module module) {
        return switch (module) {
            case BatchNorm1d norm -> Stream.of(norm.statistics());
            case BatchNorm2d norm -> Stream.of(norm.statistics());
            default -> Stream.empty();
        };
    }

    private static int forward(Layer model, Iterable<Tensor> batches) {
        int count = 0;
        Iterator<Tensor> iterator = batches.iterator();
        while (iterator.hasNext()) {
            // a batch that is made on demand is freed before the next
            try (Scope _ = Scope.open()) {
                model.forward(iterator.next());
                count++;
            }
        }
        return count;
    }
}
