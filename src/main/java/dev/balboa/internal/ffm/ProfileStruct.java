package dev.balboa.internal.ffm;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.util.HashMap;
import java.util.Map;

/// `struct bal_profile` of balboa.h with the events it points to, for [ProfileAbi#stop]. They may
/// be read until [ProfileAbi#free].
public final class ProfileStruct {
    private static final StructLayout LAYOUT =
            MemoryLayout.structLayout(
                    JAVA_LONG.withName("events"),
                    JAVA_LONG.withName("count"),
                    JAVA_LONG.withName("dropped"));
    private static final StructLayout EVENT =
            MemoryLayout.structLayout(
                    JAVA_LONG.withName("name"),
                    JAVA_LONG.withName("thread_name"),
                    JAVA_LONG.withName("start"),
                    JAVA_LONG.withName("end"),
                    JAVA_LONG.withName("sequence"),
                    JAVA_INT.withName("thread"),
                    JAVA_INT.withName("scope"));
    private static final long NAME = offset("name");
    private static final long THREAD_NAME = offset("thread_name");
    private static final long START = offset("start");
    private static final long END = offset("end");
    private static final long SEQUENCE = offset("sequence");
    private static final long THREAD = offset("thread");
    private static final long SCOPE = offset("scope");

    private final MemorySegment memory;
    // there are few names, and each is at one address per thread
    private final Map<Long, String> texts = new HashMap<>();

    /// One to be filled.
    public ProfileStruct(Arena arena) {
        memory = arena.allocate(LAYOUT);
    }

    private static long offset(String field) {
        return EVENT.byteOffset(MemoryLayout.PathElement.groupElement(field));
    }

    /// Where the struct lies.
    public long address() {
        return memory.address();
    }

    /// How many events there are.
    public long count() {
        return memory.get(JAVA_LONG, JAVA_LONG.byteSize());
    }

    /// How many events there was no room for.
    public long dropped() {
        return memory.get(JAVA_LONG, 2 * JAVA_LONG.byteSize());
    }

    /// Name of an operator, a node or a phase.
    public String name(long event) {
        return text(longAt(event, NAME));
    }

    /// Name of the thread it ran on.
    public String threadName(long event) {
        return text(longAt(event, THREAD_NAME));
    }

    /// When it began, on the clock of `System.nanoTime()`.
    public long start(long event) {
        return longAt(event, START);
    }

    /// When it ended.
    public long end(long event) {
        return longAt(event, END);
    }

    /// Autograd's number, or -1.
    public long sequence(long event) {
        return longAt(event, SEQUENCE);
    }

    /// The system's id of the thread.
    public int thread(long event) {
        return events().get(JAVA_INT, event * EVENT.byteSize() + THREAD);
    }

    /// `at::RecordScope`.
    public int scope(long event) {
        return events().get(JAVA_INT, event * EVENT.byteSize() + SCOPE);
    }

    private long longAt(long event, long offset) {
        return events().get(JAVA_LONG, event * EVENT.byteSize() + offset);
    }

    private MemorySegment events() {
        return MemorySegment.ofAddress(memory.get(JAVA_LONG, 0))
                .reinterpret(count() * EVENT.byteSize());
    }

    private String text(long address) {
        return texts.computeIfAbsent(
                address, a -> NativeLibraries.text(MemorySegment.ofAddress(a)));
    }
}
