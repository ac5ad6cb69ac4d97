package dev.balboa.tensor;

import dev.balboa.internal.ffm.AutogradAbi;
import java.util.function.Supplier;

/// The thread-local modes of libtorch, entered and left around a block. `dev.balboa.autograd` is
/// their public face.
public final class Modes {
    private Modes() {}

    /// Runs `body` without or with recording of gradients.
    public static <T> T gradMode(boolean enabled, Supplier<T> body) {
        refuseVirtualThread("noGrad");
        Native.require();
        int before = AutogradAbi.gradMode();
        AutogradAbi.setGradMode(enabled ? 1 : 0);
        try {
            return body.get();
        } finally {
            AutogradAbi.setGradMode(before);
        }
    }

    /// True if operations on this thread record gradients.
    public static boolean isGradEnabled() {
        Native.require();
        return AutogradAbi.gradMode() != 0;
    }

    /// Runs `body` in inference mode: no gradients, no version counters; its results can never take
    /// part in autograd.
    public static <T> T inferenceMode(Supplier<T> body) {
        refuseVirtualThread("inferenceMode");
        Native.require();
        ThreadState state = ThreadState.current();
        Errors.check(AutogradAbi.inferenceEnter(1, state.outAddress), "inferenceMode");
        long guard = state.out(0);
        try {
            return body.get();
        } finally {
            AutogradAbi.inferenceExit(guard);
        }
    }

    /// Runs `body` with autocast to `dtype` for operators on `device`.
    public static <T> T autocast(
            Device.Type device, DType dtype, boolean enabled, Supplier<T> body) {
        refuseVirtualThread("autocast");
        Native.require();
        ThreadState state = ThreadState.current();
        int status =
                AutogradAbi.autocastEnter(
                        device.code(), dtype.code(), enabled ? 1 : 0, state.outAddress);
        Errors.check(status, "autocast");
        long guard = state.out(0);
        try {
            return body.get();
        } finally {
            AutogradAbi.autocastExit(guard);
        }
    }

    static void refuseVirtualThread(String what) {
        if (Thread.currentThread().isVirtual()) {
            throw new IllegalStateException(
                    what
                            + " cannot be used on a virtual thread: libtorch keeps its modes on the carrier thread, which changes; run this block on a platform thread");
        }
    }
}
