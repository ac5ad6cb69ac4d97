package dev.balboa.internal.ffm;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/// The functions that native code calls in Java. None of them may throw: a Java exception that
/// reached C++ would end the process.
public final class Callbacks {
    /// Backward of a function written in Java.
    @FunctionalInterface
    public interface Backward {
        /// @param id the function
        /// @param grads gradients of its outputs, owned by the callee
        /// @param saved the tensors it saved, owned by the callee
        /// @param out receives gradients of its inputs, one reference each handed over; 0 = none
        /// @return 0, or the positive id of the exception that stopped it
        long call(long id, long[] grads, long[] saved, long[] out);
    }

    /// A tensor hook written in Java.
    @FunctionalInterface
    public interface Hook {
        /// @param id the hook
        /// @param grad the gradient, owned by the callee
        /// @param out receives the replacement, one reference handed over; 0 = keep the gradient
        /// @return 0, or the positive id of the exception that stopped it
        long call(long id, long grad, long[] out);
    }

    /// The id of an exception that could not even be kept, for want of heap or stack.
    public static final long LOST = Long.MAX_VALUE;

    private static Backward backward;
    private static Hook hook;
    private static Runnable reclaim;

    private Callbacks() {}

    /// Installs the callbacks, once, before any other thread computes.
    public static void install(Backward backward, Hook hook, Runnable reclaim) {
        Callbacks.backward = backward;
        Callbacks.hook = hook;
        Callbacks.reclaim = reclaim;
        MemorySegment backwardStub =
                stub(
                        "onBackward",
                        FunctionDescriptor.of(
                                JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS,
                                JAVA_INT));
        MemorySegment hookStub =
                stub("onHook", FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, ADDRESS));
        MemorySegment reclaimStub = stub("onReclaim", FunctionDescriptor.ofVoid());
        AutogradAbi.setCallbacks(backwardStub.address(), hookStub.address());
        ProcessAbi.allocatorReclaim(reclaimStub.address());
    }

    private static MemorySegment stub(String name, FunctionDescriptor descriptor) {
        MethodType type = descriptor.toMethodType();
        try {
            MethodHandle target = MethodHandles.lookup().findStatic(Callbacks.class, name, type);
            return NativeLibraries.upcall(target, descriptor);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private static long onBackward(
            long id,
            MemorySegment in,
            int inCount,
            MemorySegment saved,
            int savedCount,
            MemorySegment out,
            int outCount) {
        try {
            long[] results = new long[outCount];
            long failure =
                    backward.call(id, handles(in, inCount), handles(saved, savedCount), results);
            MemorySegment.copy(results, 0, out.reinterpret(8L * outCount), JAVA_LONG, 0, outCount);
            return failure;
        } catch (Throwable t) {
            return LOST;
        }
    }

    private static long onHook(long id, long grad, MemorySegment out) {
        try {
            long[] result = new long[1];
            long failure = hook.call(id, grad, result);
            out.reinterpret(8).set(JAVA_LONG, 0, result[0]);
            return failure;
        } catch (Throwable t) {
            return LOST;
        }
    }

    private static void onReclaim() {
        try {
            reclaim.run();
        } catch (Throwable t) {
            // The allocator goes on as if nothing had been freed.
        }
    }

    private static long[] handles(MemorySegment memory, int count) {
        return memory.reinterpret(8L * count).toArray(JAVA_LONG);
    }
}
