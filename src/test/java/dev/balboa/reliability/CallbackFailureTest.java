package dev.balboa.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.balboa.autograd.Autograd;
import dev.balboa.autograd.CustomFunction;
import dev.balboa.tensor.Memory;
import dev.balboa.tensor.Tensor;
import dev.balboa.tensor.TorchException;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/// Exceptions of Java code that libtorch's engine calls travel through it and come out as
/// themselves; what they interrupt is freed. The oracle is the identity of the exception object.
class CallbackFailureTest {
    private final Tensor w = Tensor.of(1.0, 2.0).requiresGrad_(true);

    @Test
    void anExceptionOfAHookComesOutOfBackwardAsItself() {
        IllegalArgumentException mine = new IllegalArgumentException("mine");
        w.registerHook(throwing(mine));
        assertThat(catchThrowable(() -> w.mul(w).sum().backward())).isSameAs(mine);
    }

    @Test
    void anErrorOfAHookComesOutOfBackwardAsItself() {
        StackOverflowError mine = new StackOverflowError("mine");
        w.registerHook(throwing(mine));
        assertThat(catchThrowable(() -> w.mul(w).sum().backward())).isSameAs(mine);
    }

    @Test
    void anExceptionOfAHookComesOutOfGradAsItself() {
        IllegalArgumentException mine = new IllegalArgumentException("mine");
        w.registerHook(throwing(mine));
        assertThat(catchThrowable(() -> Autograd.grad(w.mul(w).sum(), List.of(w)))).isSameAs(mine);
    }

    @Test
    void anExceptionComesOutOfABackwardInsideAHookAndTheOneAroundIt() {
        IllegalArgumentException mine = new IllegalArgumentException("mine");
        Tensor inner = Tensor.of(3.0).requiresGrad_(true);
        inner.registerHook(throwing(mine));
        w.registerHook(
                _ -> {
                    Autograd.enableGrad(() -> inner.mul(inner).sum()).backward();
                    return null;
                });
        assertThat(catchThrowable(() -> w.mul(w).sum().backward())).isSameAs(mine);
    }

    @Test
    void anExceptionOfACustomBackwardComesOutAsItself() {
        IllegalArgumentException mine = new IllegalArgumentException("mine");
        Tensor y = function(() -> sneak(mine)).apply(w)[0];
        assertThat(catchThrowable(() -> y.sum().backward())).isSameAs(mine);
    }

    @Test
    void anExceptionOfACustomForwardComesOutAsItself() {
        IllegalArgumentException mine = new IllegalArgumentException("mine");
        CustomFunction function =
                new CustomFunction() {
                    @Override
                    public Tensor[] forward(Context context, Tensor... inputs) {
                        throw mine;
                    }

                    @Override
                    public Tensor[] backward(Context context, Tensor... gradOutputs) {
                        throw new AssertionError("there was no forward");
                    }
                };
        assertThat(catchThrowable(() -> function.apply(w))).isSameAs(mine);
    }

    @Test
    void aCheckedExceptionPassesThroughToo() {
        Exception mine = new IOException("mine");
        Tensor y = function(() -> sneak(mine)).apply(w)[0];
        assertThat(catchThrowable(() -> y.sum().backward())).isSameAs(mine);
    }

