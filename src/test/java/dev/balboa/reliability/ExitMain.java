package dev.balboa.reliability;

import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Random;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import java.util.concurrent.CountDownLatch;

/// Ends the process while two threads are inside libtorch.
///
/// Arguments: where the threads are (`backward`, or `hook` for a hook that never returns), then
/// what ends the process (`exit` for `System.exit(7)`, or `wait` for a signal from outside, once
/// `ready` is printed).
final class ExitMain {
    private static final int THREADS = 2;
    private static final int LAYERS = 40;
    private static final int WIDTH = 160;

    private ExitMain() {}

    public static void main(String[] arguments) throws InterruptedException {
        boolean inHook = arguments[0].equals("hook");
        CountDownLatch inside = new CountDownLatch(THREADS);
        for (int i = 0; i < THREADS; i++) {
            int seed = i;
            Thread.ofPlatform().start(() -> work(seed, inHook, inside));
        }
        inside.await();
        System.out.println("ready");
        if (arguments[1].equals("exit")) System.exit(7);
        Thread.sleep(Long.MAX_VALUE);
    }

    private static void work(int seed, boolean inHook, CountDownLatch inside) {
        try (Generator generator = Generator.of(seed)) {
            Tensor weight =
                    Random.randn(Shape.of(WIDTH, WIDTH), generator).mul(0.05).requiresGrad_(true);
            while (true) backward(weight, inHook, inside);
        }
    }

    private static void backward(Tensor weight, boolean inHook, CountDownLatch inside) {
        try (Scope _ = Scope.open()) {
            Tensor x = Tensor.ones(Shape.of(WIDTH, WIDTH)).div(WIDTH);
            for (int i = 0; i < LAYERS; i++) x = x.matmul(weight).tanh();
            Tensor loss = x.sum();
            loss.registerHook(
                    gradient -> {
                        inside.countDown();
                        while (inHook) gradient.add(1).close();
                        return null;
                    });
            loss.backward();
            weight.zeroGrad();
        }
    }
}
