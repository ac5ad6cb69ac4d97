package dev.balboa.tensor;

import java.util.Objects;

/// What ran on a thread from one moment to another.
///
/// @param kind     what it is
/// @param name     as PyTorch's profiler shows it: `aten::mm`, `MmBackward0`; of a phase its own
/// @param thread   the system's id of the thread
/// @param start    nanoseconds after the profile's
/// @param nanos    how long, in nanoseconds, with what it called
/// @param sequence autograd's number, which an operator shares with the node of its backward; -1
///     without one
public record ProfileEvent(
        Kind kind, String name, int thread, long start, long nanos, long sequence) {

    /// Checks that kind and name are there.
    public ProfileEvent {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(name, "name");
    }

    /// When it ended.
    ///
    /// @return nanoseconds after the profile's start
    public long end() {
        return start + nanos;
    }

    /// Whether another ran within it, on the same thread.
    ///
    /// @param other began later, or was called by this one
    /// @return false for one that ended later, or ran elsewhere
    public boolean contains(ProfileEvent other) {
        return thread == other.thread && start <= other.start && other.end() <= end();
    }

    /// What an event is.
    public enum Kind {
        /// An operator, or a stretch of libtorch's own that it names.
        OPERATOR,
        /// A node of the graph, in the backward pass.
        NODE,
        /// A [Phase].
        PHASE
    }
}