    @Test
    void tooFewGradientsAreNamed() {
        Tensor y = function(() -> new Tensor[0]).apply(w)[0];
        assertThatThrownBy(() -> y.sum().backward())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "backward returned 0 gradients (expected: 1, one per input, null where there is none)");
    }

    @Test
    void noGradientsAtAllAreNamed() {
        Tensor y = function(() -> null).apply(w)[0];
        assertThatThrownBy(() -> y.sum().backward())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "backward returned no gradients (expected: 1, one per input, null where there is none)");
    }

    @Test
    void aGradientOfTheWrongShapeIsRefused() {
        Tensor y = function(() -> new Tensor[] {Tensor.of(1.0, 2.0, 3.0)}).apply(w)[0];
        assertThatThrownBy(() -> y.sum().backward())
                .isInstanceOf(TorchException.class)
                .hasMessageContaining("invalid gradient at index 0")
                .hasMessageContaining("[3]")
                .hasMessageContaining("[2]");
    }

    @Test
    void aClosedGradientIsRefused() {
        Tensor closed = Tensor.of(1.0, 2.0);
        closed.close();
        Tensor y = function(() -> new Tensor[] {closed}).apply(w)[0];
        assertThatThrownBy(() -> y.sum().backward())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("this tensor is closed");
    }

    @Test
    void aNullHookIsRefusedAtOnce() {
        assertThatThrownBy(() -> w.registerHook(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessageContaining("hook");
    }

    @Test
    void aForwardWithoutResultIsNamed() {
        assertThatThrownBy(() -> returning(null).apply(w))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("forward of " + getClass().getName());
    }

    @Test
    void aForwardWithANullOutputIsNamed() {
        assertThatThrownBy(() -> returning(new Tensor[] {null}).apply(w))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("output 0 of " + getClass().getName());
    }

    @Test
    void aSecondBackwardThroughACustomFunctionIsRefused() {
        Tensor y = function(() -> new Tensor[] {null}).apply(w)[0].sum();
        y.backward();
        assertThatThrownBy(y::backward)
                .isInstanceOf(TorchException.class)
                .hasMessageContaining("backward through the graph a second time");
    }

    @Test
    void aFailedBackwardLeavesNoTensorBehind() {
        w.registerHook(throwing(new IllegalArgumentException("mine")));
        long before = Memory.liveTensors();
        try (Tensor product = w.mul(w);
                Tensor loss = product.sum()) {
            catchThrowable(loss::backward);
        }
        assertThat(Memory.liveTensors()).isEqualTo(before);
    }

    @Test
    void afterAFailedBackwardTheNextOneWorks() {
        var hook = w.registerHook(throwing(new IllegalArgumentException("mine")));
        catchThrowable(() -> w.mul(w).sum().backward());
        hook.close();
        w.zeroGrad();
        w.mul(w).sum().backward();
        assertThat(w.grad().toDoubleArray()).containsExactly(2, 4);
    }

    @Test
    void aClosedTensorDoesNotStopItsGraph() {
        Tensor square = w.mul(w);
        Tensor loss = square.sum();
        square.close();
        loss.backward();
        assertThat(w.grad().toDoubleArray()).containsExactly(2, 4);
    }

    @Test
    void aGraphHoldsItsJavaFunction() {
        Tensor[] outputs = new Tensor[1];
        WeakReference<CustomFunction> function = applied(outputs);
        System.gc();
        outputs[0].sum().backward();
        assertThat(function.get()).isNotNull();
    }

    @Test
    void aFreedGraphLetsGoOfItsJavaFunction() throws InterruptedException {
        Tensor[] outputs = new Tensor[1];
        WeakReference<CustomFunction> function = applied(outputs);
        outputs[0].close();
        for (int i = 0; i < 1_000 && function.get() != null; i++) {
            System.gc();
            Thread.sleep(5);
        }
        assertThat(function.get()).isNull();
    }

    private WeakReference<CustomFunction> applied(Tensor[] outputs) {
        CustomFunction function = function(() -> new Tensor[] {null});
        outputs[0] = function.apply(w)[0];
        return new WeakReference<>(function);
    }

    private static UnaryOperator<Tensor> throwing(Throwable failure) {
        return _ -> CallbackFailureTest.<RuntimeException, Tensor>sneakAny(failure);
    }

    private static Tensor[] sneak(Throwable failure) {
        return CallbackFailureTest.<RuntimeException, Tensor[]>sneakAny(failure);
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable, R> R sneakAny(Throwable failure) throws T {
        throw (T) failure;
    }

    /// A function whose forward returns `outputs`.
    private static CustomFunction returning(Tensor[] outputs) {
        return new CustomFunction() {
            @Override
            public Tensor[] forward(Context context, Tensor... inputs) {
                return outputs;
            }

            @Override
            public Tensor[] backward(Context context, Tensor... gradOutputs) {
                throw new AssertionError("there was no forward");
            }
        };
    }

    /// The identity, with a backward that ends as told.
    private static CustomFunction function(Supplier<Tensor[]> ending) {
        return new CustomFunction() {
            @Override
            public Tensor[] forward(Context context, Tensor... inputs) {
                return new Tensor[] {inputs[0].copy()};
            }

            @Override
            public Tensor[] backward(Context context, Tensor... gradOutputs) {
                return ending.get();
            }
        };
    }
}
