package dev.balboa.tensor;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// What a [Profiler] recorded.
///
/// @param nanos   from its start to its stop, in nanoseconds
/// @param events  what began and ended between them; those of a thread together, in the order in
///     which they began
/// @param threads names of the threads by the system's ids
/// @param dropped events there was no room for
public record Profile(
        long nanos, List<ProfileEvent> events, Map<Integer, String> threads, long dropped) {

    /// Copies the list and the map.
    public Profile {
        events = List.copyOf(events);
        threads = Collections.unmodifiableMap(new LinkedHashMap<>(threads));
    }

    /// The events that satisfy a condition, as those of one thread.
    ///
    /// @param condition of an event
    /// @return a profile of the same stretch of time
    public Profile filter(Predicate<ProfileEvent> condition) {
        return new Profile(nanos, events.stream().filter(condition).toList(), threads, dropped);
    }

    /// The time of each operator and node of the graph, the one with the longest time of its own
    /// first: PyTorch's `key_averages()`.
    ///
    /// @return one per name, over all threads
    public List<Average> keyAverages() {
        return averages(event -> event.kind() != ProfileEvent.Kind.PHASE).stream()
                .sorted(Comparator.comparingLong(Average::selfNanos).reversed())
                .toList();
    }

    /// The time of each phase. Here a phase's own time is that outside other phases; the operators
    /// in it count.
    ///
    /// @return one per name, over all threads, in the order in which they came first
    public List<Average> phases() {
        return averages(event -> event.kind() == ProfileEvent.Kind.PHASE);
    }

    private List<Average> averages(Predicate<ProfileEvent> condition) {
        Map<String, Average> byName = new LinkedHashMap<>();
        Deque<ProfileEvent> open = new ArrayDeque<>();
        for (ProfileEvent event : events) {
            if (!condition.test(event)) {
                continue;
            }
            while (!open.isEmpty() && !open.peek().contains(event)) {
                open.pop();
            }
            if (!open.isEmpty()) {
                byName.merge(
                        open.peek().name(), new Average("", 0, -event.nanos(), 0), Average::plus);
            }
            byName.merge(
                    event.name(),
                    new Average(event.name(), 1, event.nanos(), event.nanos()),
                    Average::plus);
            open.push(event);
        }
        return List.copyOf(byName.values());
    }

    /// Writes the events in Chrome's trace event format, which `chrome://tracing` and Perfetto
    /// (`ui.perfetto.dev`) open: a row per thread, times in microseconds after the start. About 115
    /// bytes per event.
    ///
    /// @param file where to; replaced
    /// @throws IOException when it cannot be written
    public void exportChromeTrace(Path file) throws IOException {
        ChromeTrace.write(this, file);
    }

    /// How long what has a name took, all calls together.
    ///
    /// @param name       of the operator, node or phase
    /// @param calls      how many
    /// @param selfNanos  nanoseconds less those of what it called
    /// @param totalNanos nanoseconds with what it called; one that calls its own name counts twice
    public record Average(String name, long calls, long selfNanos, long totalNanos) {

        private Average plus(Average more) {
            return new Average(
                    name,
                    calls + more.calls,
                    selfNanos + more.selfNanos,
                    totalNanos + more.totalNanos);
        }
    }
}
