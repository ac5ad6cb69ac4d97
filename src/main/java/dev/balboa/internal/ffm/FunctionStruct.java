package dev.balboa.internal.ffm;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.VarHandle;

/// `struct bal_function` of balboa.h, for [AutogradAbi#functionAttach]. Pointers are addresses of
/// memory that lives as long as the call.
public final class FunctionStruct {
    private static final int PADDING = 4;
    private static final StructLayout LAYOUT =
            MemoryLayout.structLayout(
                    JAVA_LONG.withName("id"),
                    JAVA_LONG.withName("inputs"),
                    JAVA_LONG.withName("outputs"),
                    JAVA_LONG.withName("differentiable"),
                    JAVA_LONG.withName("saved"),
                    JAVA_INT.withName("input_count"),
                    JAVA_INT.withName("output_count"),
                    JAVA_INT.withName("saved_count"),
                    MemoryLayout.paddingLayout(PADDING));
    private static final VarHandle ID = field("id");
    private static final VarHandle INPUTS = field("inputs");
    private static final VarHandle OUTPUTS = field("outputs");
    private static final VarHandle DIFFERENTIABLE = field("differentiable");
    private static final VarHandle SAVED = field("saved");
    private static final VarHandle INPUT_COUNT = field("input_count");
    private static final VarHandle OUTPUT_COUNT = field("output_count");
    private static final VarHandle SAVED_COUNT = field("saved_count");

    private final MemorySegment memory;

    /// One without fields set.
    public FunctionStruct(Arena arena) {
        memory = arena.allocate(LAYOUT);
    }

    private static VarHandle field(String name) {
        return LAYOUT.varHandle(PathElement.groupElement(name));
    }

    /// The tensors the function was called with: handles.
    public FunctionStruct inputs(long address, int count) {
        INPUTS.set(memory, 0L, address);
        INPUT_COUNT.set(memory, 0L, count);
        return this;
    }

    /// What it computed, and one byte each for whether that is differentiable.
    public FunctionStruct outputs(long address, int count, long differentiableAddress) {
        OUTPUTS.set(memory, 0L, address);
        OUTPUT_COUNT.set(memory, 0L, count);
        DIFFERENTIABLE.set(memory, 0L, differentiableAddress);
        return this;
    }

    /// What its backward needs again: handles.
    public FunctionStruct saved(long address, int count) {
        SAVED.set(memory, 0L, address);
        SAVED_COUNT.set(memory, 0L, count);
        return this;
    }

    /// The number of the Java function.
    public FunctionStruct id(long id) {
        ID.set(memory, 0L, id);
        return this;
    }

    /// Where the struct lies.
    public long address() {
        return memory.address();
    }
}
