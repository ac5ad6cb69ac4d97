package dev.balboa.internal.ffm;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;

/// Profiles, and the phases that programs mark in them.
///
/// Arguments named `...Address` are C pointers; statuses are those of `bal_status`, and
/// [Abi#lastError()] must be read at once after one that is not [Abi#OK]. A `Throwable` out of a
/// method handle is a bug in this file.
public final class ProfileAbi {
    private static final MethodHandle START =
            NativeLibraries.bind("bal_profile_start", FunctionDescriptor.of(JAVA_INT, JAVA_LONG));
    private static final MethodHandle STOP =
            NativeLibraries.bind("bal_profile_stop", FunctionDescriptor.of(JAVA_INT, JAVA_LONG));
    private static final MethodHandle FREE =
            NativeLibraries.bind("bal_profile_free", FunctionDescriptor.ofVoid());
    private static final MethodHandle PHASE_ENTER =
            NativeLibraries.bind(
                    "bal_phase_enter", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle PHASE_EXIT =
            NativeLibraries.bind("bal_phase_exit", FunctionDescriptor.ofVoid(JAVA_LONG));

    private ProfileAbi() {}

    /// `bal_profile_start` of balboa.h.
    public static int start(long capacity) {
        try {
            return (int) START.invokeExact(capacity);
        } catch (Throwable t) {
            throw Abi.linkageBug(t);
        }
    }

    /// `bal_profile_stop` of balboa.h.
    public static int stop(ProfileStruct out) {
        try {
            return (int) STOP.invokeExact(out.address());
        } catch (Throwable t) {
            throw Abi.linkageBug(t);
        }
    }

    /// `bal_profile_free` of balboa.h.
    public static void free() {
        try {
            FREE.invokeExact();
        } catch (Throwable t) {
            throw Abi.linkageBug(t);
        }
    }

    /// `bal_phase_enter` of balboa.h, which copies the name.
    public static int phaseEnter(String name, long phaseAddress) {
        try (Arena arena = Arena.ofConfined()) {
            return (int) PHASE_ENTER.invokeExact(arena.allocateFrom(name).address(), phaseAddress);
        } catch (Throwable t) {
            throw Abi.linkageBug(t);
        }
    }

    /// `bal_phase_exit` of balboa.h.
    public static void phaseExit(long phase) {
        try {
            PHASE_EXIT.invokeExact(phase);
        } catch (Throwable t) {
            throw Abi.linkageBug(t);
        }
    }
}
