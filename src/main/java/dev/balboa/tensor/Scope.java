package dev.balboa.tensor;

import java.util.Arrays;

/// Owns the tensors that a thread makes while it is open, and closes them with it.
///
/// ```java
/// try (Scope scope = Scope.open()) {
///     Tensor loss = model.forward(x).sub(y).square().mean();
///     return scope.keep(loss);          // everything else is freed here
/// }
/// ```
///
/// Every new tensor belongs to the innermost open scope of its thread; registering one is an append
/// to an array. [#keep] moves a tensor to the scope around this one, [#detach] to the caller's own
/// hands (a field, another thread). A scope is used and closed by the thread that opened it.
/// Virtual threads are refused: they change carrier threads, and libtorch's modes belong to the
/// carrier.
public final class Scope implements AutoCloseable {
    private static final int INITIAL = 32;

    private final ThreadState thread;
    private final Thread opener;
    private final Scope parent;
    private Tensor[] tensors = new Tensor[INITIAL];
    private int count;
    private boolean closed;

    private Scope(ThreadState thread) {
        this.thread = thread;
        this.opener = Thread.currentThread();
        this.parent = thread.scope;
    }

    /// Opens a scope inside the current one of this thread.
    ///
    /// @throws IllegalStateException on a virtual thread
    public static Scope open() {
        Modes.refuseVirtualThread("a Scope");
        return openInCallback();
    }

    // A virtual thread cannot leave its carrier while native code that it called is on the stack.
    static Scope openInCallback() {
        ThreadState thread = ThreadState.current();
        Scope scope = new Scope(thread);
        thread.scope = scope;
        return scope;
    }

    /// Moves a tensor to the scope around this one; from the outermost scope, to nobody, so that it
    /// lives until it is closed or unreachable. A tensor that this scope does not own stays where
    /// it is.
    ///
    /// @return the same tensor
    public Tensor keep(Tensor tensor) {
        checkUsable();
        if (tensor.owner == this) {
            if (parent != null) parent.add(tensor);
            else tensor.ownedByNobody();
        }
        return tensor;
    }

    /// Takes a tensor out of this scope: its holder closes it. Other threads may use it.
    ///
    /// @return the same tensor
    public Tensor detach(Tensor tensor) {
        checkUsable();
        if (tensor.owner == this) tensor.ownedByNobody();
        return tensor;
    }

    /// How many tensors the scope owns now.
    public int size() {
        int open = 0;
        for (int i = 0; i < count; i++) {
            if (tensors[i].owner == this && !tensors[i].isClosed()) open++;
        }
        return open;
    }

    void add(Tensor tensor) {
        tensor.owner = this;
        if (count == tensors.length) makeRoom();
        tensors[count++] = tensor;
    }

    // A loop that closes its tensors itself must not make its scope grow.
    private void makeRoom() {
        int kept = 0;
        for (int i = 0; i < count; i++) {
            if (tensors[i].owner == this && !tensors[i].isClosed()) tensors[kept++] = tensors[i];
        }
        Arrays.fill(tensors, kept, count, null);
        count = kept;
        if (count > tensors.length / 2) tensors = Arrays.copyOf(tensors, 2 * tensors.length);
    }

    private void checkUsable() {
        if (closed) throw new IllegalStateException("the scope is closed");
        checkThread();
    }

    private void checkThread() {
        if (Thread.currentThread() != opener) {
            throw new IllegalStateException(
                    "a scope belongs to the thread that opened it (%s), and this is %s; detach the tensors that change threads"
                            .formatted(opener.getName(), Thread.currentThread().getName()));
        }
    }

    /// Closes the scope's tensors, and scopes still open inside it. Does nothing the second time.
    @Override
    public void close() {
        if (closed) return;
        checkThread();
        while (thread.scope != this) thread.scope.close();
        closed = true;
        thread.scope = parent;
        for (int i = 0; i < count; i++) {
            if (tensors[i].owner == this) tensors[i].close();
        }
        tensors = null;
        count = 0;
    }
}
