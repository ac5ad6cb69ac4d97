package dev.balboa.tensor;

import dev.balboa.internal.ffm.Abi;
import dev.balboa.internal.ffm.NativeMemory;
import dev.balboa.internal.ffm.TensorAbi;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Objects;

/// Making tensors from Java's data and reading them back; the long part of [Tensor].
final class Factories {
    private static final Operator FULL = Operator.lazy("aten::full");
    private static final Operator ARANGE = Operator.lazy("aten::arange.start_step");
    private static final Operator LINSPACE = Operator.lazy("aten::linspace");
    private static final Operator EYE = Operator.lazy("aten::eye");
    private static final Operator ZEROS_LIKE = Operator.lazy("aten::zeros_like");
    private static final Operator ONES_LIKE = Operator.lazy("aten::ones_like");
    private static final Operator EMPTY_LIKE = Operator.lazy("aten::empty_like");
    private static final Operator FULL_LIKE = Operator.lazy("aten::full_like");
    private static final Operator CAT = Operator.lazy("aten::cat");
    private static final Operator STACK = Operator.lazy("aten::stack");
    private static final Operator WHERE = Operator.lazy("aten::where.self");
    private static final Operator INDEX = Operator.lazy("aten::index.Tensor");
    private static final Operator INDEX_PUT = Operator.lazy("aten::index_put_");
    private static final Operator RESOLVE_CONJ = Operator.lazy("aten::resolve_conj");
    private static final Operator RESOLVE_NEG = Operator.lazy("aten::resolve_neg");

    private Factories() {}

    static Tensor zeros(Shape shape, DType dtype, Device device) {
        Native.require();
        ThreadState state = ThreadState.current();
        putSizes(state, shape);
        int status =
                TensorAbi.zeros(
                        state.outAddress,
                        shape.rank(),
                        dtype.code(),
                        device.code(),
                        state.outAddress);
        if (status != Abi.OK) throw Errors.translate(status, "zeros " + dtype + shape);
        return Tensor.adopt(state.out(0), state);
    }

    static Tensor empty(Shape shape, DType dtype, Device device) {
        Native.require();
        ThreadState state = ThreadState.current();
        putSizes(state, shape);
        int status =
                TensorAbi.empty(
                        state.outAddress,
                        shape.rank(),
                        dtype.code(),
                        device.code(),
                        state.outAddress);
        if (status != Abi.OK) throw Errors.translate(status, "empty " + dtype + shape);
        return Tensor.adopt(state.out(0), state);
    }

    private static void putSizes(ThreadState state, Shape shape) {
        long[] sizes = shape.sizes();
        for (int i = 0; i < sizes.length; i++) state.putOut(i, sizes[i]);
    }

    static Tensor full(Shape shape, double value, DType dtype, Device device) {
        return FULL.frame().add(shape.sizes()).add(value).add(dtype).addNone().add(device).tensor();
    }

    static Tensor zerosLike(Tensor other) {
        return ZEROS_LIKE.frame().add(other).tensor();
    }

    static Tensor onesLike(Tensor other) {
        return ONES_LIKE.frame().add(other).tensor();
    }

    static Tensor emptyLike(Tensor other) {
        return EMPTY_LIKE.frame().add(other).tensor();
    }

    static Tensor fullLike(Tensor other, double value) {
        return FULL_LIKE.frame().add(other).add(value).tensor();
    }

    static Tensor arange(long start, long end, long step) {
        return ARANGE.frame().add(start).add(end).add(step).add(DType.INT64).tensor();
    }

    static Tensor arange(double start, double end, double step, DType dtype) {
        return ARANGE.frame().add(start).add(end).add(step).add(dtype).tensor();
    }

    static Tensor linspace(double start, double end, long count) {
        return LINSPACE.frame().add(start).add(end).add(count).add(DType.FLOAT32).tensor();
    }

    static Tensor eye(long size) {
        return EYE.frame().add(size).add(DType.FLOAT32).tensor();
    }

    static Tensor cat(List<Tensor> tensors, int dim) {
        return CAT.frame().add(tensors).add((long) dim).tensor();
    }

    static Tensor stack(List<Tensor> tensors, int dim) {
        return STACK.frame().add(tensors).add((long) dim).tensor();
    }

    static Tensor where(Tensor condition, Tensor a, Tensor b) {
        return WHERE.frame().add(condition).add(a).add(b).tensor();
    }

    static Tensor copyOf(Object array, int length, Shape shape, DType dtype) {
        if (shape.numel() != length) {
            throw new IllegalArgumentException(
                    "%d values do not fill shape %s (expected: %d)"
                            .formatted(length, shape, shape.numel()));
        }
        Tensor tensor = empty(shape, dtype, Device.CPU);
        if (length > 0) pinned(tensor, address -> NativeMemory.write(address, array));
        return tensor;
    }

    static Tensor copyOf(MemorySegment source, Shape shape, DType dtype) {
        long bytes = bytes(shape, dtype);
        requireSize(source, bytes, shape, dtype);
        Tensor tensor = empty(shape, dtype, Device.CPU);
        if (bytes > 0) pinned(tensor, address -> NativeMemory.write(address, source, bytes));
        return tensor;
    }

