package dev.balboa.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balboa.autograd.Autocast;
import dev.balboa.autograd.Autograd;
import dev.balboa.tensor.DType;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Tensor;
import dev.balboa.testkit.WithoutScope;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// libtorch's modes belong to the carrier thread and a virtual thread changes carriers, so what
/// depends on a mode is refused there, and everything else works. The oracle is the documented
/// message.
@WithoutScope
class VirtualThreadTest {
    static Stream<Arguments> modes() {
        return Stream.of(
                mode("noGrad", () -> Autograd.noGrad(() -> {})),
                mode("noGrad", () -> Autograd.enableGrad(() -> 0)),
                mode("inferenceMode", () -> Autograd.inferenceMode(() -> {})),
                mode("autocast", () -> Autocast.cpu(DType.BFLOAT16).run(() -> {})),
                mode("a Scope", Scope::open));
    }

    private static Arguments mode(String name, Runnable block) {
        return Arguments.of(name, Named.of(name, block));
    }

    @ParameterizedTest
    @MethodSource("modes")
    void modesAndScopesAreRefusedWithTheRemedy(String name, Runnable block) throws Exception {
        String message =
                onVirtualThread(
                        () -> {
                            try {
                                block.run();
                                return "no exception";
                            } catch (IllegalStateException e) {
                                return e.getMessage();
                            }
                        });
        assertThat(message)
                .isEqualTo(
                        name
                                + " cannot be used on a virtual thread: libtorch keeps its modes on the carrier thread, which changes; run this block on a platform thread");
    }

    @Test
    void operationsWork() throws Exception {
        double result =
                onVirtualThread(
                        () -> {
                            try (Tensor a = Tensor.of(1.0, 2.0);
                                    Tensor product = a.mul(a);
                                    Tensor sum = product.sum()) {
                                return sum.item();
                            }
                        });
        assertThat(result).isEqualTo(5);
    }

    @Test
    void backwardWithAHookWorks() throws Exception {
        double gradient =
                onVirtualThread(
                        () -> {
                            try (Tensor w = Tensor.of(3.0).requiresGrad_(true);
                                    Tensor square = w.mul(w);
                                    var _ = square.registerHook(g -> g.mul(10))) {
                                square.backward(null, false, false);
                                try (Tensor grad = w.grad()) {
                                    return grad.item();
                                }
                            }
                        });
        assertThat(gradient).isEqualTo(60);
    }

    private static <T> T onVirtualThread(Callable<T> work) throws Exception {
        FutureTask<T> task = new FutureTask<>(work);
        Thread.ofVirtual().start(task);
        return task.get();
    }
}
