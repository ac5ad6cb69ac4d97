package dev.balboa.tensor;

import dev.balboa.internal.ffm.Callbacks;
import dev.balboa.internal.ffm.ProcessAbi;
import dev.balboa.internal.libtorch.Installation;
import dev.balboa.internal.libtorch.Libtorch;
import dev.balboa.internal.libtorch.LibtorchUnavailable;

/// Makes libtorch ready: loads it, installs the allocator and the callbacks. Everything that
/// reaches native code without having a tensor or an operator in hand comes through [#require()]
/// first.
final class Native {
    private static volatile boolean ready;

    private Native() {}

    /// @throws LibtorchException if it cannot be loaded, the same at every call
    static void require() {
        if (!ready) start();
    }

    static Installation installation() {
        require();
        return Libtorch.load();
    }

    private static synchronized void start() {
        if (ready) return;
        try {
            Libtorch.load();
        } catch (LibtorchUnavailable e) {
            throw new LibtorchException(e.getMessage(), e);
        }
        if (Memory.cachingWanted()) {
            Memory.applyDefaults();
            ProcessAbi.allocatorInstall(1);
        }
        Callbacks.install(JavaFunctions::backward, JavaFunctions::hook, Net::reclaim);
        ready = true;
    }
}
