package dev.balboa.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balboa.autograd.CustomFunction;
import dev.balboa.tensor.Graph;
import dev.balboa.tensor.Memory;
import dev.balboa.tensor.Operator;
import dev.balboa.tensor.Tensor;
import dev.balboa.testkit.WithoutScope;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The collector runs all the time while tensors are used and dropped without close. Oracles:
/// closed forms, and the counters of what native code holds. A tensor freed during a native call
/// gives a wrong value or ends the process.
@WithoutScope
class GcStressTest {
    private static final int ROUNDS = Integer.getInteger("balboa.gc.rounds", 2_000);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private volatile boolean stop;
    private Thread collector;

    @BeforeEach
    void startCollecting() {
        stop = false;
        collector =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    while (!stop) System.gc();
                                });
    }

    @AfterEach
    void stopCollecting() throws InterruptedException {
        stop = true;
        collector.join();
    }

    @Test
    void chainsOfDroppedTensorsGiveRightResults() {
        for (int i = 0; i < ROUNDS; i++) {
            double found = Tensor.of(i, i + 1.0).add(1).mul(Tensor.of(2.0, 3.0)).sum().item();
            assertThat(found).isEqualTo(2.0 * (i + 1) + 3.0 * (i + 2));
        }
    }

    @Test
    void droppedGraphsGiveRightGradients() {
        Tensor w = Tensor.of(3.0, 4.0).requiresGrad_(true);
        for (int i = 0; i < ROUNDS; i++) {
            w.mul(w).mul(i).sum().backward();
            assertThat(w.grad().toDoubleArray()).containsExactly(6.0 * i, 8.0 * i);
            w.zeroGrad();
        }
        w.close();
    }

    @Test
    void functionsAndHooksInJavaSurviveTheirDroppedTensors() {
        Tensor w = Tensor.of(3.0).requiresGrad_(true);
        for (int i = 0; i < ROUNDS; i++) {
            Tensor y = new Cube().apply(w)[0];
            y.registerHook(gradient -> gradient.mul(2));
            y.sum().backward();
            assertThat(w.grad().item()).isEqualTo(2 * 3 * 9.0);
            w.zeroGrad();
        }
        w.close();
    }

    @Test
    void droppedTensorsAreFreedAndCounted() throws InterruptedException {
        long before = Memory.liveTensors();
        long caught = Memory.caught();
        for (int i = 0; i < ROUNDS; i++) Tensor.of(i, 1f);
        await(() -> Memory.liveTensors() <= before);
        assertThat(Memory.caught() - caught).isGreaterThanOrEqualTo(ROUNDS);
    }

    @Test
    void listsOfMixedNumbersAreHeldForTheCall() {
        Operator add = Operator.of("aten::_foreach_add.ScalarList");
        for (int i = 0; i < ROUNDS; i++) {
            List<?> sums =
                    (List<?>)
                            add.results(
                                            List.of(Tensor.of(1.0), Tensor.of(2.0)),
                                            List.of(i, i + 0.5))
                                    .getFirst();
            assertThat(((Tensor) sums.get(0)).item()).isEqualTo(1 + i);
            assertThat(((Tensor) sums.get(1)).item()).isEqualTo(2 + i + 0.5);
        }
    }

    @Test
    void closedTensorsAreNotCaughtAsWell() throws InterruptedException {
        settle(); // other tests have dropped tensors, too
        long before = Memory.liveTensors();
        long caught = Memory.caught();
        for (int i = 0; i < ROUNDS; i++) {
            Tensor closed = Tensor.of(i, 1f);
            Tensor.of(i, 2f);
            closed.close();
        }
        await(() -> Memory.liveTensors() <= before);
        assertThat(Memory.liveTensors()).isEqualTo(before);
        assertThat(Memory.caught() - caught).isEqualTo(ROUNDS);
    }

    @Test
    void droppedGraphsLetGoOfTheirJavaFunctions() throws InterruptedException {
        int before = Graph.heldFunctions();
        try (Tensor w = Tensor.of(3.0).requiresGrad_(true)) {
            for (int i = 0; i < ROUNDS; i++) new Cube().apply(w);
            await(() -> Graph.heldFunctions() <= before);
        }
        assertThat(Graph.heldFunctions()).isLessThanOrEqualTo(before);
    }

    /// Waits until the collector, which runs all the time, finds no more dropped tensors.
    private static void settle() throws InterruptedException {
        long last;
        do {
            last = Memory.caught();
            Thread.sleep(500);
        } while (Memory.caught() != last);
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline)
                throw new AssertionError("not freed within " + PATIENCE);
            Thread.sleep(5);
        }
    }

    /// x^3.
    private static final class Cube implements CustomFunction {
        @Override
        public Tensor[] forward(Context context, Tensor... inputs) {
            context.save(inputs[0]);
            return new Tensor[] {inputs[0].pow(3)};
        }

        @Override
        public Tensor[] backward(Context context, Tensor... gradOutputs) {
            return new Tensor[] {gradOutputs[0].mul(context.saved()[0].square()).mul(3)};
        }
    }
}
