package dev.balboa.internal.ffm;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// The ABI's errors, identity and operators.
///
/// Arguments named `...Address` are C pointers; statuses are those of `bal_status`, and
/// [Abi#lastError()] must be read at once after one that is not [Abi#OK]. A `Throwable` out of a
/// method handle is a bug in this file.
public final class Abi {
    private static final MethodHandle LAST_ERROR =
            NativeLibraries.bind("bal_last_error", FunctionDescriptor.of(ADDRESS));
    private static final MethodHandle LAST_ERROR_TRACE =
            NativeLibraries.bind("bal_last_error_trace", FunctionDescriptor.of(ADDRESS));
    private static final MethodHandle CALLBACK_ERROR =
            NativeLibraries.bind("bal_callback_error", FunctionDescriptor.of(JAVA_LONG));
    private static final MethodHandle SOURCE_HASH =
            NativeLibraries.bind("bal_source_hash", FunctionDescriptor.of(ADDRESS));
    private static final MethodHandle TORCH_VERSION =
            NativeLibraries.bind("bal_torch_version", FunctionDescriptor.of(ADDRESS));
    private static final MethodHandle TORCH_CONFIG =
            NativeLibraries.bind("bal_torch_config", FunctionDescriptor.of(ADDRESS));
    private static final MethodHandle PARALLEL_INFO =
            NativeLibraries.bind("bal_parallel_info", FunctionDescriptor.of(ADDRESS));
    private static final MethodHandle OPERATOR_FIND =
            NativeLibraries.bind(
                    "bal_operator_find",
                    FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle OPERATOR_SCHEMA =
            NativeLibraries.bind("bal_operator_schema", FunctionDescriptor.of(ADDRESS, JAVA_LONG));
    private static final MethodHandle OPERATOR_ARGUMENT =
            NativeLibraries.bind(
                    "bal_operator_argument", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle OPERATOR_RESULTS =
            NativeLibraries.bind(
                    "bal_operator_results", FunctionDescriptor.of(JAVA_INT, JAVA_LONG));
    private static final MethodHandle OPERATOR_NAMES =
            NativeLibraries.bind("bal_operator_names", FunctionDescriptor.of(ADDRESS));
    private static final MethodHandle CALL =
            NativeLibraries.bind(
                    "bal_call",
                    FunctionDescriptor.of(
                            JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT,
                            JAVA_LONG));

    private Abi() {}

    /// `bal_last_error` of balboa.h.
    public static String lastError() {
        try {
            return NativeLibraries.text((MemorySegment) LAST_ERROR.invokeExact());
        } catch (Throwable t) {
            throw Abi.linkageBug(t);
        }
    }

    /// `bal_last_error_trace` of balboa.h.
    public static String lastErrorTrace() {
        try {
            return NativeLibraries.text((MemorySegment) LAST_ERROR_TRACE.invokeExact());
        } catch (Throwable t) {
            throw Abi.linkageBug(t);
        }
    }

    /// `bal_callback_error` of balboa.h.
    public static long callbackError() {
        try {
            return (long) CALLBACK_ERROR.invokeExact();
        } catch (Throwable t) {
            throw Abi.linkageBug(t);
        }
    }

    /// `bal_source_hash` of balboa.h.
    public static String sourceHash() {
        try {
            return NativeLibraries.text((MemorySegment) SOURCE_HASH.invokeExact());
        } catch (Throwable t) {
            throw Abi.linkageBug(t);
        }
    }

    /// `bal_torch_version` of balboa.h.
    public static String torchVersion() {
        try {
            return NativeLibraries.text((MemorySegment) TORCH_VERSION.invokeExact());
        } catch (Throwable t) {
            throw Abi.linkageBug(t);
        }
    }

    /// `bal_torch_config` of balboa.h.
    public static String torchConfig() {
        try {
            return NativeLibraries.text((MemorySegment) TORCH_CONFIG.invokeExact());
        } catch (Throwable t) {
            throw Abi.linkageBug(t);
        }
    }

    /// `bal_parallel_info` of balboa.h.
    public static String parallelInfo() {
        try {
            return NativeLibraries.text((MemorySegment) PARALLEL_INFO.invokeExact());
        } catch (Throwable t) {
            throw Abi.linkageBug(t);
        }
    }

    /// `bal_operator_find` of balboa.h.
    public static int operatorFind(long nameAddress, long overloadAddress, long outAddress) {
        try {
            return (int) OPERATOR_FIND.invokeExact(nameAddress, overloadAddress, outAddress);
        } catch (Throwable t) {
            throw Abi.linkageBug(t);
        }
    }

    /// `bal_operator_schema` of balboa.h.
    public static String operatorSchema(long op) {
        try {
            return NativeLibraries.text((MemorySegment) OPERATOR_SCHEMA.invokeExact(op));
        } catch (Throwable t) {
            throw Abi.linkageBug(t);
        }
    }

    /// `bal_operator_argument` of balboa.h.
    public static int operatorArgument(long op, long nameAddress) {
        try {
            return (int) OPERATOR_ARGUMENT.invokeExact(op, nameAddress);
        } catch (Throwable t) {
            throw Abi.linkageBug(t);
        }
    }

    /// `bal_operator_results` of balboa.h.
    public static int operatorResults(long op) {
        try {
            return (int) OPERATOR_RESULTS.invokeExact(op);
        } catch (Throwable t) {
            throw Abi.linkageBug(t);
        }
    }

    /// `bal_operator_names` of balboa.h.
    public static String operatorNames() {
        try {
            return NativeLibraries.text((MemorySegment) OPERATOR_NAMES.invokeExact());
        } catch (Throwable t) {
            throw Abi.linkageBug(t);
        }
    }

    /// `bal_call` of balboa.h.
    public static int call(
            long op,
            long argsAddress,
            int count,
            long outAddress,
            int capacity,
            long resultsAddress) {
        try {
            return (int)
                    CALL.invokeExact(op, argsAddress, count, outAddress, capacity, resultsAddress);
        } catch (Throwable t) {
            throw Abi.linkageBug(t);
        }
    }

    /// `bal_status`.
    public static final int OK = 0;

    /// libtorch refused the call.
    public static final int ERROR = 1;

    /// An allocation failed or would pass the limit.
    public static final int OUT_OF_MEMORY = 2;

    /// An argument does not fit the operator's schema.
    public static final int ARGUMENT = 3;

    /// A Java callback threw; [#callbackError()] is the id of its exception.
    public static final int CALLBACK = 4;

    static AssertionError linkageBug(Throwable t) {
        if (t instanceof Error error && !(t instanceof LinkageError)) throw error;
        return new AssertionError("a native call could not be made", t);
    }
}
