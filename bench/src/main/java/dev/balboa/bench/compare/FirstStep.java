package dev.balboa.bench.compare;

import dev.balboa.bench.SmallNetwork;
import dev.balboa.data.Batch;
import dev.balboa.optim.Schedule;
import dev.balboa.optim.Sgd;
import dev.balboa.ssl.SimClr;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Random;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import java.util.List;
import java.util.Locale;

/// From the start of the process to the first training step of the small convolutional network;
/// `bench/python/first_step.py` does the same.
final class FirstStep {
    private static final Shape VIEW = Shape.of(16, 3, 32, 32);

    private FirstStep() {}

    /// @param args none
    public static void main(String[] args) {
        try (Scope _ = Scope.open();
                Generator generator = Generator.of(0);
                SimClr method = SmallNetwork.simClr(generator);
                Sgd optimizer = SmallNetwork.sgd(method, new Schedule.Constant())) {
            Batch batch =
                    Batch.of(List.of(Random.randn(VIEW, generator), Random.randn(VIEW, generator)));
            Tensor loss = method.step(batch).loss();
            loss.backward();
            optimizer.step();
            System.out.printf(Locale.ROOT, "1 steps, mean loss %.4f%n", loss.item());
        }
    }
}
