package dev.balboa.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Memory;
import dev.balboa.tensor.Random;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import dev.balboa.testkit.WithoutScope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

/// Several threads at once. The oracles are values that do not depend on the order of events
/// (closed forms, the sequence that one thread draws) and the counter of live tensors.
///
/// Short form; `-Dbalboa.race.rounds=1000000` is the long one.
@WithoutScope
class ConcurrencyTest {
    private static final int ROUNDS = Integer.getInteger("balboa.race.rounds", 200_000);
    private static final int THREADS = 8;
    private static final int SCOPES = 300;
    private static final int DRAWS = 10_000;

    @Test
    void aUseThatRacesACloseEitherWorksOrSaysThatTheTensorIsClosed() throws Exception {
        UseCloseRace race = new UseCloseRace();
        List<Long> refused =
                together(
                        2,
                        i -> {
                            if (i == 0) return race.use(ROUNDS);
                            race.close();
                            return (long) ROUNDS;
                        });
        assertThat(refused).containsExactly((long) ROUNDS, (long) ROUNDS);
    }

    @Test
    void everyTensorOfTheRaceIsFreed() throws Exception {
        long before = Memory.liveTensors();
        UseCloseRace race = new UseCloseRace();
        together(
                2,
                i -> {
                    if (i == 0) return race.use(ROUNDS / 10);
                    race.close();
                    return 0L;
                });
        // One closed during its maker's call is freed by another thread, a millisecond later.
        for (int i = 0; i < 1000 && Memory.liveTensors() > before; i++) Thread.sleep(2);
        assertThat(Memory.liveTensors()).isEqualTo(before);
    }

    @Test
    void twoThreadsMayCloseTheSameTensor() throws Exception {
        long before = Memory.liveTensors();
        Tensor[] tensors = new Tensor[DRAWS];
        Arrays.setAll(tensors, i -> Tensor.scalar(i));
        together(
                2,
                i -> {
                    for (Tensor tensor : tensors) tensor.close();
                    return i;
                });
        assertThat(Memory.liveTensors()).isEqualTo(before);
    }

    @Test
    void eightThreadsComputeEachInItsOwnScope() throws Exception {
        List<Double> sums =
                together(
                        THREADS,
                        i -> {
                            double sum = 0;
                            for (int k = 0; k < SCOPES; k++) sum += twiceTheSumOfSquares(i, k);
                            return sum;
                        });
        List<Double> expected = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            double sum = 0;
            for (int k = 0; k < SCOPES; k++) sum += 2.0 * (i * i + k * k);
            expected.add(sum);
        }
        assertThat(sums).isEqualTo(expected);
    }

    // The gradient of |w|^2 is 2 w, and w times that is twice the sum of squares.
    private static double twiceTheSumOfSquares(int a, int b) {
        try (Scope _ = Scope.open()) {
            Tensor w = Tensor.of((double) a, (double) b).requiresGrad_(true);
            w.mul(w).sum().backward();
            return w.detach().mul(w.grad()).sum().item();
        }
    }

    @Test
    void closingAScopeFreesTheTensorsOfItsOwnThreadOnly() throws Exception {
        CyclicBarrier made = new CyclicBarrier(THREADS);
        List<Boolean> alive =
                together(
                        THREADS,
                        i -> {
                            try (Scope _ = Scope.open()) {
                                Tensor mine = Tensor.scalar(i);
                                made.await();
                                if (i % 2 == 0) return true;
                                for (int k = 0; k < SCOPES; k++) mine.add(k);
                                return !mine.isClosed() && mine.item() == i;
                            }
                        });
        assertThat(alive).isEqualTo(Collections.nCopies(THREADS, true));
    }

    @Test
    void aScopeIsRefusedToOtherThreads() {
        try (Scope scope = Scope.open()) {
            Tensor tensor = Tensor.scalar(1);
            assertThatThrownBy(() -> together(1, _ -> scope.keep(tensor)))
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("a scope belongs to the thread that opened it")
                    .hasMessageContaining("detach the tensors that change threads");
        }
    }

    @Test
    void twoThreadsOnOneGeneratorShareItsSequence() throws Exception {
        double[] expected;
        try (Generator generator = Generator.of(5)) {
            expected =
                    DoubleStream.generate(() -> draw(generator))
                            .limit(2 * DRAWS)
                            .sorted()
                            .toArray();
        }
        try (Generator generator = Generator.of(5)) {
            List<double[]> drawn =
                    together(
                            2,
                            _ ->
                                    DoubleStream.generate(() -> draw(generator))
                                            .limit(DRAWS)
                                            .toArray());
            double[] all =
                    DoubleStream.concat(Arrays.stream(drawn.get(0)), Arrays.stream(drawn.get(1)))
                            .sorted()
                            .toArray();
            assertThat(all).isEqualTo(expected);
        }
    }

    private static double draw(Generator generator) {
        try (Tensor number = Random.rand(Shape.SCALAR, generator)) {
            return number.item();
        }
    }

    @Test
    void aGeneratorClosedWhileOthersDrawRefusesTheNextDraw() throws Exception {
        Generator generator = Generator.of(5);
        List<String> ends =
                together(
                        2,
                        i -> {
                            for (int k = 0; i == 1 && k < SCOPES; k++) draw(generator);
                            if (i == 1) generator.close();
                            return refusalOfADraw(generator);
                        });
        assertThat(ends).containsOnly("the generator is closed");
    }

    private static String refusalOfADraw(Generator generator) {
        while (true) {
            try {
                draw(generator);
            } catch (IllegalStateException e) {
                return e.getMessage();
            }
        }
    }

    /// Runs `task` on several threads that start together.
    private static <T> List<T> together(int threads, Work<T> task) throws Exception {
        CyclicBarrier start = new CyclicBarrier(threads);
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            IntFunction<Callable<T>> call =
                    i ->
                            () -> {
                                start.await();
                                return task.run(i);
                            };
            List<Future<T>> futures = new ArrayList<>();
            for (int i = 0; i < threads; i++) futures.add(pool.submit(call.apply(i)));
            List<T> results = new ArrayList<>();
            for (Future<T> future : futures) results.add(future.get());
            return results;
        }
    }

    /// Work of the thread with a number.
    @FunctionalInterface
    private interface Work<T> {
        T run(int thread) throws Exception;
    }
}
