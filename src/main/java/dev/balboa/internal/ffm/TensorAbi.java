package dev.balboa.internal.ffm;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;

/// Tensors: operators without boxing, facts, memory.
///
/// Arguments named `...Address` are C pointers; statuses are those of `bal_status`, and
/// [Abi#lastError()] must be read at once after one that is not [Abi#OK]. A `Throwable` out of a
/// method handle is a bug in this file.
public final class TensorAbi {
    private static final MethodHandle UNARY =
            NativeLibraries.bind(
                    "bal_unary", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle BINARY =
            NativeLibraries.bind(
                    "bal_binary",
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle BINARY_NUMBER =
            NativeLibraries.bind(
                    "bal_binary_number",
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_DOUBLE, JAVA_LONG));
    private static final MethodHandle BINARY_INPLACE =
            NativeLibraries.bind(
                    "bal_binary_inplace",
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle FREE =
            NativeLibraries.bind("bal_free", FunctionDescriptor.ofVoid(JAVA_LONG));
    private static final MethodHandle RETAIN =
            NativeLibraries.bind("bal_retain", FunctionDescriptor.of(JAVA_INT, JAVA_LONG));
    private static final MethodHandle LIVE_TENSORS =
            NativeLibraries.bind(
                    "bal_live_tensors",
                    FunctionDescriptor.of(JAVA_LONG),
                    Linker.Option.critical(false));
    private static final MethodHandle DIM =
            NativeLibraries.bind(
                    "bal_dim",
                    FunctionDescriptor.of(JAVA_LONG, JAVA_LONG),
                    Linker.Option.critical(false));
    private static final MethodHandle NUMEL =
            NativeLibraries.bind(
                    "bal_numel",
                    FunctionDescriptor.of(JAVA_LONG, JAVA_LONG),
                    Linker.Option.critical(false));
    private static final MethodHandle SIZE =
            NativeLibraries.bind(
                    "bal_size",
                    FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG),
                    Linker.Option.critical(false));
    private static final MethodHandle DTYPE =
            NativeLibraries.bind(
                    "bal_dtype",
                    FunctionDescriptor.of(JAVA_INT, JAVA_LONG),
                    Linker.Option.critical(false));
    private static final MethodHandle DEVICE =
            NativeLibraries.bind(
                    "bal_device",
                    FunctionDescriptor.of(JAVA_INT, JAVA_LONG),
                    Linker.Option.critical(false));
    private static final MethodHandle FLAGS =
            NativeLibraries.bind(
                    "bal_flags",
                    FunctionDescriptor.of(JAVA_INT, JAVA_LONG),
                    Linker.Option.critical(false));
    private static final MethodHandle SIZES =
            NativeLibraries.bind(
                    "bal_sizes", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle IS_LEAF =
            NativeLibraries.bind(
                    "bal_is_leaf", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle ITEM =
            NativeLibraries.bind(
                    "bal_item", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle DATA_PTR =
            NativeLibraries.bind(
                    "bal_data_ptr", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle ZEROS =
            NativeLibraries.bind(
                    "bal_zeros",
                    FunctionDescriptor.of(
                            JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
    private static final MethodHandle EMPTY =
            NativeLibraries.bind(
                    "bal_empty",
                    FunctionDescriptor.of(
                            JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
    private static final MethodHandle FROM_BLOB =
            NativeLibraries.bind(
                    "bal_from_blob",
                    FunctionDescriptor.of(
                            JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_LONG,
                            JAVA_LONG));
    private static final MethodHandle STORAGE_SHARE =
            NativeLibraries.bind(
                    "bal_storage_share",
                    FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle STORAGE_RELEASE =
            NativeLibraries.bind("bal_storage_release", FunctionDescriptor.ofVoid(JAVA_LONG));

    private TensorAbi() {}

    /// `bal_unary` of balboa.h.
    public static int unary(int op, long a, long outAddress) {
        try {
            return (int) UNARY.invokeExact(op, a, outAddress);
        } catch (Throwable t) {
            throw Abi.linkageBug(t);
        }
    }

    /// `bal_binary` of balboa.h.
    public static int binary(int op, long a, long b, long outAddress) {
        try {
            return (int) BINARY.invokeExact(op, a, b, outAddress);
        } catch (Throwable t) {
            throw Abi.linkageBug(t);
        }
    }

    /// `bal_binary_number` of balboa.h.
    public static int binaryNumber(int op, long a, double b, long outAddress) {
        try {
            return (int) BINARY_NUMBER.invokeExact(op, a, b, outAddress);
        } catch (Throwable t) {
            throw Abi.linkageBug(t);
        }
    }

    /// `bal_binary_inplace` of balboa.h.
    public static int binaryInplace(int op, long a, long b) {
        try {
            return (int) BINARY_INPLACE.invokeExact(op, a, b);
        } catch (Throwable t) {
            throw Abi.linkageBug(t);
        }
    }

    /// `bal_free` of balboa.h.
    public static void free(long tensor) {
        try {
            FREE.invokeExact(tensor);
        } catch (Throwable t) {
            throw Abi.linkageBug(t);
        }
    }

    /// `bal_retain` of balboa.h.
    public static int retain(long tensor) {
        try {
            return (int) RETAIN.invokeExact(tensor);
        } catch (Throwable t) {
            throw Abi.linkageBug(t);
        }
    }

    /// `bal_live_tensors` of balboa.h.
    public static long liveTensors() {
        try {
            return (long) LIVE_TENSORS.invokeExact();
        } catch (Throwable t) {
            throw Abi.linkageBug(t);
        }
    }

    /// `bal_dim` of balboa.h.
    public static long dim(long tensor) {
        try {
            return (long) DIM.invokeExact(tensor);
        } catch (Throwable t) {
            throw Abi.linkageBug(t);
        }
    }

    /// `bal_numel` of balboa.h.
    public static long numel(long tensor) {
        try {
            return (long) NUMEL.invokeExact(tensor);
        } catch (Throwable t) {
            throw Abi.linkageBug(t);
        }
    }

    /// `bal_size` of balboa.h.
    public static long size(long tensor, long dimension) {
        try {
            return (long) SIZE.invokeExact(tensor, dimension);
        } catch (Throwable t) {
            throw Abi.linkageBug(t);
        }
    }

    /// `bal_dtype` of balboa.h.
    public static int dtype(long tensor) {
        try {
            return (int) DTYPE.invokeExact(tensor);
        } catch (Throwable t) {
            throw Abi.linkageBug(t);
        }
    }

    /// `bal_device` of balboa.h.
    public static int device(long tensor) {
        try {
            return (int) DEVICE.invokeExact(tensor);
        } catch (Throwable t) {
            throw Abi.linkageBug(t);
        }
    }

    /// `bal_flags` of balboa.h.
    public static int flags(long tensor) {
        try {
            return (int) FLAGS.invokeExact(tensor);
        } catch (Throwable t) {
            throw Abi.linkageBug(t);
        }
    }

    /// `bal_sizes` of balboa.h.
    public static int sizes(long tensor, long sizesAddress, long stridesAddress) {
        try {
            return (int) SIZES.invokeExact(tensor, sizesAddress, stridesAddress);
        } catch (Throwable t) {
            throw Abi.linkageBug(t);
        }
    }

    /// `bal_is_leaf` of balboa.h.
    public static int isLeaf(long tensor, long outAddress) {
        try {
            return (int) IS_LEAF.invokeExact(tensor, outAddress);
        } catch (Throwable t) {
            throw Abi.linkageBug(t);
        }
    }

    /// `bal_item` of balboa.h.
    public static int item(long tensor, long outAddress, long complexAddress) {
        try {
            return (int) ITEM.invokeExact(tensor, outAddress, complexAddress);
        } catch (Throwable t) {
            throw Abi.linkageBug(t);
        }
    }

    /// `bal_data_ptr` of balboa.h.
    public static int dataPtr(long tensor, long outAddress) {
        try {
            return (int) DATA_PTR.invokeExact(tensor, outAddress);
        } catch (Throwable t) {
            throw Abi.linkageBug(t);
        }
    }

    /// `bal_zeros` of balboa.h.
    public static int zeros(long sizesAddress, int dim, int dtype, int device, long outAddress) {
        try {
            return (int) ZEROS.invokeExact(sizesAddress, dim, dtype, device, outAddress);
        } catch (Throwable t) {
            throw Abi.linkageBug(t);
        }
    }

    /// `bal_empty` of balboa.h.
    public static int empty(long sizesAddress, int dim, int dtype, int device, long outAddress) {
        try {
            return (int) EMPTY.invokeExact(sizesAddress, dim, dtype, device, outAddress);
        } catch (Throwable t) {
            throw Abi.linkageBug(t);
        }
    }

    /// `bal_from_blob` of balboa.h.
    public static int fromBlob(
            long dataAddress,
            long sizesAddress,
            int dim,
            int dtype,
            long releaseId,
            long outAddress) {
        try {
            return (int)
                    FROM_BLOB.invokeExact(
                            dataAddress, sizesAddress, dim, dtype, releaseId, outAddress);
        } catch (Throwable t) {
            throw Abi.linkageBug(t);
        }
    }

    /// `bal_storage_share` of balboa.h.
    public static int storageShare(
            long tensor, long holderAddress, long dataAddress, long bytesAddress) {
        try {
            return (int)
                    STORAGE_SHARE.invokeExact(tensor, holderAddress, dataAddress, bytesAddress);
        } catch (Throwable t) {
            throw Abi.linkageBug(t);
        }
    }

    /// `bal_storage_release` of balboa.h.
    public static void storageRelease(long holder) {
        try {
            STORAGE_RELEASE.invokeExact(holder);
        } catch (Throwable t) {
            throw Abi.linkageBug(t);
        }
    }

    /// Operators of [#unary].
    public static final int NEG = 0, EXP = 1, LOG = 2, SQRT = 3, RELU = 4, SIGMOID = 5, TANH = 6;

    /// Operators of [#unary].
    public static final int SUM = 7, MEAN = 8, DETACH = 9, T = 10;

    /// Operators of [#binary], [#binaryNumber] and [#binaryInplace].
    public static final int ADD = 0, SUB = 1, MUL = 2, DIV = 3, MATMUL = 4;

    /// Bits of [#flags].
    public static final int CONTIGUOUS = 1,
            REQUIRES_GRAD = 2,
            CONJ = 4,
            NEG_BIT = 8,
            STRIDED = 16,
            STORAGE = 32;
}
