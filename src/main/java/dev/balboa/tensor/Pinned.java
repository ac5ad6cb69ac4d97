package dev.balboa.tensor;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/// Arrays of handles for one native call, whose tensors cannot be freed meanwhile.
final class Pinned implements AutoCloseable {
    private final Arena arena = Arena.ofConfined();
    private final List<Tensor> tensors = new ArrayList<>();

    /// Memory that goes with this call.
    Arena arena() {
        return arena;
    }

    /// The address of the handles; 0 stands for null.
    long handles(List<Tensor> list) {
        MemorySegment memory = allocate(list.size());
        for (int i = 0; i < list.size(); i++) {
            Tensor tensor = list.get(i);
            if (tensor == null) continue;
            memory.setAtIndex(ValueLayout.JAVA_LONG, i, tensor.acquire());
            tensors.add(tensor);
        }
        return memory.address();
    }

    /// Room for the handles that a call returns.
    MemorySegment allocate(int handles) {
        return arena.allocate(ValueLayout.JAVA_LONG, Math.max(1, handles));
    }

    @Override
    public void close() {
        tensors.forEach(Tensor::release);
        arena.close();
    }
}
