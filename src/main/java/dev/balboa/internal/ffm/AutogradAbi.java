package dev.balboa.internal.ffm;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;

/// Backward, functions and hooks written in Java, modes, generators.
///
/// Arguments named `...Address` are C pointers; statuses are those of `bal_status`, and
/// [Abi#lastError()] must be read at once after one that is not [Abi#OK]. A `Throwable` out of a
/// method handle is a bug in this file.
public final class AutogradAbi {
    private static final MethodHandle SET_REQUIRES_GRAD =
            NativeLibraries.bind(
                    "bal_set_requires_grad", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_INT));
    private static final MethodHandle GRAD =
            NativeLibraries.bind("bal_grad", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle SET_GRAD =
            NativeLibraries.bind(
                    "bal_set_grad", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle BACKWARD =
            NativeLibraries.bind(
                    "bal_backward",
                    FunctionDescriptor.of(
                            JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG,
                            JAVA_INT));
    private static final MethodHandle GRADIENTS =
            NativeLibraries.bind(
                    "bal_gradients",
                    FunctionDescriptor.of(
                            JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT,
                            JAVA_LONG));
    private static final MethodHandle SET_CALLBACKS =
            NativeLibraries.bind(
                    "bal_set_callbacks", FunctionDescriptor.ofVoid(JAVA_LONG, JAVA_LONG));
    private static final MethodHandle FUNCTION_ATTACH =
            NativeLibraries.bind(
                    "bal_function_attach", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle HOOK_ADD =
            NativeLibraries.bind(
                    "bal_hook_add",
                    FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle HOOK_REMOVE =
            NativeLibraries.bind(
                    "bal_hook_remove", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_INT));
    private static final MethodHandle NEXT_RELEASED =
            NativeLibraries.bind(
                    "bal_next_released", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_INT));
    private static final MethodHandle GRAD_MODE =
            NativeLibraries.bind(
                    "bal_grad_mode",
                    FunctionDescriptor.of(JAVA_INT),
                    Linker.Option.critical(false));
    private static final MethodHandle SET_GRAD_MODE =
            NativeLibraries.bind(
                    "bal_set_grad_mode",
                    FunctionDescriptor.ofVoid(JAVA_INT),
                    Linker.Option.critical(false));
    private static final MethodHandle INFERENCE_ENTER =
            NativeLibraries.bind(
                    "bal_inference_enter", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG));
    private static final MethodHandle INFERENCE_EXIT =
            NativeLibraries.bind("bal_inference_exit", FunctionDescriptor.ofVoid(JAVA_LONG));
    private static final MethodHandle AUTOCAST_ENTER =
            NativeLibraries.bind(
                    "bal_autocast_enter",
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
    private static final MethodHandle AUTOCAST_EXIT =
            NativeLibraries.bind("bal_autocast_exit", FunctionDescriptor.ofVoid(JAVA_LONG));
    private static final MethodHandle GENERATOR_NEW =
            NativeLibraries.bind(
                    "bal_generator_new",
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle GENERATOR_FREE =
            NativeLibraries.bind("bal_generator_free", FunctionDescriptor.ofVoid(JAVA_LONG));
    private static final MethodHandle GENERATOR_SEED =
            NativeLibraries.bind(
                    "bal_generator_seed", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle GENERATOR_STATE =
            NativeLibraries.bind(
                    "bal_generator_state", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle GENERATOR_SET_STATE =
            NativeLibraries.bind(
                    "bal_generator_set_state",
                    FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle MANUAL_SEED =
            NativeLibraries.bind("bal_manual_seed", FunctionDescriptor.of(JAVA_INT, JAVA_LONG));

    private AutogradAbi() {}

    /// `bal_set_requires_grad` of balboa.h.
    public static int setRequiresGrad(long tensor, int value) {
        try {
            return (int) SET_REQUIRES_GRAD.invokeExact(tensor, value);
        } catch (Throwable t) {
            throw Abi.linkageBug(t);
        }
    }

    /// `bal_grad` of balboa.h.
    public static int grad(long tensor, long outAddress) {
        try {
            return (int) GRAD.invokeExact(tensor, outAddress);
        } catch (Throwable t) {
            throw Abi.linkageBug(t);
        }
    }

    /// `bal_set_grad` of balboa.h.
    public static int setGrad(long tensor, long grad) {
        try {
            return (int) SET_GRAD.invokeExact(tensor, grad);
        } catch (Throwable t) {
            throw Abi.linkageBug(t);
        }
    }

    /// `bal_backward` of balboa.h.
    public static int backward(
            long outputsAddress,
            long gradsAddress,
            int count,
            int retain,
            int create,
            long inputsAddress,
            int inputCount) {
        try {
            return (int)
                    BACKWARD.invokeExact(
                            outputsAddress,
                            gradsAddress,
                            count,
                            retain,
                            create,
                            inputsAddress,
                            inputCount);
        } catch (Throwable t) {
            throw Abi.linkageBug(t);
        }
    }

    /// `bal_gradients` of balboa.h.
    public static int gradients(
            long outputsAddress,
            long gradsAddress,
            int count,
            long inputsAddress,
            int inputCount,
            int flags,
            long outAddress) {
        try {
            return (int)
                    GRADIENTS.invokeExact(
                            outputsAddress,
                            gradsAddress,
                            count,
                            inputsAddress,
                            inputCount,
                            flags,
                            outAddress);
        } catch (Throwable t) {
            throw Abi.linkageBug(t);
        }
    }

    /// `bal_set_callbacks` of balboa.h.
    public static void setCallbacks(long backwardAddress, long hookAddress) {
        try {
            SET_CALLBACKS.invokeExact(backwardAddress, hookAddress);
        } catch (Throwable t) {
            throw Abi.linkageBug(t);
        }
    }

    /// `bal_function_attach` of balboa.h.
    public static int functionAttach(long functionAddress, long resultsAddress) {
        try {
            return (int) FUNCTION_ATTACH.invokeExact(functionAddress, resultsAddress);
        } catch (Throwable t) {
            throw Abi.linkageBug(t);
        }
    }

    /// `bal_hook_add` of balboa.h.
    public static int hookAdd(long tensor, long hookId, long positionAddress) {
        try {
            return (int) HOOK_ADD.invokeExact(tensor, hookId, positionAddress);
        } catch (Throwable t) {
            throw Abi.linkageBug(t);
        }
    }

    /// `bal_hook_remove` of balboa.h.
    public static int hookRemove(long tensor, int position) {
        try {
            return (int) HOOK_REMOVE.invokeExact(tensor, position);
        } catch (Throwable t) {
            throw Abi.linkageBug(t);
        }
    }

    /// `bal_next_released` of balboa.h.
    public static int nextReleased(long idsAddress, int capacity) {
        try {
            return (int) NEXT_RELEASED.invokeExact(idsAddress, capacity);
        } catch (Throwable t) {
            throw Abi.linkageBug(t);
        }
    }

    /// `bal_grad_mode` of balboa.h.
    public static int gradMode() {
        try {
            return (int) GRAD_MODE.invokeExact();
        } catch (Throwable t) {
            throw Abi.linkageBug(t);
        }
    }

    /// `bal_set_grad_mode` of balboa.h.
    public static void setGradMode(int enabled) {
        try {
            SET_GRAD_MODE.invokeExact(enabled);
        } catch (Throwable t) {
            throw Abi.linkageBug(t);
        }
    }

    /// `bal_inference_enter` of balboa.h.
    public static int inferenceEnter(int enabled, long guardAddress) {
        try {
            return (int) INFERENCE_ENTER.invokeExact(enabled, guardAddress);
        } catch (Throwable t) {
            throw Abi.linkageBug(t);
        }
    }

    /// `bal_inference_exit` of balboa.h.
    public static void inferenceExit(long guard) {
        try {
            INFERENCE_EXIT.invokeExact(guard);
        } catch (Throwable t) {
            throw Abi.linkageBug(t);
        }
    }

    /// `bal_autocast_enter` of balboa.h.
    public static int autocastEnter(int deviceType, int dtype, int enabled, long guardAddress) {
        try {
            return (int) AUTOCAST_ENTER.invokeExact(deviceType, dtype, enabled, guardAddress);
        } catch (Throwable t) {
            throw Abi.linkageBug(t);
        }
    }

    /// `bal_autocast_exit` of balboa.h.
    public static void autocastExit(long guard) {
        try {
            AUTOCAST_EXIT.invokeExact(guard);
        } catch (Throwable t) {
            throw Abi.linkageBug(t);
        }
    }

    /// `bal_generator_new` of balboa.h.
    public static int generatorNew(int device, long seed, long outAddress) {
        try {
            return (int) GENERATOR_NEW.invokeExact(device, seed, outAddress);
        } catch (Throwable t) {
            throw Abi.linkageBug(t);
        }
    }

    /// `bal_generator_free` of balboa.h.
    public static void generatorFree(long generator) {
        try {
            GENERATOR_FREE.invokeExact(generator);
        } catch (Throwable t) {
            throw Abi.linkageBug(t);
        }
    }

    /// `bal_generator_seed` of balboa.h.
    public static int generatorSeed(long generator, long seed) {
        try {
            return (int) GENERATOR_SEED.invokeExact(generator, seed);
        } catch (Throwable t) {
            throw Abi.linkageBug(t);
        }
    }

    /// `bal_generator_state` of balboa.h.
    public static int generatorState(long generator, long outAddress) {
        try {
            return (int) GENERATOR_STATE.invokeExact(generator, outAddress);
        } catch (Throwable t) {
            throw Abi.linkageBug(t);
        }
    }

    /// `bal_generator_set_state` of balboa.h.
    public static int generatorSetState(long generator, long state) {
        try {
            return (int) GENERATOR_SET_STATE.invokeExact(generator, state);
        } catch (Throwable t) {
            throw Abi.linkageBug(t);
        }
    }

    /// `bal_manual_seed` of balboa.h.
    public static int manualSeed(long seed) {
        try {
            return (int) MANUAL_SEED.invokeExact(seed);
        } catch (Throwable t) {
            throw Abi.linkageBug(t);
        }
    }

    /// Bits of [#gradients].
    public static final int RETAIN_GRAPH = 1, CREATE_GRAPH = 2, ALLOW_UNUSED = 4;
}
