package dev.balboa.tensor;

import dev.balboa.internal.ffm.AutogradAbi;
import java.util.Objects;
import java.util.function.UnaryOperator;

/// A hook on a tensor's gradient; closing removes it. It holds the tensor's handle until then.
public final class Hook implements AutoCloseable {
    private final Tensor tensor;
    private final int position;
    private final long id;
    private boolean removed;

    private Hook(Tensor tensor, int position, long id) {
        this.tensor = tensor;
        this.position = position;
        this.id = id;
    }

    static Hook add(Tensor tensor, UnaryOperator<Tensor> hook) {
        Objects.requireNonNull(hook, "hook: null (expected: a function of the gradient)");
        ThreadState state = ThreadState.current();
        long handle = tensor.acquire();
        try {
            long id = JavaFunctions.hold(hook);
            int status = AutogradAbi.hookAdd(handle, id, state.outAddress);
            if (status != 0) throw Errors.translate(status, "registerHook", tensor);
            return new Hook(tensor, state.outInt(), id);
        } finally {
            tensor.release();
        }
    }

    /// Removes the hook. Does nothing the second time, or when the tensor is closed.
    @Override
    public synchronized void close() {
        if (removed || tensor.isClosed()) return;
        JavaFunctions.drop(id);
        long handle = tensor.acquire();
        try {
            Errors.check(AutogradAbi.hookRemove(handle, position), "Hook.close");
            removed = true;
        } finally {
            tensor.release();
        }
    }
}
