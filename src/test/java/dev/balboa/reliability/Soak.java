package dev.balboa.reliability;

import dev.balboa.nn.BatchNorm1d;
import dev.balboa.nn.Linear;
import dev.balboa.nn.Relu;
import dev.balboa.nn.Sequential;
import dev.balboa.optim.Schedule;
import dev.balboa.optim.Sgd;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Memory;
import dev.balboa.tensor.Random;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Training steps of a tiny network, each in a scope of its own: forward, loss, backward with a
/// hook written in Java, SGD with momentum.
final class Soak implements AutoCloseable {
    private static final int BATCH = 16;
    private static final int WIDTH = 24;
    private static final long KIB = 1024;

    private final Generator generator = Generator.of(1);
    private final Sequential model =
            Sequential.of(
                    Linear.of(WIDTH, WIDTH, generator),
                    BatchNorm1d.of(WIDTH),
                    new Relu(),
                    Linear.of(WIDTH, 1, generator));
    private final Sgd optimizer =
            Sgd.of(
                    new Sgd.Config(0.01, 0.9, 1e-4, false),
                    model.parameters(),
                    new Schedule.Constant());

    /// What lives after some steps.
    ///
    /// @param steps steps done
    /// @param tensors live handles
    /// @param bytes live bytes of tensor storage
    /// @param systemAllocations allocations the cache could not serve, since the start
    /// @param residentBytes resident set size of the process
    record Census(
            long steps, long tensors, long bytes, long systemAllocations, long residentBytes) {}

    /// One step; learns that the target is the mean of the inputs.
    ///
    /// @return the loss
    double step() {
        try (Scope _ = Scope.open()) {
            Tensor x = Random.randn(Shape.of(BATCH, WIDTH), generator);
            Tensor hidden = model.forward(x);
            hidden.registerHook(gradient -> gradient.mul(1));
            Tensor loss = hidden.sub(x.mean(true, 1)).square().mean();
            optimizer.zeroGrad();
            loss.backward();
            optimizer.step();
            return loss.item();
        }
    }

    /// Counts what lives now.
    Census census(long steps) {
        return new Census(
                steps,
                Memory.liveTensors(),
                Memory.liveBytes(),
                Memory.systemAllocations(),
                residentBytes());
    }

    private static long residentBytes() {
        try {
            String line =
                    Files.readAllLines(Path.of("/proc/self/status")).stream()
                            .filter(text -> text.startsWith("VmRSS:"))
                            .findFirst()
                            .orElseThrow();
            return KIB * Long.parseLong(line.replaceAll("\\D", ""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        optimizer.close();
        model.close();
        generator.close();
    }
}
