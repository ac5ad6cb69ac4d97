package dev.balboa.tensor;

import dev.balboa.internal.ffm.AutogradAbi;
import dev.balboa.internal.ffm.FunctionStruct;
import dev.balboa.internal.ffm.TensorAbi;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.slf4j.LoggerFactory;

/// Java objects that native code holds by number: backward functions, hooks, and the owners of
/// wrapped memory; and the exceptions on their way through the C++ engine.
final class JavaFunctions {
    private static final Map<Long, Object> HELD = new ConcurrentHashMap<>();
    private static final Map<Long, Throwable> FAILURES = new ConcurrentHashMap<>();
    private static final AtomicLong IDS = new AtomicLong();
    private static final int BATCH = 64;

    static {
        Thread.ofPlatform().daemon().name("balboa-release").start(JavaFunctions::releaseLoop);
    }

    private JavaFunctions() {}

    /// Keeps an object for native code, which lets go of it through `bal_next_released`.
    static long hold(Object object) {
        long id = IDS.incrementAndGet();
        HELD.put(id, object);
        return id;
    }

    /// Drops an object before native code does.
    static void drop(long id) {
        HELD.remove(id);
    }

    static int held() {
        return HELD.size();
    }

    /// Makes `outputs` differentiable by `backward`.
    static Tensor[] attach(
            Tensor[] inputs,
            Tensor[] outputs,
            boolean[] differentiable,
            Tensor[] saved,
            Graph.Backward backward) {
        ThreadState state = ThreadState.current();
        try (Pinned pinned = new Pinned()) {
            MemorySegment flags = pinned.arena().allocate(Math.max(1, outputs.length));
            for (int i = 0; i < outputs.length; i++) {
                flags.set(ValueLayout.JAVA_BYTE, i, (byte) (differentiable[i] ? 1 : 0));
            }
            FunctionStruct function =
                    new FunctionStruct(pinned.arena())
                            .inputs(pinned.handles(Arrays.asList(inputs)), inputs.length)
                            .outputs(
                                    pinned.handles(Arrays.asList(outputs)),
                                    outputs.length,
                                    flags.address())
                            .saved(pinned.handles(Arrays.asList(saved)), saved.length);
            MemorySegment results = pinned.allocate(outputs.length);
            // From here on native code owns it, and lets go of it also if the call fails.
            function.id(hold(backward));
            Errors.check(
                    AutogradAbi.functionAttach(function.address(), results.address()),
                    "CustomFunction");
            Tensor[] attached = new Tensor[outputs.length];
            for (int i = 0; i < attached.length; i++) {
                attached[i] = Tensor.adopt(results.getAtIndex(ValueLayout.JAVA_LONG, i), state);
            }
            return attached;
        }
    }

    /// Called by the engine, perhaps on a thread of its own.
    static long backward(long id, long[] grads, long[] saved, long[] out) {
        try (Scope _ = Scope.openInCallback()) {
            Tensor[] gradTensors = adopt(grads);
            Tensor[] savedTensors = adopt(saved);
            Tensor[] results = ((Graph.Backward) HELD.get(id)).apply(gradTensors, savedTensors);
            if (results == null || results.length != out.length) {
                throw new IllegalStateException(
                        "backward returned %s gradients (expected: %d, one per input, null where there is none)"
                                .formatted(results == null ? "no" : results.length, out.length));
            }
            for (int i = 0; i < out.length; i++) out[i] = handOver(results[i]);
            return 0;
        } catch (Throwable t) {
            releaseAll(out);
            return fail(t);
        }
    }

    /// Called by the engine for a gradient.
    @SuppressWarnings("unchecked")
    static long hook(long id, long grad, long[] out) {
        try (Scope _ = Scope.openInCallback()) {
            Tensor gradient = Tensor.adopt(grad, ThreadState.current());
            UnaryOperator<Tensor> hook = (UnaryOperator<Tensor>) HELD.get(id);
            // Closed by another thread since the walk began: the gradient stays as it is.
            if (hook != null) out[0] = handOver(hook.apply(gradient));
            return 0;
        } catch (Throwable t) {
            return fail(t);
        }
    }

    /// The exception a callback left behind, thrown as itself.
    static RuntimeException rethrow(long id) {
        Throwable failure = FAILURES.remove(id);
        if (failure == null)
            failure =
                    new AssertionError(
                            "a callback failed, and heap or stack did not suffice to keep its exception");
        return JavaFunctions.<RuntimeException>sneak(failure);
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> T sneak(Throwable failure) throws T {
        throw (T) failure;
    }

    private static long fail(Throwable t) {
        long id = IDS.incrementAndGet();
        FAILURES.put(id, t);
        return id;
    }

    private static Tensor[] adopt(long[] handles) {
        ThreadState state = ThreadState.current();
        return Arrays.stream(handles)
                .mapToObj(handle -> handle == 0 ? null : Tensor.adopt(handle, state))
                .toArray(Tensor[]::new);
    }

    private static long handOver(Tensor tensor) {
        if (tensor == null) return 0;
        long handle = tensor.acquire();
        try {
            Errors.check(TensorAbi.retain(handle), "callback");
            return handle;
        } finally {
            tensor.release();
        }
    }

    private static void releaseAll(long[] handles) {
        for (int i = 0; i < handles.length; i++) {
            if (handles[i] != 0) TensorAbi.free(handles[i]);
            handles[i] = 0;
        }
    }

    private static void releaseLoop() {
        Native.require();
        MemorySegment ids = Arena.global().allocate(8L * BATCH, 8);
        while (true) {
            int count = AutogradAbi.nextReleased(ids.address(), BATCH);
            for (int i = 0; i < count; i++) release(ids.getAtIndex(ValueLayout.JAVA_LONG, i));
        }
    }

    private static void release(long id) {
        if (!(HELD.remove(id) instanceof Runnable owner)) return;
        try {
            owner.run();
        } catch (Throwable t) {
            LoggerFactory.getLogger(JavaFunctions.class)
                    .error("the release action of wrapped memory failed", t);
        }
    }
}
