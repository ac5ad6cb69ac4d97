package dev.balboa.reliability;

import dev.balboa.autograd.Autograd;
import dev.balboa.autograd.CustomFunction;
import dev.balboa.autograd.GradOptions;
import dev.balboa.tensor.Hook;
import dev.balboa.tensor.Memory;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/// Java code under `backward()` where that runs on a thread of the native part. Prints one line per
/// claim.
final class LargeStackMain {
    private static final int ROUNDS = 3_000;

    private LargeStackMain() {}

    public static void main(String[] arguments) throws IOException {
        long before = Memory.liveTensors();
        try (Scope _ = Scope.open()) {
            Tensor w = Tensor.of(2.0).requiresGrad_(true);
            System.out.println("same-exception " + sameException(w));
            System.out.println("nested-exception " + nestedException(w));
            System.out.println("hook-thread " + (hookThread(w) != Thread.currentThread()));
            Tensor first =
                    Autograd.grad(List.of(cube(w)), List.of(w), List.of(), GradOptions.CREATE_GRAPH)
                            .getFirst();
            System.out.println("first " + first.item());
            System.out.println("second " + Autograd.grad(first, List.of(w)).getFirst().item());
            w.zeroGrad();
            System.out.println("threads " + threadsAfterManyRounds(w));
        }
        System.out.println("leaked " + (Memory.liveTensors() - before));
    }

    private static boolean sameException(Tensor w) {
        IllegalArgumentException mine = new IllegalArgumentException("mine");
        try (Hook _ =
                w.registerHook(
                        _ -> {
                            throw mine;
                        })) {
            cube(w).backward();
            return false;
        } catch (IllegalArgumentException e) {
            return e == mine;
        }
    }

    private static boolean nestedException(Tensor w) {
        IllegalArgumentException mine = new IllegalArgumentException("mine");
        Tensor inner = Tensor.of(3.0).requiresGrad_(true);
        inner.registerHook(
                _ -> {
                    throw mine;
                });
        try (Hook _ =
                w.registerHook(
                        _ -> {
                            Autograd.enableGrad(() -> cube(inner)).backward();
                            return null;
                        })) {
            cube(w).backward();
            return false;
        } catch (IllegalArgumentException e) {
            return e == mine;
        }
    }

    private static Thread hookThread(Tensor w) {
        AtomicReference<Thread> seen = new AtomicReference<>();
        try (Hook _ =
                w.registerHook(
                        _ -> {
                            seen.set(Thread.currentThread());
                            return null;
                        })) {
            cube(w).backward();
        }
        return seen.get();
    }

    // How many more threads the process has after many backward calls.
    private static long threadsAfterManyRounds(Tensor w) throws IOException {
        try (Hook _ = w.registerHook(gradient -> gradient.mul(1))) {
            for (int i = 0; i < 10; i++) round(w);
            long before = threads();
            for (int i = 0; i < ROUNDS; i++) round(w);
            return threads() - before;
        }
    }

    private static void round(Tensor w) {
        try (Scope _ = Scope.open()) {
            cube(w).backward();
        }
    }

    private static long threads() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("Threads:"))
                .mapToLong(line -> Long.parseLong(line.substring(8).strip()))
                .sum();
    }

    private static Tensor cube(Tensor w) {
        return new Cube().apply(w)[0].sum();
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
