package dev.balboa.reliability;

import dev.balboa.autograd.Autograd;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import dev.balboa.tensor.TorchException;
import java.util.Arrays;

/// Graphs and shapes far beyond the usual, on a thread with a 1 MB stack. Arguments: the name of a
/// case below. Prints `result` and what came of it.
final class ExtremesMain {
    private static final int DEEP = 300_000;
    private static final int NESTED = 200;
    private static final long STACK_BYTES = 1 << 20;

    private ExtremesMain() {}

    public static void main(String[] arguments) throws InterruptedException {
        Thread thread =
                new Thread(
                        null,
                        () -> System.out.println("result " + run(arguments[0])),
                        "small",
                        STACK_BYTES);
        thread.start();
        thread.join();
    }

    private static String run(String name) {
        try (Scope _ = Scope.open()) {
            return switch (name) {
                case "rank" -> manyDimensions();
                case "deep" -> deepGraph(true);
                case "dropped" -> deepGraph(false);
                case "nested" -> nested();
                default -> throw new IllegalArgumentException(name);
            };
        }
    }

    private static String manyDimensions() {
        long[] sizes = new long[140];
        Arrays.fill(sizes, 1);
        try {
            return Tensor.zeros(Shape.of(1)).reshape(sizes).shape().toString();
        } catch (TorchException | IllegalArgumentException e) {
            return e.getMessage();
        }
    }

    private static String deepGraph(boolean backward) {
        Tensor w = Tensor.of(1.0).requiresGrad_(true);
        Tensor x = w.mul(1);
        for (int i = 0; i < DEEP; i++) {
            Tensor next = x.add(1);
            x.close();
            x = next;
        }
        if (!backward) {
            x.close();
            return "freed";
        }
        x.sum().backward();
        return Double.toString(w.grad().item());
    }

    // A backward in a hook of a backward in a hook ...; each adds 2 w to the gradient of w = 1.
    private static String nested() {
        Tensor w = Tensor.of(1.0).requiresGrad_(true);
        backward(w, NESTED);
        return Double.toString(w.grad().item());
    }

    private static void backward(Tensor w, int depth) {
        Tensor square = Autograd.enableGrad(() -> w.mul(w).sum());
        square.registerHook(
                _ -> {
                    if (depth > 1) backward(w, depth - 1);
                    return null;
                });
        square.backward();
    }
}