    static Tensor wrap(MemorySegment memory, Shape shape, DType dtype, Runnable release) {
        Objects.requireNonNull(release, "release: null (expected: an action, `() -> {}` for none)");
        if (!memory.isNative() || memory.isReadOnly()) {
            throw new IllegalArgumentException(
                    "wrap: a heap or read-only segment (expected: a writable native one)");
        }
        if (!memory.scope().isAlive())
            throw new IllegalArgumentException("wrap: the segment's arena is closed");
        if (!memory.isAccessibleBy(Thread.ofPlatform().unstarted(() -> {}))) {
            throw new IllegalArgumentException(
                    "wrap: the segment belongs to one thread (expected: a shared, global or automatic arena)");
        }
        requireSize(memory, bytes(shape, dtype), shape, dtype);
        int alignment = dtype.isComplex() ? dtype.bytes() / 2 : dtype.bytes();
        if (memory.address() % alignment != 0) {
            throw new IllegalArgumentException(
                    "wrap: the segment is not aligned to %d bytes".formatted(alignment));
        }
        Native.require();
        ThreadState state = ThreadState.current();
        putSizes(state, shape);
        // Holds the segment itself too: an automatic arena must not end before the tensor does.
        Owner owner = new Owner(memory, release);
        int status =
                TensorAbi.fromBlob(
                        memory.address(),
                        state.outAddress,
                        shape.rank(),
                        dtype.code(),
                        JavaFunctions.hold(owner),
                        state.outAddress);
        if (status != Abi.OK) throw Errors.translate(status, "wrap");
        return Tensor.adopt(state.out(0), state);
    }

    private record Owner(MemorySegment memory, Runnable release) implements Runnable {
        @Override
        public void run() {
            release.run();
        }
    }

    private static long bytes(Shape shape, DType dtype) {
        long elements = shape.numel();
        if (elements > Long.MAX_VALUE / dtype.bytes()) {
            throw new IllegalArgumentException(
                    dtype + shape.toString() + " has more bytes than fit a long");
        }
        return elements * dtype.bytes();
    }

    private static void requireSize(MemorySegment memory, long bytes, Shape shape, DType dtype) {
        if (memory.byteSize() < bytes) {
            throw new IllegalArgumentException(
                    "a segment of %d bytes is too small for %s%s (expected: %d bytes)"
                            .formatted(memory.byteSize(), dtype, shape, bytes));
        }
    }

    static int arrayLength(Tensor tensor) {
        long length = tensor.numel();
        if (length > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(
                    "%d elements do not fit a Java array; use asSegment or read parts"
                            .formatted(length));
        }
        return (int) length;
    }

    static void read(Tensor tensor, DType dtype, Object array) {
        Temporaries temporaries = new Temporaries();
        try {
            Tensor plain = tensor;
            if (tensor.dtype().isComplex() && !dtype.isComplex()) {
                throw new IllegalArgumentException(
                        "a complex tensor has no real array; use real() and imag()");
            }
            plain = temporaries.add(RESOLVE_CONJ.frame().add(plain).tensor());
            plain = temporaries.add(RESOLVE_NEG.frame().add(plain).tensor());
            plain = temporaries.add(plain.to(Device.CPU, dtype));
            plain = temporaries.add(plain.contiguous());
            if (plain.numel() > 0) pinned(plain, address -> NativeMemory.read(address, array));
        } finally {
            temporaries.close();
        }
    }

    /// Handles that must go at once, since a caller need not have a scope.
    private static final class Temporaries {
        private final java.util.ArrayList<Tensor> tensors = new java.util.ArrayList<>();

        Tensor add(Tensor tensor) {
            tensors.add(tensor);
            return tensor;
        }

        void close() {
            tensors.forEach(Tensor::close);
        }
    }

    /// Runs `body` with the address of the tensor's memory, which stays valid meanwhile.
    private static void pinned(Tensor tensor, java.util.function.LongConsumer body) {
        ThreadState state = ThreadState.current();
        long handle = tensor.acquire();
        try {
            Errors.check(TensorAbi.dataPtr(handle, state.outAddress), "data");
            body.accept(state.out(0));
        } finally {
            tensor.release();
        }
    }

    static MemorySegment view(Tensor tensor, Arena arena) {
        ThreadState state = ThreadState.current();
        long handle = tensor.acquire();
        try {
            int flags = TensorAbi.flags(handle);
            int needed = TensorAbi.STRIDED | TensorAbi.CONTIGUOUS | TensorAbi.STORAGE;
            int refused = TensorAbi.CONJ | TensorAbi.NEG_BIT;
            if ((flags & needed) != needed
                    || (flags & refused) != 0
                    || tensor.device().type() != Device.Type.CPU) {
                throw new IllegalArgumentException(
                        "asSegment: %s%s on %s (expected: a contiguous tensor on the CPU; call contiguous() or to(Device.CPU))"
                                .formatted(tensor.dtype(), tensor.shape(), tensor.device()));
            }
            long out = state.outAddress;
            Errors.check(TensorAbi.storageShare(handle, out, out + 8, out + 16), "asSegment");
            long holder = state.out(0);
            if (state.out(2) == 0) {
                TensorAbi.storageRelease(holder);
                return MemorySegment.NULL.asSlice(0, 0);
            }
            try {
                return NativeMemory.view(
                        state.out(1), state.out(2), arena, _ -> TensorAbi.storageRelease(holder));
            } catch (RuntimeException e) { // the arena is closed, or another thread's
                TensorAbi.storageRelease(holder);
                throw e;
            }
        } finally {
            tensor.release();
        }
    }

    static Tensor index(Tensor self, Index[] positions) {
        if (positions.length == 0) return self.get(Index.ellipsis());
        Index.Applied applied = Index.Applied.to(self, positions);
        if (!applied.isPlain())
            return INDEX.frame().add(applied.view()).add(applied.tensors()).tensor();
        return applied.view() == self ? self.view(self.shape().sizes()) : applied.view();
    }

    static void indexPut(Tensor self, Tensor value, Index[] positions) {
        Index.Applied applied = Index.Applied.to(self, positions);
        if (applied.isPlain()) {
            applied.view().copy_(value);
        } else {
            INDEX_PUT.frame().add(applied.view()).add(applied.tensors()).add(value).inPlace(self);
        }
    }
}
