package dev.balboa.tensor;

import dev.balboa.internal.ffm.AutogradAbi;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/// A source of random numbers with a state of its own: PyTorch's Mersenne twister on the CPU,
/// Philox on CUDA. The same seed gives the same numbers as `torch.Generator().manual_seed(seed)`.
///
/// Owned by whoever made it; `close` frees it. Safe to use from several threads, which then share
/// one sequence.
public final class Generator implements AutoCloseable {
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final Device device;
    private long handle;

    private Generator(long handle, Device device) {
        this.handle = handle;
        this.device = device;
    }

    /// A generator on the CPU.
    public static Generator of(long seed) {
        return of(seed, Device.CPU);
    }

    /// A generator on a device.
    public static Generator of(long seed, Device device) {
        Native.require();
        ThreadState state = ThreadState.current();
        Errors.check(
                AutogradAbi.generatorNew(device.code(), seed, state.outAddress), "Generator.of");
        return new Generator(state.out(0), device);
    }

    /// Seeds the generators that operators use when none is given, on all devices, as
    /// `torch.manual_seed` does.
    public static void seedDefault(long seed) {
        Native.require();
        Errors.check(AutogradAbi.manualSeed(seed), "Generator.seedDefault");
    }

    /// Starts the sequence of `seed`.
    ///
    /// @return this
    public Generator manualSeed(long seed) {
        long pinned = acquire();
        try {
            Errors.check(AutogradAbi.generatorSeed(pinned, seed), "Generator.manualSeed");
            return this;
        } finally {
            release();
        }
    }

    /// The state, as bytes that [#setState] takes back: uint8 `[n]`.
    public Tensor getState() {
        ThreadState state = ThreadState.current();
        long pinned = acquire();
        try {
            Errors.check(
                    AutogradAbi.generatorState(pinned, state.outAddress), "Generator.getState");
            return Tensor.adopt(state.out(0), state);
        } finally {
            release();
        }
    }

    /// Continues from a state of [#getState()].
    public void setState(Tensor bytes) {
        long pinned = acquire();
        try {
            long tensor = bytes.acquire();
            try {
                Errors.check(AutogradAbi.generatorSetState(pinned, tensor), "Generator.setState");
            } finally {
                bytes.release();
            }
        } finally {
            release();
        }
    }

    /// Where its numbers are made.
    public Device device() {
        return device;
    }

    long acquire() {
        lock.readLock().lock();
        if (handle != 0) return handle;
        lock.readLock().unlock();
        throw new IllegalStateException("the generator is closed");
    }

    void release() {
        lock.readLock().unlock();
    }

    /// Frees it, once no call uses it any more. Does nothing the second time.
    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            if (handle != 0) AutogradAbi.generatorFree(handle);
            handle = 0;
        } finally {
            lock.writeLock().unlock();
        }
    }
}
