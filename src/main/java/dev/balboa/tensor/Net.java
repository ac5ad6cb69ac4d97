package dev.balboa.tensor;

import dev.balboa.internal.ffm.TensorAbi;
import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.LongAdder;

/// Catches tensors that no scope owns and that were dropped without `close`: once unreachable they
/// are freed, and counted.
///
/// A concurrent set instead of [java.lang.ref.Cleaner], whose list has one lock. Tensors inside
/// scopes never come here.
final class Net {
    private static final ReferenceQueue<Tensor> DROPPED = new ReferenceQueue<>();
    private static final Set<Catch> CATCHES = ConcurrentHashMap.newKeySet();
    private static final LongAdder CAUGHT = new LongAdder();

    private static final long QUIET_MILLIS = 20;
    private static final long FIRST_MILLIS = 200;

    static {
        Thread.ofPlatform().daemon().name("balboa-net").start(Net::run);
    }

    /// One tensor under watch.
    static final class Catch extends PhantomReference<Tensor> {
        private final long handle;

        private Catch(Tensor tensor, long handle) {
            super(tensor, DROPPED);
            this.handle = handle;
        }
    }

    private Net() {}

    static Catch watch(Tensor tensor, long handle) {
        Catch reference = new Catch(tensor, handle);
        CATCHES.add(reference);
        return reference;
    }

    /// Ends the watch.
    ///
    /// @return false if the collector was first, and the tensor is freed here
    static boolean release(Catch reference) {
        reference.clear();
        return CATCHES.remove(reference);
    }

    /// Tensors freed here since the start: each was dropped without `close`.
    static long caught() {
        return CAUGHT.sum();
    }

    /// Called by the allocator, perhaps several times, before it gives up: one collection, and
    /// everything it found is freed.
    static void reclaim() {
        boolean interrupted = Thread.interrupted(); // an interrupted thread may allocate, too
        System.gc();
        try {
            // References arrive one by one while the JVM works its list off: quiet for a while
            // means it is done. A busy machine is slow to begin.
            long patience = CATCHES.isEmpty() ? QUIET_MILLIS : FIRST_MILLIS;
            for (Reference<? extends Tensor> found; (found = DROPPED.remove(patience)) != null; ) {
                free((Catch) found);
                patience = QUIET_MILLIS;
            }
        } catch (InterruptedException e) {
            interrupted = true;
        } finally {
            if (interrupted) Thread.currentThread().interrupt();
        }
    }

    /// Frees a closed tensor once the call that its maker is in has returned.
    static void freeLater(Tensor tensor) {
        Late.QUEUE.add(tensor);
    }

    /// Closed tensors in use; rare, so its thread starts with the first.
    private static final class Late {
        private static final LinkedBlockingQueue<Tensor> QUEUE = new LinkedBlockingQueue<>();
        private static final long PAUSE_MILLIS = 1;

        static {
            Thread.ofPlatform().daemon().name("balboa-late").start(Late::run);
        }

        private static void run() {
            while (true) {
                try {
                    Tensor tensor = QUEUE.take();
                    if (tensor.isUsedByItsMaker()) {
                        QUEUE.add(tensor);
                        Thread.sleep(PAUSE_MILLIS);
                    } else {
                        tensor.free();
                    }
                } catch (Throwable t) {
                    // Nobody owns this thread, so nobody may stop it; it must outlive a full heap.
                }
            }
        }
    }

    private static void run() {
        while (true) {
            try {
                free((Catch) DROPPED.remove());
            } catch (Throwable t) {
                // Nobody owns this thread, so nobody may stop it; it must outlive a full heap.
            }
        }
    }

    private static void free(Catch reference) {
        if (!CATCHES.remove(reference)) return;
        CAUGHT.increment();
        TensorAbi.free(reference.handle);
    }
}
