package dev.balboa.tensor;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/// What one thread keeps between calls: its innermost scope, memory for results, and frames for the
/// boxed door.
final class ThreadState {
    private static final ThreadLocal<ThreadState> STATE = ThreadLocal.withInitial(ThreadState::new);
    private static final long OUT_BYTES = 8 * 130;

    Scope scope;

    private final MemorySegment out = Arena.ofAuto().allocate(OUT_BYTES, 16);
    final long outAddress = out.address();
    private final List<Frame> frames = new ArrayList<>();
    private int depth;

    static ThreadState current() {
        return STATE.get();
    }

    /// The `i`-th 64-bit value of the result memory.
    long out(int i) {
        return out.getAtIndex(ValueLayout.JAVA_LONG, i);
    }

    int outInt() {
        return out.get(ValueLayout.JAVA_INT, 0);
    }

    double outDouble(int i) {
        return out.getAtIndex(ValueLayout.JAVA_DOUBLE, i);
    }

    void putOut(int i, long value) {
        out.setAtIndex(ValueLayout.JAVA_LONG, i, value);
    }

    /// A frame to fill and call. Running one can run Java code that makes calls of its own (hooks),
    /// so frames form a stack; one that is still being filled, or was left behind by an exception,
    /// is not handed out twice.
    Frame frame(Operator operator) {
        if (depth == frames.size()) frames.add(new Frame(this));
        Frame frame = frames.get(depth);
        if (frame.isBeingFilled()) {
            frame = new Frame(this);
            frames.set(depth, frame);
        }
        return frame.begin(operator);
    }

    void enter() {
        depth++;
    }

    void leave() {
        depth--;
    }
}
